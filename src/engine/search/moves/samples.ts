import { type Attempt, baseOf, isApplied } from '../attempt';

/** The attempts that wrote the whole change anew, as far as they could be applied. */
export const samplesOf = (attempts: readonly Attempt[]): Attempt[] =>
  attempts.filter((attempt) => isApplied(attempt) && !baseOf(attempt));
