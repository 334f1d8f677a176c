import type { Evidence } from '../contract/evidence';
import type { TypeChecker, TypeCheckRequest, TypeProblem } from '../contract/type-check';
import type { Scratch } from '../workspace/scratch/scratch';
import type { Snapshot } from '../workspace/snapshot';
import { type Baseline, countingTypes, forgivenTypes } from './baseline';
import type { StageResult } from './stage';
import { readerOver, typeEvidence } from './to-evidence';

export interface TypesStageDeps {
  readonly snapshot: Snapshot;
  readonly checker: TypeChecker;
  readonly scratch: Scratch;
}

/** `whole`: everything was checked. */
export type TypesFinding = StageResult & { readonly whole?: boolean; readonly problem?: TypeProblem };

export async function checkTypes(
  deps: TypesStageDeps,
  files: ReadonlyMap<string, string | null>,
  how: Pick<TypeCheckRequest, 'scope' | 'known'>,
  signal: AbortSignal,
): Promise<TypesFinding> {
  const { snapshot, checker, scratch } = deps;
  const overlay = new Map<string, string | null>([...snapshot.unsaved, ...files]);
  const edited = [...files].flatMap(([path, text]) => (text === null ? [] : [path]));
  const copy = async (abort: AbortSignal): Promise<string> => {
    await scratch.sync(files, abort);
    return scratch.dir;
  };
  const report = await checker.check({ root: snapshot.root, overlay, edited, copy, ...how }, signal);
  if ('problem' in report) return { evidence: [], checked: report.problem.message, problem: report.problem };
  return {
    evidence: await typeEvidence(report.diagnostics, readerOver(snapshot, files)),
    checked: report.checked,
    whole: report.whole,
  };
}

/**
 * The edited files first, then those that depend on them; where these are green, `onNear` is called,
 * and the rest of the projects follows: only that is green. `enough` gives up the rest, not the stage.
 */
export async function countedTypes(
  deps: TypesStageDeps,
  candidate: {
    readonly files: ReadonlyMap<string, string | null>;
    readonly baseline: Baseline;
    readonly goals: readonly Evidence[];
  },
  onNear: () => void,
  { signal, enough }: { readonly signal: AbortSignal; readonly enough: AbortSignal },
): Promise<TypesFinding> {
  const { files, baseline, goals } = candidate;
  const counted = (found: TypesFinding): TypesFinding => ({
    ...found,
    evidence: countingTypes(found.evidence, baseline, goals),
  });
  const known = forgivenTypes(baseline, goals).map((item) => item.fingerprint);
  const near = counted(await checkTypes(deps, files, { scope: 'near', known }, signal));
  if (near.problem || near.evidence.length > 0 || near.whole) return near;
  onNear();
  try {
    return counted(await checkTypes(deps, files, { scope: 'whole' }, AbortSignal.any([signal, enough])));
  } catch (error) {
    if (signal.aborted || !enough.aborted) throw error;
    return { ...near, checked: `${near.checked}; the rest was not looked at, because a test is red` };
  }
}
