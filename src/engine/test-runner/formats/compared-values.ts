/** The two values that an assertion compared, as text. */
export interface ComparedValues {
  readonly expected: string;
  readonly actual: string;
}

/**
 * Reads the compared values from a failure's message, for runners that report them nowhere else: from the two lines
 * or the diff of the expect family (jest, vitest, Bun, Playwright), or from the properties that Node prints.
 */
export function extractComparedValues(message: string): ComparedValues | undefined {
  const expected = /^ *Expected[^:\n]*: *(\S.*)$/m.exec(message)?.[1] ?? /^ +expected: (.*),$/m.exec(message)?.[1];
  const actual =
    /^ *(?:Received|Actual)[^:\n]*: *(\S.*)$/m.exec(message)?.[1] ?? /^ +actual: (.*),$/m.exec(message)?.[1];
  return expected === undefined || actual === undefined ? valuesFromDiff(message.split('\n')) : { expected, actual };
}

/** Jest and vitest print the legend (`- Expected`, `+ Received`) above the diff, Bun below it. */
function valuesFromDiff(lines: readonly string[]): ComparedValues | undefined {
  const at = lines.findIndex(
    (line, index) => /^- Expected\b/.test(line) && /^\+ (?:Received|Actual)\b/.test(lines[index + 1] ?? ''),
  );
  if (at === -1) return undefined;
  const below = leadingDiffLines(lines.slice(at + 2));
  const diff = below.length > 0 ? below : leadingDiffLines(lines.slice(0, at).reverse()).reverse();
  const sideWithout = (otherSign: string): string =>
    diff
      .filter((line) => !line.startsWith(otherSign))
      .map((line) => line.slice(2))
      .join('\n');
  return diff.length === 0 ? undefined : { expected: sideWithout('+'), actual: sideWithout('-') };
}

/** The lines of a diff that the text begins with, apart from empty lines. */
function leadingDiffLines(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => line.trim() !== '');
  const rest = start === -1 ? [] : lines.slice(start);
  const end = rest.findIndex((line) => !/^(?:[-+ ] |[-+]$)/.test(line));
  return end === -1 ? rest : rest.slice(0, end);
}
