import { posix } from 'node:path';
import type { Part } from '../token-budget';

const MAX_NAMES = 40;
/** Characters of all names; about 300 tokens. */
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
    length += path.length + 1;
    return length <= MAX_LENGTH;
  });
  const omitted = files.length - names.length;
  return {
    title: 'Other files of the workspace',
    why: 'names of files near those that are shown',
    text: files.length === 0 ? '(none)' : names.join('\n') + (omitted > 0 ? `\n(and ${omitted} more)` : ''),
  };
}
