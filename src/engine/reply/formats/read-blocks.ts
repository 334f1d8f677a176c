/** The lines of one SEARCH/REPLACE block, in the format of aider (`editblock_coder.py`). */
export interface Block {
  /** 0-based index of the SEARCH marker in the given lines. */
  readonly at: number;
  readonly search: readonly string[];
  readonly replace: readonly string[];
}

export interface BlockFault {
  readonly at: number;
  /** What is wrong, as a clause about the block. */
  readonly why: string;
}

// aider's older markers, and those of Cline, are read as well.
const SEARCH = /^[ \t]*(<{5,9}|-{5,9}) ?(?:SEARCH|ORIGINAL):?>?[ \t]*$/;
const DIVIDER = /^[ \t]*(={5,9})[ \t]*$/;
const REPLACE = /^[ \t]*(?:>{5,9}|\+{5,9}) ?(?:REPLACE|UPDATED)>?[ \t]*$/;
/** Lines that Roo Code puts at the start of SEARCH. */
const LINE_HINT = /^:(?:start|end)_line: ?\d+[ \t]*$/;

export function isSearchMarker(line: string): boolean {
  return SEARCH.test(line);
}

/** Whether the line ends a block; outside any block it means that the block's start is missing. */
export function isReplaceMarker(line: string): boolean {
  return REPLACE.test(line);
}

/** The index after the block that starts at `at`. A block without an end goes up to the next block. */
export function skipBlock(lines: readonly string[], at: number): number {
  for (let next = at + 1; next < lines.length; next++) {
    const line = lines[next] ?? '';
    if (REPLACE.test(line)) return next + 1;
    if (SEARCH.test(line)) return next;
  }
  return lines.length;
}

/** Reads the block whose SEARCH marker is at `at`. */
export function readBlock(lines: readonly string[], at: number): Block | BlockFault {
  const end = skipBlock(lines, at);
  if (end - at < 2 || !REPLACE.test(lines[end - 1] ?? ''))
    return { at, why: 'has no `>>>>>>> REPLACE` line at its end' };
  const marker = lines[at] ?? '';
  const indent = /^[ \t]*/.exec(marker)?.[0] ?? '';
  const body = lines.slice(at + 1, end - 1).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
  const dividers = body.flatMap((line, index) => {
    const length = DIVIDER.exec(line)?.[1]?.length;
    return length === undefined ? [] : [{ index, length }];
  });
  // Text may hold such a line, too (a Markdown heading); the divider is as long as the block's other markers.
  const length = SEARCH.exec(marker)?.[1]?.length;
  const fitting = dividers.length > 1 ? dividers.filter((divider) => divider.length === length) : dividers;
  const [divider] = fitting;
  if (!divider)
    return { at, why: 'has no `=======` line between the lines to search for and the lines that replace them' };
  if (fitting.length > 1)
    return {
      at,
      why: 'has more than one `=======` line, so where the search ends is unclear; give the whole file instead',
    };
  return { at, search: withoutHints(body.slice(0, divider.index)), replace: body.slice(divider.index + 1) };
}

function withoutHints(search: readonly string[]): readonly string[] {
  const end = search.findIndex((line) => !LINE_HINT.test(line));
  return end > 0 && /^-{5,9}[ \t]*$/.test(search[end] ?? '') ? search.slice(end + 1) : search;
}
