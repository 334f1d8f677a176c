import { diffLines } from 'diff';
import type { CodeText, TopLevel } from '../../contract/code-inspection';
import type { Change } from '../../contract/events';
import type { Evidence } from '../../contract/evidence';
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

/** Lines between a finding and what is taken to have solved it. */
const NEAR_LINES = 6;

/** What of an accepted change solved the findings of one verdict. */
interface Solution {
  /** The declarations that it changed. */
  readonly changed: Experience['changed'];
  /**
   * The names that it uses and the change that was red did not: those in lines near the finding, or all of them where
   * no line near it has any.
   */
  uses(at: Pick<Evidence, 'path' | 'line'>): readonly string[];
}

export async function solutionOf(
  accepted: readonly Change[],
  earlier: readonly Change[],
  readTopLevels: ReadTopLevels,
): Promise<Solution> {
  const changes = accepted.filter(({ after }) => after !== null && after.length <= MAX_TEXT).slice(0, MAX_FILES);
  const texts = changes.map(({ path, after }) => ({ path, text: CODE.test(path) ? (after ?? '') : '' }));
  const levels = await readTopLevels(texts);
  const news: NewName[] = [];
  const changed = changes.map((change, at) => {
    const red = earlier.find(({ path }) => path === change.path)?.after ?? change.before ?? '';
    const lines = changedLines(change.before ?? '', change.after ?? '');
    if (CODE.test(change.path)) news.push(...newNames(change.path, red, change.after ?? ''));
    return { path: change.path, names: declarationsAt(levels[at], lines) };
  });
  return {
    changed,
    uses({ path, line = Number.NaN }) {
      const near = news.filter(
        (one) => one.path === path && one.from - NEAR_LINES <= line && line <= one.to + NEAR_LINES,
      );
      return [...new Set((near.length > 0 ? near : news).map(({ name }) => name))].slice(0, MAX_NAMES);
    },
  };
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

/** A name that a change brings, and which lines of the text before it stand where it does. */
interface NewName {
  readonly name: string;
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

function newNames(path: string, before: string, after: string): NewName[] {
  const known = new Set(before.match(NAME));
  // Comments and texts may span lines, so that they are taken out before the text is split.
  const code = after.replace(NO_CODE, (found) => found.replace(/[^\n]+/g, ' ')).split('\n');
  const found: NewName[] = [];
  let [line, lineBefore] = [0, 1];
  let removedFrom = 1;
  for (const { added, removed, count } of diffLines(before, after)) {
    if (removed) {
      removedFrom = lineBefore;
      lineBefore += count;
      continue;
    }
    const lines = code.slice(line, line + count);
    line += count;
    if (added) {
      const place = { path, from: removedFrom, to: lineBefore };
      for (const name of lines.join('\n').match(NAME) ?? [])
        if (!known.has(name) && !PLAIN.has(name)) found.push({ name, ...place });
    } else lineBefore += count;
    removedFrom = lineBefore;
  }
  return found;
}
