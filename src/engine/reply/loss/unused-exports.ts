import { isReplacedInChange, type Parsed, type WordsOfFile } from '../../integrity/replaced-code';
import { usedOutside, usesIn } from '../../workspace/imports/used-outside';
import { type Edit, pathsOf } from '../edits';

interface Lost {
  readonly path: string;
  readonly before: Parsed;
  readonly after: Parsed;
}

/**
 * Those of the lost names that are exports which the reply took away from code that it changes as well, and that
 * nothing else in the workspace uses.
 */
export async function unusedExports(
  names: readonly string[],
  { path, before, after }: Lost,
  all: readonly Edit[],
  deps: { readonly files: readonly string[]; readonly readBefore: (path: string) => Promise<string | undefined> },
): Promise<ReadonlySet<string>> {
  const exported = names.filter((name) => before.top.exports.includes(name));
  if (exported.length === 0) return new Set();
  const places = [...new Set(all.flatMap(pathsOf))];
  const others = await Promise.all(
    places.filter((other) => other !== path).map((other) => wordsOf(other, all, deps.readBefore)),
  );
  const replaced = exported.filter((name) => isReplacedInChange(name, { before, after }, others));
  if (replaced.length === 0) return new Set();
  const used = await usedOutside({ path, names: replaced, changed: new Set(places), read: deps.readBefore }, deps);
  return new Set(replaced.filter((name) => !used.has(name)));
}

async function wordsOf(
  path: string,
  all: readonly Edit[],
  readBefore: (path: string) => Promise<string | undefined>,
): Promise<WordsOfFile> {
  const text = (await readBefore(path)) ?? '';
  const own = all.filter((edit) => pathsOf(edit).includes(path));
  const isWhole = own.some(({ kind }) => kind === 'whole');
  const sides = own.map(sidesOf);
  const before = (name: string): number => usesIn(text, name);
  const after = (name: string): number =>
    sides.reduce(
      (sum, [removed, added]) => sum - usesIn(removed, name) + usesIn(added, name),
      isWhole ? 0 : before(name),
    );
  return { before, after };
}

/** The text that an edit takes away, and what it writes. */
function sidesOf(edit: Edit): readonly [removed: string, added: string] {
  if (edit.kind === 'whole') return ['', edit.lines.join('\n')];
  if (edit.kind === 'block') return [edit.search.join('\n'), edit.replace.join('\n')];
  const lines = edit.hunks.flatMap((hunk) => hunk.lines);
  const side = (op: string): string => lines.flatMap((line) => (line.op === op ? [line.text] : [])).join('\n');
  return [side('-'), side('+')];
}
