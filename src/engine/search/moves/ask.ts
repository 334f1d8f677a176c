import { isApplied } from '../attempt';
import { share } from '../beliefs';
import type { Move } from './move';

/** What a person's attention is worth, in calls: they are asked when hardly anything else is left that pays. */
const COST = 6;

/** Asks the person for a hint, with which the best candidate is corrected. */
export const ask: Move = {
  action: 'ask',
  shows: 'last-reply',
  bounds: 'none',
  ways({ best, beliefs, means }) {
    if (means.questions < 1) return [];
    const base = isApplied(best) ? best : undefined;
    return [{ base, gain: share(beliefs.hinted), cost: COST, because: 'with a hint of yours' }];
  },
};
