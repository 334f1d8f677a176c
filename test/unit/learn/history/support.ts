import type { RunGit } from '../../../../src/engine/learn/history/git';
import type { PastChange } from '../../../../src/engine/learn/history/read-log';

interface LoggedCommit {
  readonly message: string;
  /** As git's `%P` prints them; empty for a first commit. */
  readonly parents: string;
  /** As git's `--name-status -z` prints them. */
  readonly entries: readonly string[];
}

/** What git prints for these commits, the newest first. */
export function logOf(commits: readonly LoggedCommit[]): string {
  return commits
    .map(({ message, parents, entries }) => {
      const header = `\u0002${'a'.repeat(40)}\0${parents}\0${message}\0\0`;
      return entries.length === 0 ? header : `${header}\n${entries.map((entry) => `${entry}\0`).join('')}`;
    })
    .join('');
}

export function change(message: string, files: readonly string[], renames: Record<string, string> = {}): PastChange {
  return { message, files, renames: new Map(Object.entries(renames)), isFirst: false };
}

/** Notes the subcommands that are asked for. */
export function counted(git: RunGit): { readonly git: RunGit; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    git: (args, onOutput, signal) => {
      asked.push(args[0] ?? '');
      return git(args, onOutput, signal);
    },
  };
}
