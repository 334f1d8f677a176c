// A whole file may be written in a way that its text is not: with a number in front of every line, with HTML entities,
// or with the marks of a diff. What the file has so far, and whether the text is complete as code, tells them from a
// text that only looks so.
import { isCode } from '../../code/source';
import type { CodeText, TopLevel } from '../../contract/code-inspection';
import type { Edit, WholeEdit } from '../edits';
import { decoded, isEscaped } from '../formats/foreign/entities';
import { withoutNumbers } from '../formats/line-numbers';
import { readBareHunk } from '../formats/read-diff';

interface Meant {
  readonly edit: Edit;
  /** How it is written, as a noun phrase. */
  readonly what: string;
}

type ReadTopLevels = (files: readonly CodeText[]) => Promise<readonly TopLevel[]>;

/** The edit without what does not belong to the text; undefined: the text is meant as it is written. */
export async function asMeant(
  edit: WholeEdit,
  before: string | undefined,
  readTopLevels: ReadTopLevels,
): Promise<Meant | undefined> {
  const { path, lines } = edit;
  const known = new Set((before ?? '').split(/\r?\n/).map((line) => line.trimEnd()));
  for (const [read, what] of [
    [withoutNumbers(lines), 'line numbers'],
    [isEscaped(lines) ? lines.map(decoded) : undefined, 'HTML entities'],
  ] as const) {
    if (!read) continue;
    const isMeant = isKnown(lines, read, known) || (await isOnlyThenCode(path, lines, read, readTopLevels));
    if (isMeant || isMarkup(path, lines, read)) return { edit: { ...edit, lines: read }, what };
  }
  const patch = asPatch(edit, known);
  return patch && { edit: patch, what: 'the marks of a diff' };
}

/** Whether the file has at least half of the lines that are read in another way, and none of them as written. */
function isKnown(lines: readonly string[], read: readonly string[], known: ReadonlySet<string>): boolean {
  const changed = read.flatMap((text, index) => {
    const written = lines[index] ?? '';
    return text === written || text.trim() === '' ? [] : [{ text: text.trimEnd(), written: written.trimEnd() }];
  });
  const hits = changed.filter(({ text }) => known.has(text)).length;
  return hits > 0 && hits >= changed.length / 2 && !changed.some(({ written }) => known.has(written));
}

/** Whether it is code only when it is read in another way. */
async function isOnlyThenCode(
  path: string,
  lines: readonly string[],
  read: readonly string[],
  readTopLevels: ReadTopLevels,
): Promise<boolean> {
  if (!isCode(path)) return false;
  const [written, other] = await readTopLevels([lines, read].map((text) => ({ path, text: text.join('\n') })));
  return written !== undefined && other !== undefined && !written.isComplete && other.isComplete;
}

/** Whether it is markup that begins with a tag only when it is read in another way. */
function isMarkup(path: string, lines: readonly string[], read: readonly string[]): boolean {
  const starts = (all: readonly string[]): boolean =>
    /^\s*<[A-Za-z!?]/.test(all.find((text) => text.trim() !== '') ?? '');
  return /\.(?:x?html?|xml|svg|vue|svelte|astro)$/i.test(path) && !starts(lines) && starts(read);
}

/** The text as a hunk, where the file has all lines without the marks that stay or go, and some only so. */
function asPatch({ path, line, lines }: WholeEdit, known: ReadonlySet<string>): Edit | undefined {
  const filled = lines.filter((text) => text.trim() !== '');
  const isMarked = filled.every((text) => /^[ +-]/.test(text)) && filled.some((text) => /^[+-]/.test(text));
  if (!isMarked || lines.some((text) => known.has(text.trimEnd()) && text.trim() !== '')) return undefined;
  const { hunk } = readBareHunk(lines, 0);
  const old = hunk.lines.filter(({ op, text }) => op !== '+' && text.trim() !== '');
  if (old.length === 0 || !old.every(({ text }) => known.has(text.trimEnd()))) return undefined;
  return { kind: 'patch', line, from: path, to: path, hunks: [{ ...hunk, line: line + 1 }] };
}
