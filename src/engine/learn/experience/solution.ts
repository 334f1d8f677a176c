import { diffLines } from 'diff';
import type { CodeText, TopLevel } from '../../contract/code-inspection';
import type { Change } from '../../contract/events';
import type { Experience } from './experience';

export type ReadTopLevels = (files: readonly CodeText[]) => Promise<readonly TopLevel[]>;

const MAX_FILES = 4;
const MAX_NAMES = 6;
/** Characters of a file whose declarations are read. */
const MAX_TEXT = 200_000;
/** Comments and texts; one without an end goes to the end, so that each character is read once. */
const NO_CODE = /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`(?:\\[\s\S]|[^`\\])*`?/g;
const NAME = /[\p{L}_$][\p{L}\p{N}_$]{2,39}/gu;
const CODE = /\.[cm]?[jt]sx?$/;
/** Words of the language. */
const PLAIN = new Set(
  [
    'const let var function return export import from async await class extends implements interface type enum this',
    'new typeof instanceof throw catch finally switch case default break continue while for else undefined null true',
    'false string number boolean void never unknown any readonly public private static get set yield with',
  ]
    .join(' ')
    .split(' '),
);

/**
 * What of an accepted change solved a situation: the declarations that it changed, and the names that it uses and the
 * `earlier` change, which was red, did not.
 */
export async function solutionOf(
  accepted: readonly Change[],
  earlier: readonly Change[],
  readTopLevels: ReadTopLevels,
): Promise<Pick<Experience, 'changed' | 'uses'>> {
  const changes = accepted.filter(({ after }) => after !== null && after.length <= MAX_TEXT).slice(0, MAX_FILES);
  const texts = changes.map(({ path, after }) => ({ path, text: CODE.test(path) ? (after ?? '') : '' }));
  const levels = await readTopLevels(texts);
  const uses = new Set<string>();
  const changed = changes.map((change, at) => {
    const red = earlier.find(({ path }) => path === change.path)?.after ?? change.before ?? '';
    const lines = changedLines(change.before ?? '', change.after ?? '');
    if (CODE.test(change.path)) for (const name of newNames(red, change.after ?? '')) uses.add(name);
    return { path: change.path, names: declarationsAt(levels[at], lines) };
  });
  return { changed, uses: [...uses].slice(0, MAX_NAMES) };
}

/** The lines of `after`, 1-based, that a change touched; where it only deleted, the line that follows. */
function changedLines(before: string, after: string): number[] {
  const lines: number[] = [];
  let line = 1;
  for (const { added, removed, count } of diffLines(before, after)) {
    if (added) for (let at = 0; at < count; at++) lines.push(line + at);
    if (removed) lines.push(line);
    if (!removed) line += count;
  }
  return lines;
}

function declarationsAt(level: TopLevel | undefined, lines: readonly number[]): string[] {
  const touched = (level?.declarations ?? []).filter(({ startLine, endLine }) =>
    lines.some((line) => startLine <= line && line <= endLine),
  );
  return [...new Set(touched.map(({ name }) => name))].slice(0, MAX_NAMES);
}

function newNames(before: string, after: string): string[] {
  const known = new Set(before.match(NAME));
  return [...new Set(after.replace(NO_CODE, ' ').match(NAME))].filter((name) => !known.has(name) && !PLAIN.has(name));
}
