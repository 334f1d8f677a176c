import { isTestFile } from '../../../code/tests/test-files';
import type { LikelyLines } from '../../../learn/history/rank-lines';
import type { Span } from './rank-spans';

/** How much the likeliest lines by history count, as a share of the best weight. */
const SHARE = 0.2;
/** About what one word says that is in two of a hundred commits; less than that counts less. */
const CLEAR = 1;

/**
 * Moves lines forward that changed with such requests or tests before; of a file they tell the lines apart. The weights
 * stay as they are: how much code is about equally likely does not depend on what changed before.
 */
export function withChangedLines(ranked: readonly Span[], likely: LikelyLines): Span[] {
  const scored = ranked.map((span) => ({ span, score: isTestFile(span.path) ? 0 : likely(span.path, span) }));
  const most = scored.reduce((max, { score }) => Math.max(max, score), CLEAR);
  const whole = SHARE * (ranked[0]?.weight ?? 0);
  return scored
    .map(({ span, score }) => ({ span, total: (span.weight ?? 0) + (whole * score) / most }))
    .sort((a, b) => b.total - a.total)
    .map(({ span }) => span);
}
