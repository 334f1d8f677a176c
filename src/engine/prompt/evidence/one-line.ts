/** A pair of values as they are compared. */
interface Values {
  readonly expected: string;
  readonly actual: string;
}

/** Two values that runners print over several lines on one line each, as far as they are plain lists and objects. */
export function onOneLine({ expected, actual }: Values): Values {
  const joined = { expected: joinLines(expected), actual: joinLines(actual) };
  // Where they only differ in how they are printed, that is the difference.
  return joined.expected === joined.actual ? { expected, actual } : joined;
}

/** A line of a list or an object after which a line break says nothing. */
const OPEN = /[[{(,]$/;
const CLOSING = /^[\]})]/;

/** Text in quotes may have line breaks of its own, so that no line may have an open one. */
function joinLines(value: string): string {
  const lines = value.split('\n');
  if (lines.length === 1 || !/[[{(]$/.test(lines[0] ?? '')) return value;
  let joined = '';
  for (const [at, line] of lines.entries()) {
    const text = line.trim();
    const isLast = at === lines.length - 1;
    if (hasOpenQuote(text) || !(isLast || OPEN.test(text) || CLOSING.test(lines[at + 1]?.trim() ?? ''))) return value;
    if (at === 0) joined = text;
    else joined = CLOSING.test(text) ? `${joined.replace(/,$/, '')} ${text}` : `${joined} ${text}`;
  }
  return joined;
}

function hasOpenQuote(line: string): boolean {
  return ['"', "'", '`'].some((quote) => (line.split(quote).length - 1) % 2 === 1);
}
