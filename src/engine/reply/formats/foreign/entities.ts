const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  '#39': "'",
  '#x27': "'",
  '#34': '"',
};
const ENTITY = /&(lt|gt|amp|quot|apos|#39|#x27|#34);/g;

/** The line with the characters for which XML has entities. */
export function decoded(line: string): string {
  return line.includes('&') ? line.replace(ENTITY, (whole, name: string) => ENTITIES[name] ?? whole) : line;
}

/** Whether a text is written with entities throughout: it has some, and none of the characters that need them. */
export function isEscaped(lines: readonly string[]): boolean {
  let found = false;
  for (const line of lines) {
    if (/[<>]/.test(line) || /&(?!(?:lt|gt|amp|quot|apos|#39|#x27|#34);)/.test(line)) return false;
    found ||= line.includes('&lt;') || line.includes('&gt;') || line.includes('&amp;');
  }
  return found;
}
