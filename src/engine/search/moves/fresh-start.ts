import { plural } from '../../platform/plural';
import { isApplied } from '../attempt';
import { after, share } from '../beliefs';
import type { Move } from './move';
import { samplesOf } from './samples';

/** A new sample from the opening. Of the attempts so far the model sees one line each. */
export const freshStart: Move = {
  action: 'fresh-start',
  shows: 'failed-approaches',
  bounds: 'all-attempts',
  ways({ attempts, comparable, beliefs }) {
    if (!attempts.some(isApplied)) return [];
    const samples = samplesOf(comparable);
    const echoes = samples.length - new Set(samples.map(({ hash }) => hash)).size;
    const failed = plural(samples.length, 'sample');
    return [
      {
        base: undefined,
        gain: share(after(beliefs.sample, samples.length)) * beliefs.echo ** echoes,
        cost: 1,
        because: `${failed} of the whole change failed${echoes > 0 ? ', with equal text' : ''}`,
      },
    ];
  },
};
