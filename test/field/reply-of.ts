import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { git, textAt } from './past-commits';

/** Characters; a longer file is replied to with a diff, as it would not fit into the output limit. */
const MAX_WHOLE = 12_000;

interface Clone {
  /** Absolute path of the clone. */
  readonly repo: string;
  /** The package that is the workspace, relative to the clone. */
  readonly package: string;
}

/** The files as a model would write them over that commit: whole where they are short or new, otherwise as a diff. */
export function replyOf(files: ReadonlyMap<string, string>, base: string, clone: Clone): string {
  return [...files].map(([file, text]) => fileOf(file, text, base, clone)).join('\n');
}

function fileOf(file: string, text: string, base: string, { repo, package: folder }: Clone): string {
  const inside = path.posix.relative(path.posix.normalize(folder), file);
  const lines = text.endsWith('\n') ? text : `${text}\n`;
  const isNew = textAt(repo, base, file) === undefined;
  if (isNew || text.length < MAX_WHOLE) return `\`\`\`\`ts ${inside}\n${lines}\`\`\`\`\n`;
  const after = spawnSync('git', ['-C', repo, 'hash-object', '-w', '--stdin'], { input: text, encoding: 'utf8' });
  const hunks = git(repo, 'diff', `${base}:${file}`, after.stdout.trim()).replace(/^[^@]*/, '');
  return `\`\`\`\`diff\n--- a/${inside}\n+++ b/${inside}\n${hunks}\`\`\`\`\n`;
}
