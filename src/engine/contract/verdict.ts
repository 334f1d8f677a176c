import type { Evidence, Stage } from './evidence';
import type { Stop } from './stop';

/** The parts of the tests stage, in the order in which they run. */
export const TEST_TIERS = ['target', 'related', 'whole'] as const;
export type TestTier = (typeof TEST_TIERS)[number];

/** What the judge says of one candidate. */
export interface Verdict {
  readonly ok: boolean;
  /** The last stage reached: where it went red, or the last one when green. */
  readonly stage: Stage;
  /** How far the tests stage got where it is the last one: a red early tier says nothing about the later ones. */
  readonly tier?: TestTier | undefined;
  /** Only what counts against the candidate: new, or what the task was to remove. */
  readonly evidence: readonly Evidence[];
  /** How many of the evidence are failing tests. */
  readonly failingTests: number;
  /** One sentence for a person. */
  readonly summary: string;
  /**
   * Set when all of the evidence was red before in the same way and everything else is green: how the run ends
   * with this candidate unless another one is better.
   */
  readonly asBefore?: Stop | undefined;
  /**
   * Set when the candidate removes some of the type errors that the task is to remove, and breaks nothing: how the run
   * ends with this candidate unless another one gets further.
   */
  readonly progress?: Stop | undefined;
  /** Set when the types are green and the tests have not run: other candidates of the branch come first. */
  readonly waits?: true | undefined;
  /** Set when no verdict was possible at all: the candidate is not to blame, and another attempt would not help. */
  readonly impossible?: Stop | undefined;
}
