import { isLong } from '../../../code/reach/outline/long-parts';
import { isTestFile } from '../../../code/tests/test-files';
import type { ReachAnswer, ReachedDeclaration } from '../../../contract/code-reach';
import { escapeRegExp } from '../../../platform/escape-reg-exp';

/** A name that more declarations hold names none of them. */
const MAX_DECLARATIONS = 5;
/** Characters of a line that may make a member; a longer one is generated or data. */
const MAX_LINE = 400;

/** The texts of a file's lines; undefined where it can't be read. */
export type ReadLines = (path: string) => Promise<readonly string[] | undefined>;

/**
 * What a request names, as far as it is short: the declarations that have one of its symbols, and those of which it
 * names a member, because a short class or object is one declaration. Of a long one the parts are ranked.
 */
export async function shortNamed(
  symbols: readonly string[],
  { named, matching }: Pick<ReachAnswer, 'named' | 'matching'>,
  readLines: ReadLines,
): Promise<ReachedDeclaration[]> {
  const short = matching.filter((item) => !isTestFile(item.path) && !isLong(item));
  const found = new Set(named.filter((item) => !isLong(item)));
  for (const symbol of symbols) {
    const [member = '', owner] = symbol.split('.').reverse();
    const making = makingOf(member);
    const holding: ReachedDeclaration[] = [];
    for (const item of short) {
      const name = item.name.split('.').at(-1);
      if (name === member || (owner !== undefined && name !== owner) || holding.length > MAX_DECLARATIONS) continue;
      const lines = (await readLines(item.path))?.slice(item.startLine - 1, item.endLine) ?? [];
      if (lines.some((line) => line.length <= MAX_LINE && making.test(line))) holding.push(item);
    }
    if (holding.length <= MAX_DECLARATIONS) for (const item of holding) found.add(item);
  }
  return [...found];
}

/** A line that makes a member of this name: `total() {`, `total(a, b): T {`, `total: (a) =>`. */
function makingOf(name: string): RegExp {
  const modifiers = String.raw`(?:(?:async|static|get|set|public|private|protected|override)\s+)*`;
  const assigned = String.raw`\s*[:=]\s*(?:async\s+)?(?:function\b|\(|[\w$]+\s*=>)`;
  const method = String.raw`\s*(?:<[^<>]*>)?\((?!.*\bfunction\b)[^{;=]*\)\s*(?::[^={;]+)?\{\s*$`;
  return new RegExp(`^\\s*${modifiers}\\*?\\s*#?${escapeRegExp(name)}(?:${assigned}|${method})`);
}
