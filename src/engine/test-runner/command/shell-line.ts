/** A word of a command line: its text without quotes, and its position in the line. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** One simple command of a line, between two operators. */
export interface Segment {
  readonly words: readonly Word[];
}

/** A replacement of a part of the line. If start and end are equal, the text is inserted. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Splits a line as a shell does, as far as is needed to find its commands: operators, quotes, escapes and `$(…)` are
 * understood, and nothing is expanded.
 */
export function parseLine(line: string): Segment[] {
  const segments: Segment[] = [];
  let words: Word[] = [];
  const endSegment = (): void => {
    if (words.length > 0) segments.push({ words });
    words = [];
  };
  for (let at = 0; at < line.length; ) {
    const operator = operatorAt(line, at);
    if (operator > 0) {
      endSegment();
      at += operator;
    } else if (/[ \t]/.test(line.charAt(at))) {
      at += 1;
    } else {
      const word = readWord(line, at);
      words.push(word);
      at = word.end;
    }
  }
  endSegment();
  return segments;
}

export function applyEdits(line: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: replacement }) => text.slice(0, start) + replacement + text.slice(end), line);
}

/** Where the command begins in its line. */
export function startOf(segment: Segment): number {
  return segment.words[0]?.start ?? 0;
}

/** Where the command ends in its line. */
export function endOf(segment: Segment): number {
  return segment.words.at(-1)?.end ?? 0;
}

/** Quotes a text as one word for `/bin/sh`, or for `cmd.exe` on Windows. */
export function quote(text: string): string {
  if (/^[\w@%+=:,./\\-]+$/.test(text) && !(text.includes('\\') && process.platform !== 'win32')) return text;
  return process.platform === 'win32' ? `"${text.replaceAll('"', '\\"')}"` : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Length of the operator at this position, or 0. The `&` of `2>&1` and `&>` is no operator. */
function operatorAt(line: string, at: number): number {
  if (/^(?:&&|\|\|)/.test(line.slice(at, at + 2))) return 2;
  const char = line.charAt(at);
  if (char === '&') return line[at - 1] === '>' || line[at + 1] === '>' ? 0 : 1;
  return ';|()\n'.includes(char) ? 1 : 0;
}

function readWord(line: string, start: number): Word {
  let text = '';
  let at = start;
  while (at < line.length && !/[ \t]/.test(line.charAt(at)) && operatorAt(line, at) === 0) {
    const char = line.charAt(at);
    if (char === "'" || char === '"') {
      const [inner, end] = readQuoted(line, at);
      text += inner;
      at = end;
    } else if (char === '\\' && process.platform !== 'win32') {
      text += line.charAt(at + 1);
      at += 2;
    } else if (char === '$' && line[at + 1] === '(') {
      const end = endOfParentheses(line, at + 1);
      text += line.slice(at, end);
      at = end;
    } else {
      text += char;
      at += 1;
    }
  }
  return { text, start, end: Math.min(at, line.length) };
}

/** The text within the quotes and the position after them. A quote that isn't closed reaches to the end. */
function readQuoted(line: string, start: number): [string, number] {
  const quoteChar = line.charAt(start);
  let text = '';
  let at = start + 1;
  for (; at < line.length && line.charAt(at) !== quoteChar; at++) {
    if (quoteChar === '"' && line.charAt(at) === '\\' && /["\\$`]/.test(line.charAt(at + 1))) at += 1;
    text += line.charAt(at);
  }
  return [text, at + 1];
}

/** Position after the parenthesis that closes the one at `open`. */
function endOfParentheses(line: string, open: number): number {
  let depth = 0;
  for (let at = open; at < line.length; at++) {
    if (line[at] === '(') depth += 1;
    if (line[at] === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return line.length;
}
