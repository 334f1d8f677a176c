import type { Change } from '../../engine/contract/events';
import type { Evidence } from '../../engine/contract/evidence';
import type { CheckResult, RunResult, VerifyResult } from '../../engine/engine';
import { memo } from '../../engine/platform/memo';
import { evidenceText } from '../../engine/prompt/evidence/evidence-text';
import { checkLines } from '../../engine/run/check/check-lines';
import { isGreenTests, isGreenTypes } from '../../engine/run/check/check-once';
import { testEvidence, typeEvidence } from '../../engine/verify/to-evidence';
import { unifiedDiff } from '../../engine/workspace/unified-diff';

/*
 * The tools' results as the calling model reads them: plain English and bounded, with the words of the verdict and of
 * the evidence that Loopcraft's own prompts have.
 */

/** Type errors, and failing tests, that are looked at: the head of a result has the number of all. */
const MAX_FINDINGS = 200;
/** Tokens of evidence in one result. */
const MAX_EVIDENCE = 4000;
/** Characters of a diff in one result. */
const MAX_DIFF = 12_000;
/** Characters of a whole result, whatever is in it. */
const MAX_RESULT = 32_000;

/** `types` or `tests` is absent where it was not asked for. `read` gives a file's text as the person sees it. */
export async function checkText(
  { types, tests }: Partial<Pick<CheckResult, 'types' | 'tests'>>,
  read: (path: string) => Promise<string | undefined>,
): Promise<string> {
  const isGreen = (types === undefined || isGreenTypes(types)) && (tests === undefined || isGreenTests(tests));
  const lines = [
    ...(types === undefined ? [] : checkLines({ kind: 'types-end', types }, 0)),
    ...(tests === undefined ? [] : checkLines({ kind: 'tests-end', tests }, 0)),
  ];
  const texts = new Map<string, Promise<string | undefined>>();
  const once = (path: string) => memo(texts, path, () => read(path));
  const first = <T>(all: readonly T[]): readonly T[] => all.slice(0, MAX_FINDINGS);
  const evidence = [
    ...(types === undefined || 'problem' in types ? [] : await typeEvidence(first(types.diagnostics), once)),
    ...(tests === undefined || 'problem' in tests
      ? []
      : await testEvidence({ ...tests, failed: first(tests.failed), errors: first(tests.errors) }, once)),
  ];
  return bounded([isGreen ? 'All green.' : 'Not green.', ...lines, ...findings(evidence)]);
}

export function verifyText({ verdict, files }: VerifyResult): string {
  const touched = files.length === 0 ? [] : [`Files: ${files.join(', ')}.`];
  return bounded([headOf(verdict), ...touched, ...findings(verdict.evidence), 'Nothing was written.']);
}

function headOf({ ok, stage, summary, asBefore, impossible }: VerifyResult['verdict']): string {
  if (ok) return `VERIFIED. ${summary}`;
  if (impossible) return ['NO VERDICT is possible here.', impossible.message, impossible.next ?? ''].join(' ').trim();
  if (asBefore) return `NOT VERIFIED, but all that is red was red before in the same way. ${asBefore.message}`;
  return `NOT VERIFIED: red at the stage "${stage}". ${summary}`;
}

/** `said`: how the run ended, as the person reads it. `isApplied`: a verified change is written at once. */
export function fixText({ outcome, reason, changes }: RunResult, said: string, isApplied: boolean): string {
  const isOffered = reason === 'verified' || reason === 'red-as-before';
  const fate =
    isApplied && reason === 'verified'
      ? 'Loopcraft writes the change to the workspace by itself, because the person set it so.'
      : isOffered
        ? 'The change waits for the person, who reviews and accepts it in VS Code. Nothing is written before that.'
        : 'Nothing was written.';
  return bounded([
    `${outcome.toUpperCase()} (${reason}). ${said}`,
    ...(changes.length === 0
      ? []
      : [isOffered ? 'The change:' : 'The best candidate, which is not green:', diffOf(changes)]),
    fate,
  ]);
}

function diffOf(changes: readonly Change[]): string {
  const diff = unifiedDiff(changes);
  return diff.length <= MAX_DIFF ? diff : `${diff.slice(0, MAX_DIFF)}\n(cut after ${MAX_DIFF} characters)`;
}

function findings(evidence: readonly Evidence[]): string[] {
  return evidence.length === 0 ? [] : [evidenceText(evidence, MAX_EVIDENCE)];
}

function bounded(parts: readonly string[]): string {
  const text = parts.join('\n\n');
  return text.length <= MAX_RESULT ? text : `${text.slice(0, MAX_RESULT)}\n(cut after ${MAX_RESULT} characters)`;
}
