import { plural } from '../../platform/plural';
import { baseOf, isApplied } from '../attempt';
import { after, share } from '../beliefs';
import type { Move } from './move';

/** A new sample from the opening. Of the attempts so far the model sees one line each. */
export const freshStart: Move = {
  action: 'fresh-start',
  effect: { base: 'nothing', shows: 'failed-approaches' },
  applies: ({ attempts }) => attempts.some(isApplied),
  expect({ attempts, beliefs }) {
    const samples = attempts.filter((attempt) => isApplied(attempt) && !baseOf(attempt));
    const echoes = samples.length - new Set(samples.map(({ hash }) => hash)).size;
    return {
      gain: share(after(beliefs.sample, samples.length)) * beliefs.echo ** echoes,
      cost: 1,
      because: `${plural(samples.length, 'sample')} of the whole change failed${echoes > 0 ? ', with equal text' : ''}`,
    };
  },
};
