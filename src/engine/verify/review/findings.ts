import { z } from 'zod';
import type { Evidence } from '../../contract/evidence';
import { fingerprint } from '../../contract/fingerprint';

const SEVERITIES = ['wrong', 'misses-request', 'risk', 'taste'] as const;

/** The reviewer's answer. Every field is required, because strict schemas of some servers know no optional ones. */
export const reviewSchema = z.object({
  accept: z.boolean(),
  findings: z.array(
    z.object({
      severity: z.enum(SEVERITIES),
      /** Workspace-relative path of the file, or empty. */
      path: z.string(),
      /** 1-based line of the new text, or 0. */
      line: z.number(),
      what: z.string(),
      why: z.string(),
    }),
  ),
});
export type Review = z.infer<typeof reviewSchema>;
type Finding = Review['findings'][number];

/** Findings of one review that are kept. */
const MAX_FINDINGS = 8;
/** Characters that are kept of what a finding says. */
const MAX_TEXT = 1000;

/** What goes back to the model, and what is only told. */
export interface SortedFindings {
  readonly objections: readonly Evidence[];
  readonly told: readonly Evidence[];
}

/**
 * Only a review that does not accept sends anything back, and only what is wrong or misses the request. A finding about
 * a file that the change does not touch is told: the reviewer has not seen that file.
 */
export function sortFindings(review: Review, changedPaths: readonly string[]): SortedFindings {
  const objections: Evidence[] = [];
  const told: Evidence[] = [];
  for (const finding of review.findings.slice(0, MAX_FINDINGS)) {
    const isSerious = finding.severity === 'wrong' || finding.severity === 'misses-request';
    const isInChange = finding.path === '' || changedPaths.includes(finding.path);
    if (!review.accept && isSerious && isInChange && finding.what.trim() !== '') objections.push(evidenceOf(finding));
    else told.push({ ...evidenceOf(finding), level: 'tell' });
  }
  return { objections, told };
}

function evidenceOf({ severity, path, line, what, why }: Finding): Evidence {
  const message = [what, why]
    .map((text) => text.trim().slice(0, MAX_TEXT))
    .filter(Boolean)
    .join(' ');
  return {
    stage: 'review',
    code: severity,
    message,
    fingerprint: fingerprint({ stage: 'review', path, code: severity, message: what }),
    ...(path === '' ? {} : { path }),
    ...(path !== '' && Number.isSafeInteger(line) && line > 0 ? { line } : {}),
  };
}
