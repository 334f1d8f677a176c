import type { Outcome, StopReason } from '../contract/stop';

/** The outcome that each stop reason belongs to, and the usual next step for a person. */
export const STOP_REASON_INFO: Readonly<Record<StopReason, { readonly outcome: Outcome; readonly next: string }>> = {
  verified: { outcome: 'succeeded', next: 'Look at the diff and accept it.' },
  'already-green': { outcome: 'succeeded', next: 'Nothing to do: no model was called.' },
  'red-as-before': {
    outcome: 'unsolved',
    next:
      'Look at the diff. If what was red before is no part of the task, accept it ' +
      '(on the command line with --accept-red-as-before); if it is, say so and run again.',
  },
  stalled: {
    outcome: 'unsolved',
    next: 'Say more about what you expect, select the code in question, or try another model.',
  },
  oscillating: {
    outcome: 'unsolved',
    next: 'The findings contradict each other: say which one matters, or split the task.',
  },
  'iterations-exhausted': {
    outcome: 'unsolved',
    next: 'Look at the best candidate, then allow more iterations or say more about the task.',
  },
  'token-budget': { outcome: 'unsolved', next: 'Raise the token limit, or narrow the task to fewer files.' },
  'cost-budget': { outcome: 'unsolved', next: 'Raise the cost limit, or choose a cheaper model.' },
  'time-budget': { outcome: 'unsolved', next: 'Raise the time limit, or set a faster test command.' },
  'call-budget': { outcome: 'unsolved', next: 'Raise the limit of model calls.' },
  'model-unavailable': { outcome: 'failed', next: 'Check the provider and your connection, then run again.' },
  'model-refused': { outcome: 'failed', next: 'Rephrase the request, or choose another model.' },
  authentication: { outcome: 'failed', next: 'Set a valid API key for this provider, then run again.' },
  configuration: { outcome: 'failed', next: 'Fix the problem above, then run again.' },
  unverifiable: {
    outcome: 'failed',
    next: 'Make sure that the test command finishes when you run it yourself, then run again.',
  },
  conflict: { outcome: 'failed', next: 'Your edits are kept. Run again to start from them.' },
  cancelled: { outcome: 'cancelled', next: 'Nothing was changed. Run again whenever you like.' },
  interrupted: { outcome: 'cancelled', next: 'Nothing was changed. Go on with the run from where it was.' },
  'internal-error': { outcome: 'failed', next: 'This is a bug in Loopcraft. Please report it with the log.' },
};
