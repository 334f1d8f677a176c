import { isTestFile } from '../../../code/tests/test-files';
import type { Lines, ReachAnswer } from '../../../contract/code-reach';
import type { RankedFile } from '../../../learn/history/rank-files';

/** How much the history of the workspace counts, for its best file: with nothing but words, and beside evidence. */
const ALONE = 0.4;
const BESIDE_EVIDENCE = 0.2;
const MAX_FILES = 10;
/** Declarations of one such file. */
const MAX_DECLARATIONS = 3;

/** Of the likeliest sources by history the declarations that match the words, otherwise the first ones. */
export function changedTogether(together: readonly RankedFile[], { reached, matching, outlines }: ReachAnswer) {
  const entriesOf = new Map(outlines.map(({ path, entries }) => [path, entries]));
  const sources = together.filter(({ path }) => !isTestFile(path) && entriesOf.has(path)).slice(0, MAX_FILES);
  const whole = reached.length > 0 ? BESIDE_EVIDENCE : ALONE;
  return sources.flatMap(({ path, score }, fileRank) => {
    const matched = matching.filter((item) => item.path === path);
    const items: readonly Lines[] = matched.length > 0 ? matched : (entriesOf.get(path) ?? []);
    return items.slice(0, MAX_DECLARATIONS).map(({ startLine, endLine }, at) => ({
      item: { path, startLine, endLine },
      rank: fileRank + at,
      weight: whole * score,
    }));
  });
}
