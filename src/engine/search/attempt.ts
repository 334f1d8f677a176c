import type { Verdict } from '../contract/verdict';
import { compareVerdicts } from '../verify/verdict';

/** One judged iteration. */
export interface Attempt {
  readonly iteration: number;
  /** Content hash of the candidate, or of the reply's text when it could not be applied. */
  readonly hash: string;
  readonly verdict: Verdict;
  /** The attempt that this one was to correct; absent for a first reply and after a fresh start. */
  readonly base?: Attempt | undefined;
  /** Changed lines of the candidate, against the snapshot; absent when it is not known. */
  readonly changedLines?: number | undefined;
}

/** The nearest attempt with a candidate that this one was to correct; undefined for a sample of the whole change. */
export function baseOf(attempt: Attempt): Attempt | undefined {
  let { base } = attempt;
  while (base && !isApplied(base)) ({ base } = base);
  return base;
}

/** The reply could be applied, so that there is a candidate. */
export const isApplied = ({ verdict }: Attempt): boolean => verdict.stage !== 'reply';

/**
 * The attempt that got furthest; of equal ones that with the smallest change, then the latest, because it answers the
 * newest findings.
 */
export function bestOf(attempts: readonly Attempt[]): Attempt {
  const [first, ...rest] = attempts;
  if (!first) throw new Error('there is no best of no attempts');
  return rest.reduce((best, attempt) => (isBetter(attempt, best) ? attempt : best), first);
}

function isBetter(later: Attempt, earlier: Attempt): boolean {
  const ahead = compareVerdicts(later.verdict, earlier.verdict);
  if (ahead !== 0) return ahead > 0;
  const more = (later.changedLines ?? 0) - (earlier.changedLines ?? 0);
  return later.changedLines === undefined || earlier.changedLines === undefined || more <= 0;
}
