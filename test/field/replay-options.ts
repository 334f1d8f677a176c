import { placeOf, readOptions } from './read-options';

export const USAGE = `Usage: npm run field -- replay --repo CLONE [options]

Replays past commits of a repository as tasks: the commit's tests over its parent, with the person's own change as
the model's reply. Then the same with a broken variant of that change, which must not be believed.

  --repo CLONE         a clone with its dependencies installed; commits are checked out in it
  --package DIR        the package to open as the workspace, relative to the clone (default: the clone itself)
  --as run|fix         the command that is given the commit's subject (default: run)
  --test-command CMD   the test command (default: npm test)
  --count N            how many commits to replay (default: 5)
  --commits A,B        replays only these commits (default: the newest suitable ones)
  --timeout S          seconds for one run of the tests (default: 300)
  --log DIR            keeps the events of every run there, one file of JSON lines each`;

export interface ReplayOptions {
  /** Absolute path of the clone. */
  readonly repo: string;
  /** Relative to the clone; '.' for the clone itself. */
  readonly package: string;
  /** What is asked: to do what the subject says, or to fix the failing tests with it as a hint. */
  readonly command: 'run' | 'fix';
  readonly testCommand: string;
  readonly count: number;
  /** Empty for the newest suitable ones. */
  readonly commits: readonly string[];
  readonly timeoutMs: number;
  /** Absolute path of the folder for the runs' events. */
  readonly log: string | undefined;
}

/** Undefined for wrong usage. */
export function readReplayOptions(args: readonly string[]): ReplayOptions | undefined {
  const values = readOptions(args, ['repo', 'package', 'as', 'test-command', 'count', 'commits', 'timeout', 'log']);
  const repo = placeOf(values?.repo);
  const count = Number(values?.count ?? 5);
  const timeout = Number(values?.timeout ?? 300);
  const command = values?.as ?? 'run';
  if (!values || repo === undefined || !(count > 0) || !(timeout > 0)) return undefined;
  if (command !== 'run' && command !== 'fix') return undefined;
  return {
    repo,
    package: values.package ?? '.',
    command,
    testCommand: values['test-command'] ?? 'npm test',
    count,
    commits: values.commits?.split(',') ?? [],
    timeoutMs: timeout * 1000,
    log: placeOf(values.log),
  };
}
