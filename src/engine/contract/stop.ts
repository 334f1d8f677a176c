/** How a run ended, in the coarsest terms: the exit status and the icon in the history follow from it. */
export const OUTCOMES = ['succeeded', 'unsolved', 'cancelled', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Why a run ended. A reason is added only when a person could act on the difference. */
export const STOP_REASONS = [
  'verified',
  'already-green',
  'red-as-before',
  'stalled',
  'oscillating',
  'iterations-exhausted',
  'token-budget',
  'cost-budget',
  'time-budget',
  'call-budget',
  'model-unavailable',
  'model-refused',
  'authentication',
  'configuration',
  'unverifiable',
  'conflict',
  'cancelled',
  'internal-error',
] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** Why a call, a stage or a run stopped: one shape from the place that notices it to the end of the run. */
export interface Stop {
  readonly reason: StopReason;
  /** What happened and why, for a person. */
  readonly message: string;
  /** The next step, for a person, where it is more precise than the usual one for this reason. */
  readonly next?: string | undefined;
}
