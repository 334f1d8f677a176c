import type { Evidence } from '../contract/evidence';
import type { TypeChecker, TypeCheckRequest, TypeProblem } from '../contract/type-check';
import type { Scratch } from '../workspace/scratch/scratch';
import type { Snapshot } from '../workspace/snapshot';
import { type Baseline, forgivenTypes, typesThatCount } from './baseline';
import type { StageResult } from './stage';
import { readerOver, typeEvidence } from './to-evidence';

export interface TypesStageDeps {
  readonly snapshot: Snapshot;
  readonly checker: TypeChecker;
  readonly scratch: Scratch;
}

/** `whole`: everything was checked, not only the files near the change. */
export type TypesResult = StageResult & { readonly whole?: boolean; readonly problem?: TypeProblem };

/** Checks the snapshot with `files` over it; every error is evidence, old ones included. */
export async function checkTypes(
  deps: TypesStageDeps,
  files: ReadonlyMap<string, string | null>,
  how: Pick<TypeCheckRequest, 'scope' | 'known'>,
  signal: AbortSignal,
): Promise<TypesResult> {
  const { snapshot, checker, scratch } = deps;
  const overlay = new Map<string, string | null>([...snapshot.unsaved, ...files]);
  const edited = [...files].flatMap(([path, text]) => (text === null ? [] : [path]));
  const createScratchCopy = async (abort: AbortSignal): Promise<string> => {
    await scratch.sync(files, abort);
    return scratch.dir;
  };
  const report = await checker.check({ root: snapshot.root, overlay, edited, createScratchCopy, ...how }, signal);
  if ('problem' in report) return { evidence: [], checked: report.problem.message, problem: report.problem };
  return {
    evidence: await typeEvidence(report.diagnostics, readerOver(snapshot, files)),
    checked: report.checked,
    whole: report.whole,
  };
}

/**
 * The types stage of a candidate: the edited files first, then those that depend on them. When these are
 * green it calls `onNear` and checks the rest of the projects; only then is the stage green. `enough`
 * skips the rest without failing the stage.
 */
export async function judgeTypes(
  deps: TypesStageDeps,
  candidate: {
    readonly files: ReadonlyMap<string, string | null>;
    readonly baseline: Baseline;
    readonly goals: readonly Evidence[];
  },
  onNear: () => void,
  { signal, enough }: { readonly signal: AbortSignal; readonly enough: AbortSignal },
): Promise<TypesResult> {
  const { files, baseline, goals } = candidate;
  const counted = (result: TypesResult): TypesResult => ({
    ...result,
    evidence: typesThatCount(result.evidence, baseline, goals),
  });
  const known = forgivenTypes(baseline, goals).map((item) => item.fingerprint);
  const near = counted(await checkTypes(deps, files, { scope: 'near', known }, signal));
  if (near.problem || near.evidence.length > 0 || near.whole) return near;
  onNear();
  try {
    return counted(await checkTypes(deps, files, { scope: 'whole' }, AbortSignal.any([signal, enough])));
  } catch (error) {
    if (signal.aborted || !enough.aborted) throw error;
    return { ...near, checked: `${near.checked}; the rest was skipped because a test is red` };
  }
}
