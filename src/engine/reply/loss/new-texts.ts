import type { Edit } from '../edits';

/** The texts that edits write into files. */
export function newTextsOf(edits: readonly Edit[]): string[] {
  return edits.map((edit) => {
    if (edit.kind === 'whole') return edit.lines.join('\n');
    if (edit.kind === 'block') return edit.replace.join('\n');
    return edit.hunks.flatMap(({ lines }) => lines.flatMap(({ op, text }) => (op === '+' ? [text] : []))).join('\n');
  });
}
