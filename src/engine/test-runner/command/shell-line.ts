/** A word of a command line: its text without quotes, and where it stands. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** One simple command of a line, between two operators. */
export interface Segment {
  readonly words: readonly Word[];
}

/** A replacement of a part of the line; equal start and end insert. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Splits a line as a shell does, far enough to find the commands in it: operators, quotes, escapes
 * and `$(…)` are understood; nothing is expanded.
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
    .reduce((text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end), line);
}

/** For `/bin/sh`, or `cmd.exe` on Windows. */
export function quote(text: string): string {
  if (/^[\w@%+=:,./\\-]+$/.test(text) && !(text.includes('\\') && process.platform !== 'win32')) return text;
  return process.platform === 'win32' ? `"${text.replaceAll('"', '\\"')}"` : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Length of the operator here, 0 for none. The `&` of `2>&1` and `&>` is none. */
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
      const end = closing(line, at + 1);
      text += line.slice(at, end);
      at = end;
    } else {
      text += char;
      at += 1;
    }
  }
  return { text, start, end: Math.min(at, line.length) };
}

/** The text within the quotes and the place after them; an open quote reaches to the end. */
function readQuoted(line: string, start: number): [string, number] {
  const by = line.charAt(start);
  let text = '';
  let at = start + 1;
  for (; at < line.length && line.charAt(at) !== by; at++) {
    if (by === '"' && line.charAt(at) === '\\' && /["\\$`]/.test(line.charAt(at + 1))) at += 1;
    text += line.charAt(at);
  }
  return [text, at + 1];
}

function closing(line: string, open: number): number {
  let depth = 0;
  for (let at = open; at < line.length; at++) {
    if (line[at] === '(') depth += 1;
    if (line[at] === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return line.length;
}
