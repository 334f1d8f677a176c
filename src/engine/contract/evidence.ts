import { z } from 'zod';
import { notKnown } from './fingerprint';
import { STAGES } from './plain/names';

export type Stage = (typeof STAGES)[number];

/** One reason why a candidate is not green, worded for both a person and the model. */
export const evidenceSchema = z.object({
  stage: z.enum(STAGES),
  /** Equal for the same finding in different candidates: free of line, column, timing and absolute path. */
  fingerprint: z.string(),
  message: z.string(),
  /** Workspace-relative, '/'-separated. */
  path: z.string().optional(),
  /** 1-based. */
  line: z.number().int().optional(),
  /** 1-based. */
  column: z.number().int().optional(),
  /** `TS2322` for a diagnostic; the rule's id for reply, guard and integrity findings (docs/rules.md). */
  code: z.string().optional(),
  /** `tell`: it is only said with the verdict and doesn't count against the candidate. Absent: it counts. */
  level: z.enum(['refuse', 'tell']).optional(),
  /** Full name of the failing test, ancestors joined with ' > '. */
  test: z.string().optional(),
  expected: z.string().optional(),
  actual: z.string().optional(),
  /** Source lines around the place with the line at fault marked, as the prompt shows them. */
  frame: z.string().optional(),
  /** Declarations of the types involved, overloads, exports near a missing name: most useful first. */
  related: z.array(z.string()).optional(),
});
export type Evidence = Readonly<z.infer<typeof evidenceSchema>>;

/** The evidence in `current` that the baseline did not have. */
export function newEvidence(current: readonly Evidence[], baseline: readonly Evidence[]): Evidence[] {
  return notKnown(
    current,
    baseline.map((item) => item.fingerprint),
  );
}
