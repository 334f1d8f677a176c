import type { Snapshot } from '../workspace/snapshot';
import { type Baseline, countingTypes } from './baseline';
import type { Evidence } from './evidence';
import { readerOver, typeEvidence } from './findings';
import type { TypeChecker, TypeProblem } from './ports';
import type { Finding } from './stage';

export interface TypesStageDeps {
  readonly snapshot: Snapshot;
  readonly checker: TypeChecker;
}

export type TypesFinding = Finding & { readonly problem?: TypeProblem };

export async function checkTypes(
  deps: TypesStageDeps,
  files: ReadonlyMap<string, string | null>,
  scope: 'whole' | 'edited-first',
  signal: AbortSignal,
): Promise<TypesFinding> {
  const { snapshot, checker } = deps;
  const overlay = new Map<string, string | null>([...snapshot.unsaved, ...files]);
  const edited = [...files].flatMap(([path, text]) => (text === null ? [] : [path]));
  const report = await checker.check({ root: snapshot.root, overlay, edited, scope }, signal);
  if ('problem' in report) return { evidence: [], checked: report.problem.message, problem: report.problem };
  return { evidence: await typeEvidence(report.diagnostics, readerOver(snapshot, files)), checked: report.checked };
}

/** Edited files first; green is only said after the whole projects were checked. */
export async function countedTypes(
  deps: TypesStageDeps,
  files: ReadonlyMap<string, string | null>,
  baseline: Baseline,
  goals: readonly Evidence[],
  signal: AbortSignal,
): Promise<TypesFinding> {
  const first = await checkTypes(deps, files, 'edited-first', signal);
  if (first.problem) return first;
  const counted = countingTypes(first.evidence, baseline, goals);
  if (counted.length > 0 || first.evidence.length === 0) return { evidence: counted, checked: first.checked };
  // Only known errors in the edited files: the early exit may have hidden new ones elsewhere.
  const whole = await checkTypes(deps, files, 'whole', signal);
  if (whole.problem) return whole;
  return { evidence: countingTypes(whole.evidence, baseline, goals), checked: whole.checked };
}
