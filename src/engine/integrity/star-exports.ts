import { dirname, join } from 'node:path/posix';
import type { TopLevel } from '../contract/code-inspection';
import { importCandidates } from '../workspace/imports/import-candidates';

type ReadTop = (path: string) => Promise<TopLevel | undefined>;

const STAR = /^\* from (\..*)$/;
/** Files that lead from one `export *` to the names. */
const STEPS = 4;

/**
 * For each `export * from './x'` that a file at `path` no longer has: the names it stood for that the file does not
 * export now. One whose names can't be found out is left out.
 */
export async function lostStars(
  path: string,
  was: TopLevel,
  now: TopLevel,
  read: { readonly before: ReadTop; readonly after: ReadTop },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const lost = new Map<string, readonly string[]>();
  const gone = was.exports.filter((name) => STAR.test(name) && !now.exports.includes(name));
  if (gone.length === 0) return lost;
  const left = new Set(now.exports);
  for (const name of now.exports) for (const passed of (await namesOf(path, name, read.after)) ?? []) left.add(passed);
  for (const star of gone) {
    const names = await namesOf(path, star, read.before);
    if (names)
      lost.set(
        star,
        [...new Set(names)].filter((name) => !left.has(name)),
      );
  }
  return lost;
}

/** The names that such an export of the file stands for; undefined where that can't be found out. */
async function namesOf(path: string, star: string, read: ReadTop, steps = STEPS): Promise<string[] | undefined> {
  const [, specifier] = STAR.exec(star) ?? [];
  if (specifier === undefined) return star.startsWith('* ') ? undefined : [star];
  if (steps === 0) return undefined;
  for (const place of importCandidates(join(dirname(path), specifier))) {
    const top = await read(place);
    if (!top) continue;
    const names = top.exports.filter((name) => name !== 'default');
    const all = await Promise.all(names.map((name) => namesOf(place, name, read, steps - 1)));
    return all.includes(undefined) ? undefined : all.flatMap((found) => found ?? []);
  }
  return undefined;
}
