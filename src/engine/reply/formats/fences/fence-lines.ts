/** A line that opens or closes a fence (CommonMark 0.31 §4.5). Only one without an info string can close one. */
export interface FenceLine {
  readonly indent: number;
  readonly mark: string;
  readonly length: number;
  readonly info: string;
}

export function readFenceLine(line: string): FenceLine | undefined {
  const [, indent = '', fence = '', info = ''] = /^([ \t]*)(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
  const mark = fence[0];
  // A line with backticks after the fence is inline code: the info string of a backtick fence has none.
  if (mark === undefined || (mark === '`' && info.includes('`'))) return undefined;
  return { indent: indent.length, mark, length: fence.length, info: info.trim() };
}

/** Whether the line closes a fence that `opening` opens, as far as marks and length go. */
export function closes(line: FenceLine | undefined, opening: Pick<FenceLine, 'mark' | 'length'>): boolean {
  return line !== undefined && line.info === '' && line.mark === opening.mark && line.length >= opening.length;
}

export function dedent(line: string, indent: number): string {
  if (indent === 0) return line;
  const own = /^[ \t]*/.exec(line)?.[0].length ?? 0;
  return line.slice(Math.min(own, indent));
}
