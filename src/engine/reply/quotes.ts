// Models often show what a file holds now before they show what it should hold.
import type { Edit } from './edits';

/** Whether a text is nothing but lines that the file has, one after another. */
export function isQuote(lines: readonly string[], file: string): boolean {
  const filled = (all: readonly string[]): string =>
    all
      .map((line) => line.trimEnd())
      .join('\n')
      .replace(/^\n+|\n+$/g, '');
  const text = filled(lines);
  return text !== '' && `\n${filled(file.split(/\r?\n/))}\n`.includes(`\n${text}\n`);
}

/** The edits without whole files that only show a part of their file as it is, where its change follows. */
export async function withoutQuotes(
  edits: readonly Edit[],
  readBefore: (path: string) => Promise<string | undefined>,
): Promise<readonly Edit[]> {
  const last = new Map(edits.map((edit, index) => [edit.kind === 'patch' ? edit.to : edit.path, index]));
  const kept: Edit[] = [];
  for (const [index, edit] of edits.entries()) {
    const follows = edit.kind === 'whole' && (last.get(edit.path) ?? index) > index;
    const before = follows ? await readBefore(edit.path) : undefined;
    const lines = edit.kind === 'whole' && edit.pathComment !== undefined ? edit.lines.slice(1) : [];
    const isShown =
      edit.kind === 'whole' &&
      before !== undefined &&
      (isQuote(edit.lines, before) || (lines.length > 0 && isQuote(lines, before)));
    if (!isShown) kept.push(edit);
  }
  return kept;
}
