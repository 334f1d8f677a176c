/** A range of shares between 0 and 1. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** How many standard errors the range spans to each side: it holds the true share in eight of ten such cases. */
const ERRORS = 1.2816;

/** In which range the share of successes likely lies (Wilson's interval, which also holds for few cases). */
export function likelyShare({
  successes,
  failures,
}: {
  readonly successes: number;
  readonly failures: number;
}): Interval {
  const cases = successes + failures;
  if (cases <= 0) return { from: 0, to: 1 };
  const share = successes / cases;
  const squared = ERRORS ** 2;
  const center = (share + squared / (2 * cases)) / (1 + squared / cases);
  const half = (ERRORS / (1 + squared / cases)) * Math.sqrt((share * (1 - share)) / cases + squared / (4 * cases ** 2));
  return { from: Math.max(0, center - half), to: Math.min(1, center + half) };
}
