/** Two values that an assertion compared, as text. */
export interface Compared {
  readonly expected: string;
  readonly actual: string;
}

/**
 * The values in a failure's words, for runners that give them no other way: two lines, or the diff, of
 * the expect family (jest, vitest, Bun, Playwright), or the properties of an error as Node prints it.
 */
export function comparedIn(message: string): Compared | undefined {
  const expected = /^ *Expected[^:\n]*: *(\S.*)$/m.exec(message)?.[1] ?? /^ +expected: (.*),$/m.exec(message)?.[1];
  const actual =
    /^ *(?:Received|Actual)[^:\n]*: *(\S.*)$/m.exec(message)?.[1] ?? /^ +actual: (.*),$/m.exec(message)?.[1];
  return expected === undefined || actual === undefined ? diffIn(message.split('\n')) : { expected, actual };
}

/** Jest and vitest write the legend above the diff, Bun below it. */
function diffIn(lines: readonly string[]): Compared | undefined {
  const at = lines.findIndex(
    (line, index) => /^- Expected\b/.test(line) && /^\+ (?:Received|Actual)\b/.test(lines[index + 1] ?? ''),
  );
  if (at === -1) return undefined;
  const below = block(lines.slice(at + 2));
  const diff = below.length > 0 ? below : block(lines.slice(0, at).reverse()).reverse();
  const side = (other: string): string =>
    diff
      .filter((line) => !line.startsWith(other))
      .map((line) => line.slice(2))
      .join('\n');
  return diff.length === 0 ? undefined : { expected: side('+'), actual: side('-') };
}

/** The first lines that belong to a diff. */
function block(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => line.trim() !== '');
  const rest = start === -1 ? [] : lines.slice(start);
  const end = rest.findIndex((line) => !/^(?:[-+ ] |[-+]$)/.test(line));
  return end === -1 ? rest : rest.slice(0, end);
}
