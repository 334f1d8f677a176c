/** Lines shown before and after the marked one. */
const CONTEXT = 3;
/** Characters of a source line that are shown; longer lines (minified code, data) are clipped. */
const WIDTH = 140;
const ELLIPSIS = '…';

/**
 * The source lines around a place, numbered, the line marked with `>` and the column with a caret:
 *
 *       1 | const limit = 3;
 *     > 2 | const total: string = limit;
 *         |       ^
 *
 * `line` and `column` are 1-based, columns count UTF-16 units as the compiler does. A place past
 * the end of the text, because the text changed since, is drawn at the last line. Empty for empty text.
 */
export function codeFrame(text: string, line: number, column?: number): string {
  if (text === '') return '';
  const lines = text.split(/\r\n|\n|\r|\u2028|\u2029/);
  const marked = Math.min(Math.max(Math.trunc(line), 1), lines.length);
  const first = Math.max(1, marked - CONTEXT);
  const last = Math.min(lines.length, marked + CONTEXT);
  const gutter = String(last).length;
  const out: string[] = [];
  for (let number = first; number <= last; number++) {
    const source = lines[number - 1] ?? '';
    const label = String(number).padStart(gutter);
    if (number !== marked) {
      out.push(`  ${label} | ${clip(source, 0)}`.trimEnd());
      continue;
    }
    const at = column === undefined ? 0 : Math.min(Math.max(Math.trunc(column) - 1, 0), source.length);
    const start = at < WIDTH ? 0 : at - Math.floor(WIDTH / 2);
    out.push(`> ${label} | ${clip(source, start)}`.trimEnd());
    if (column !== undefined) out.push(`  ${' '.repeat(gutter)} | ${indent(source, start, at)}^`);
  }
  return out.join('\n');
}

function clip(source: string, start: number): string {
  const head = start > 0 ? ELLIPSIS : '';
  const tail = source.length > start + WIDTH ? ELLIPSIS : '';
  return head + source.slice(start, start + WIDTH) + tail;
}

/** White space as wide as the text before the column. Tabs stay tabs, so that the caret lines up. */
function indent(source: string, start: number, at: number): string {
  return (start > 0 ? ' ' : '') + source.slice(start, at).replace(/[^\t]/g, ' ');
}
