import type { Evidence, Stage } from './evidence';

/** The parts of the tests stage, in their order. */
export const TEST_TIERS = ['target', 'related', 'whole'] as const;
export type TestTier = (typeof TEST_TIERS)[number];

/** What the judge says of one candidate. */
export interface Verdict {
  readonly ok: boolean;
  /** The last stage reached: where it went red, or the last one when green. */
  readonly stage: Stage;
  /** How far the tests stage had come, where it is the last: an early red has not seen the rest fail. */
  readonly tier?: TestTier | undefined;
  /** Only what counts against the candidate: new, or what the task was to remove. */
  readonly evidence: readonly Evidence[];
  /** Tests among the evidence. */
  readonly failingTests: number;
  /** One sentence for a person. */
  readonly summary: string;
  /** Set when the judge could not judge at all: nobody is to blame, and another try would not help. */
  readonly impossible?: { readonly reason: 'unverifiable' | 'configuration'; readonly message: string } | undefined;
}
