import { plural } from '../../platform/plural';
import { isApplied } from '../attempt';
import { share } from '../beliefs';
import type { Move } from './move';

/** Gives the task to the stronger model, which starts from the beginning and stays for the rest of the run. */
export const escalate: Move = {
  action: 'escalate',
  shows: 'failed-approaches',
  bounds: 'none',
  ways({ attempts, beliefs, means }) {
    if (!means.stronger) return [];
    const failed = plural(attempts.filter(isApplied).length, 'attempt');
    const because = `a stronger model, after ${failed} of this one`;
    return [{ base: undefined, gain: share(beliefs.stronger), cost: means.stronger.cost, because }];
  },
};
