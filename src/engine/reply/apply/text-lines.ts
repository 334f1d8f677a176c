import type { ResultLine } from './near/fit-at';

/**
 * A file's text as lines that keep their line endings. An edit thus preserves the byte-order mark, the final
 * newline, and the line endings of all lines that it doesn't touch.
 */
export interface TextLines {
  readonly bom: boolean;
  readonly lines: readonly TextLine[];
  /** The ending that most lines have; new lines get it. */
  readonly eol: Eol;
  readonly finalNewline: boolean;
}

export type Eol = '\n' | '\r\n';

export interface TextLine {
  readonly text: string;
  readonly eol: Eol;
}

const BOM = '\uFEFF';

export function splitText(text: string): TextLines {
  const bom = text.startsWith(BOM);
  const content = bom ? text.slice(1) : text;
  const parts = content.split('\n');
  const last = parts.pop() ?? '';
  const lines: TextLine[] = parts.map((part) =>
    part.endsWith('\r') ? { text: part.slice(0, -1), eol: '\r\n' } : { text: part, eol: '\n' },
  );
  const crlf = lines.filter((line) => line.eol === '\r\n').length;
  const eol = crlf > lines.length / 2 ? '\r\n' : '\n';
  if (last !== '') lines.push({ text: last, eol });
  return { bom, lines, eol, finalNewline: last === '' };
}

export function joinText({ bom, lines, finalNewline }: TextLines): string {
  const body = lines.map((line, index) =>
    index === lines.length - 1 && !finalNewline ? line.text : line.text + line.eol,
  );
  return (bom ? BOM : '') + body.join('');
}

/** Lines of the reply with this file's line ending. */
export function linesFor(file: TextLines, texts: readonly string[]): TextLine[] {
  return texts.map((text) => ({ text, eol: file.eol }));
}

/** The lines of a result: the file's own with their endings, new ones with the ending that most lines have. */
export function resultLines(file: TextLines, result: readonly ResultLine[]): TextLine[] {
  return result.flatMap((line) => ('own' in line ? (file.lines[line.own] ?? []) : linesFor(file, [line.text])));
}
