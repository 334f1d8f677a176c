import type { Verdict } from '../contract/verdict';
import { compareVerdicts } from '../verify/verdict';

/** The place of a candidate among those from the same state. */
export interface Branch {
  /** 1-based number of the branch in the run. */
  readonly id: number;
  /** 1-based. */
  readonly place: number;
  /** How many candidates the branch is to have. */
  readonly of: number;
}

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
  /** Absent for what is no candidate of a branch. */
  readonly branch?: Branch | undefined;
  /** How often the odds had changed before it, by a stronger model or by words of the person. Default: 0. */
  readonly phase?: number | undefined;
}

/** The attempts since the odds last changed. */
export function comparableTo({ phase = 0 }: Attempt, attempts: readonly Attempt[]): Attempt[] {
  return attempts.filter((attempt) => (attempt.phase ?? 0) === phase);
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
  return rest.reduce((best, attempt) => (isAhead(best, attempt) ? best : attempt), first);
}

/** Whether `a` got further than `b`, or as far with a smaller change. */
export function isAhead(a: Attempt, b: Attempt): boolean {
  const ahead = compareVerdicts(a.verdict, b.verdict);
  if (ahead !== 0) return ahead > 0;
  return a.changedLines !== undefined && b.changedLines !== undefined && a.changedLines < b.changedLines;
}
