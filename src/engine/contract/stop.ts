import { z } from 'zod';

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
  'interrupted',
  'internal-error',
] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** A failing test by which the person accepts that it stays as it was; the name of another failure is its message. */
export const redTestSchema = z.object({
  /** Workspace-relative path of the test file, if it is known. */
  path: z.string().optional(),
  name: z.string(),
});
export type RedTest = Readonly<z.infer<typeof redTestSchema>>;

/** Why a call, a stage or a run stopped: one shape from the place that notices it to the end of the run. */
export interface Stop {
  readonly reason: StopReason;
  /** What happened and why, for a person. */
  readonly message: string;
  /** The next step, for a person, where it is more precise than the usual one for this reason. */
  readonly next?: string | undefined;
  /** Of `red-as-before`: what fails exactly as before. */
  readonly left?: readonly RedTest[] | undefined;
  /** Of `red-as-before`: an earlier run left the same failures, and the person accepted it. */
  readonly acceptedEarlier?: boolean | undefined;
}
