const NUMBERED = /^[ \t]*(\d{1,6})(?: ?[|│] ?|: ?|→|\t)(.*)$/;

/** The text of a line behind its number, as prompts and editors show code; undefined: it has none. */
export function numbered(line: string): { readonly number: number; readonly text: string } | undefined {
  const [, number, text = ''] = NUMBERED.exec(line) ?? [];
  return number === undefined ? undefined : { number: Number(number), text };
}

/** The number of the first line, where every line that is not blank has one and they count up. */
export function firstNumber(lines: readonly string[]): number | undefined {
  const numbers = lines.map((text) => (text.trim() === '' ? undefined : (numbered(text)?.number ?? Number.NaN)));
  const first = numbers.findIndex((number) => number !== undefined);
  const start = first < 0 ? Number.NaN : (numbers[first] ?? 0) - first;
  return numbers.every((number, index) => number === undefined || number === start + index) && !Number.isNaN(start)
    ? start
    : undefined;
}

/** Lines that are numbered throughout, without their numbers; undefined: they are not, or only one is. */
export function withoutNumbers(lines: readonly string[]): string[] | undefined {
  const isNumbered = firstNumber(lines) !== undefined && lines.filter((text) => text.trim() !== '').length > 1;
  return isNumbered ? lines.map((text) => numbered(text)?.text ?? text) : undefined;
}
