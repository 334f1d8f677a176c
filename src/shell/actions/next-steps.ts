import type { StopReason } from '../../engine/contract/stop';

/** What a person can do from the message at the end of a run; the texts are the buttons. */
export const STEPS = {
  best: 'Show Best Candidate',
  again: 'Try Again',
  key: 'Set API Key',
  model: 'Choose Model',
  limits: 'Open Settings',
  tests: 'Set Test Command',
  history: 'Show Runs',
  log: 'Show Log',
} as const;
export type Step = keyof typeof STEPS;

const BY_REASON: Readonly<Record<StopReason, readonly Step[]>> = {
  verified: [],
  'already-green': [],
  stalled: ['again', 'model'],
  oscillating: ['again', 'model'],
  'iterations-exhausted': ['limits', 'again'],
  'token-budget': ['limits'],
  'cost-budget': ['limits'],
  'time-budget': ['limits'],
  'call-budget': ['limits'],
  'model-unavailable': ['again', 'model'],
  'model-refused': ['model'],
  authentication: ['key'],
  configuration: ['model', 'limits'],
  unverifiable: ['tests'],
  conflict: ['history'],
  cancelled: [],
  'internal-error': ['again'],
};

/** The buttons for a run that did not succeed, most useful first; the log is always the last. */
export function stepsAfter(reason: StopReason, hasCandidate: boolean): readonly Step[] {
  return [...(hasCandidate ? (['best'] as const) : []), ...BY_REASON[reason], 'log'];
}
