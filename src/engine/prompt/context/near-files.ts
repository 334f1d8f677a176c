import { posix } from 'node:path';
import { memo } from '../../platform/memo';
import type { Part } from '../token-budget';

const MAX_NAMES = 40;
/** Characters of all names without their folders; about 300 tokens. */
const MAX_LENGTH = 1200;

/** Names of files that are not shown: those in the folders of what is, then those at the top of the workspace. */
export function nearFiles(shown: readonly string[], all: readonly string[]): Part {
  const files = all.filter((path) => !shown.includes(path));
  const folders = [...new Set(shown.map((path) => posix.dirname(path))), '.', 'src'];
  const rank = new Map(folders.map((folder, index) => [folder, index]));
  const near = files
    .filter((path) => rank.has(posix.dirname(path)))
    .sort((a, b) => (rank.get(posix.dirname(a)) ?? 0) - (rank.get(posix.dirname(b)) ?? 0));
  let length = 0;
  const names = (files.length <= MAX_NAMES ? files : near).slice(0, MAX_NAMES).filter((path) => {
    length += posix.basename(path).length + 2;
    return length <= MAX_LENGTH;
  });
  const omitted = files.length - names.length;
  return {
    title: 'Other files',
    why: 'names of files near those that are shown',
    text: files.length === 0 ? '(none)' : byFolder(names) + (omitted > 0 ? `\n(and ${omitted} more)` : ''),
  };
}

/** A line for each folder: `test: cart.test.ts, mail.test.ts`. */
function byFolder(paths: readonly string[]): string {
  const folders = new Map<string, string[]>();
  for (const path of paths) memo(folders, posix.dirname(path), () => []).push(posix.basename(path));
  return [...folders]
    .map(([folder, names]) => {
      if (folder === '.') return names.join(', ');
      return names.length === 1 ? posix.join(folder, names[0] ?? '') : `${folder}: ${names.join(', ')}`;
    })
    .join('\n');
}
