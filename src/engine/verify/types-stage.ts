import { type Evidence, newEvidence } from '../contract/evidence';
import type { CheckedComponents, TypeChecker, TypeCheckRequest, TypeEngine, TypeProblem } from '../contract/type-check';
import type { Declarations } from '../workspace/builds/built-copy';
import { componentsAffected } from '../workspace/imports/components';
import type { SecondCopy } from '../workspace/scratch/second-copy';
import type { Snapshot } from '../workspace/snapshot';
import { type Baseline, forgivenTypes } from './baseline';
import { missingAsBefore, packageNameIn } from './red-before/missing-modules';
import type { StageResult } from './stage';
import { readerOver, typeEvidence } from './to-evidence';
import { createUnchangedFiles, type UnchangedFiles } from './unchanged-files';

/** How many files without a check are named; of the rest, the number is. */
const NAMED = 3;

export interface TypesStageDeps {
  readonly snapshot: Snapshot;
  readonly checker: TypeChecker;
  /** A copy beside the one that tests run in, for compilers and checks that are run as a command. */
  readonly typesCopy: Pick<SecondCopy, 'with'>;
  /** Absent: no package is loaded through built files. */
  readonly declarations?: Declarations | undefined;
}

/** `whole`: everything was checked, not only the files near the change. */
export type TypesResult = StageResult & {
  readonly whole?: boolean;
  readonly problem?: TypeProblem;
  /** The errors found that stood before and do not count. */
  readonly left?: readonly Evidence[];
  /** Some of the errors that the task is to remove are gone, and the evidence is only the rest of them. */
  readonly isProgress?: boolean;
  /** Which compiler checked, and how. */
  readonly engine?: TypeEngine;
  /** Workspace-relative paths of the configs that were checked. */
  readonly projects?: readonly string[];
  readonly withComponents?: readonly CheckedComponents[] | undefined;
};

/** Checks the snapshot with `files` over it; every error is evidence, old ones included. */
export async function checkTypes(
  deps: TypesStageDeps,
  files: ReadonlyMap<string, string | null>,
  how: Pick<TypeCheckRequest, 'scope' | 'known' | 'toTheEnd'> & { readonly edited?: readonly string[] },
  signal: AbortSignal,
): Promise<TypesResult> {
  const { snapshot, checker, typesCopy } = deps;
  const withBuilt = new Map([...files, ...(deps.declarations?.of(files) ?? [])]);
  const overlay = new Map<string, string | null>([...snapshot.unsaved, ...withBuilt]);
  const edited = how.edited ?? [...files].flatMap(([path, text]) => (text === null ? [] : [path]));
  const createScratchCopy = (abort: AbortSignal): Promise<string> => typesCopy.with(withBuilt, abort);
  const report = await checker.check({ root: snapshot.root, overlay, createScratchCopy, ...how, edited }, signal);
  if ('problem' in report) return { evidence: [], checked: report.problem.message, problem: report.problem };
  return {
    evidence: await typeEvidence(report.diagnostics, readerOver(snapshot, files)),
    checked: report.checked,
    whole: report.whole,
    engine: report.engine,
    projects: report.projects,
    withComponents: report.withComponents,
  };
}

export function unchangedFilesOf(deps: TypesStageDeps): UnchangedFiles {
  return createUnchangedFiles(async (edited, signal) => {
    const { evidence } = await checkTypes(deps, new Map(), { scope: 'files', edited }, signal);
    return evidence;
  });
}

/** The types stage of a candidate, which says, where it is green, of which components nothing checked the types. */
export async function judgeTypes(
  deps: TypesStageDeps,
  candidate: Parameters<typeof judgeInTiers>[1],
  onNear: () => void,
  signals: { readonly signal: AbortSignal; readonly enough: AbortSignal },
): Promise<TypesResult> {
  const result = await judgeInTiers(deps, candidate, onNear, signals);
  if (result.problem || (result.evidence.length > 0 && !result.isProgress)) return result;
  const affected = await componentsAffected(deps.snapshot, candidate.files);
  const isRead = (file: string): boolean =>
    result.withComponents?.some(
      ({ folder, ending }) => file.endsWith(ending) && (folder === '' || file.startsWith(`${folder}/`)),
    ) === true;
  const unread = affected.filter((file) => !isRead(file));
  if (unread.length === 0) return result;
  const rest = unread.length > NAMED ? ` and ${unread.length - NAMED} more` : '';
  const names = `${unread.slice(0, NAMED).join(', ')}${rest}`;
  return { ...result, checked: `${result.checked}; nothing checked the types in ${names}, which the change affects` };
}

/**
 * In tiers: the edited files first, then those that depend on them. When these are
 * green it calls `onNear` and checks the rest of the projects; only then is the stage green. `enough`
 * skips the rest without failing the stage.
 */
async function judgeInTiers(
  deps: TypesStageDeps,
  candidate: {
    readonly files: ReadonlyMap<string, string | null>;
    readonly baseline: Baseline;
    readonly goals: readonly Evidence[];
    readonly unchanged: UnchangedFiles;
  },
  onNear: () => void,
  { signal, enough }: { readonly signal: AbortSignal; readonly enough: AbortSignal },
): Promise<TypesResult> {
  const { files } = candidate;
  const known = forgivenTypes(candidate.baseline, candidate.goals);
  const near = await judgeNear(deps, candidate, known, signal);
  if (near.problem || near.whole) return withProgress(near, candidate.goals);
  if (newEvidence(near.evidence, candidate.goals).length > 0) return near;
  if (near.evidence.length === 0) onNear();
  const anySignal = AbortSignal.any([signal, enough]);
  try {
    const whole = await checkTypes(deps, files, { scope: 'whole' }, anySignal);
    const forgiven = await forgivenBySameLook(candidate, whole, known, anySignal);
    return withProgress(await counting(deps, candidate, whole, forgiven), candidate.goals);
  } catch (error) {
    if (signal.aborted || !enough.aborted) throw error;
    return { ...near, checked: `${near.checked}; the rest was skipped because a test is red` };
  }
}

/** Marks a look at everything that found fewer of the goals than there were, and nothing else. */
function withProgress(found: TypesResult, goals: readonly Evidence[]): TypesResult {
  const { evidence, whole } = found;
  const isProgress = whole === true && evidence.length < goals.length && newEvidence(evidence, goals).length === 0;
  return evidence.length > 0 && isProgress ? { ...found, isProgress } : found;
}

/**
 * The result with only those errors as evidence that are not forgiven. An import of a package that could not be found
 * before either is not the candidate's fault; its types stay unknown, and the verdict says so.
 */
async function counting(
  deps: TypesStageDeps,
  candidate: { readonly baseline: Baseline; readonly goals: readonly Evidence[] },
  found: TypesResult,
  forgiven: readonly Evidence[],
): Promise<TypesResult> {
  const red = newEvidence(found.evidence, forgiven);
  const missing = await missingAsBefore(red, forgivenTypes(candidate.baseline, candidate.goals), deps.snapshot);
  const evidence = red.filter((item) => !missing.includes(item));
  const left = found.evidence.filter((item) => !red.includes(item));
  if (missing.length === 0) return { ...found, evidence, left };
  const names = [...new Set(missing.flatMap((item) => packageNameIn(item) ?? []))];
  const unknown = `nothing checked the types of ${names.join(', ')}, which cannot be found, as before`;
  return { ...found, evidence, left, checked: `${found.checked}; ${unknown}` };
}

/**
 * The near tier stops at the first error that is not known. Where that error is in the unchanged files as well, a
 * second look goes to the end, so that there are never more than two, however many such errors there are.
 */
async function judgeNear(
  deps: TypesStageDeps,
  candidate: Parameters<typeof forgivenBySameLook>[0],
  known: readonly Evidence[],
  signal: AbortSignal,
): Promise<TypesResult> {
  let forgiven = known;
  for (const toTheEnd of [false, true]) {
    const fingerprints = forgiven.map((item) => item.fingerprint);
    const found = await checkTypes(deps, candidate.files, { scope: 'near', known: fingerprints, toTheEnd }, signal);
    const before = newEvidence(found.evidence, forgiven);
    forgiven = await forgivenBySameLook(candidate, found, forgiven, signal);
    const counted = await counting(deps, candidate, found, forgiven);
    if (counted.evidence.length > 0 || before.length === 0 || toTheEnd) return counted;
  }
  throw new Error('the second look always returns');
}

/**
 * Adds to the `known` errors those which the unchanged files have under the same look. The baseline's own
 * check can miss them: an error in a config's options or in the syntax of one file hides all type errors from it.
 */
async function forgivenBySameLook(
  candidate: {
    readonly files: ReadonlyMap<string, string | null>;
    readonly baseline: Baseline;
    readonly goals: readonly Evidence[];
    readonly unchanged: UnchangedFiles;
  },
  found: TypesResult,
  known: readonly Evidence[],
  signal: AbortSignal,
): Promise<readonly Evidence[]> {
  const { files, baseline, goals, unchanged } = candidate;
  const red = newEvidence(found.evidence, known);
  const isElsewhere = found.projects?.some((project) => !(baseline.projects ?? [project]).includes(project)) === true;
  // A check of the whole hides the same as the baseline's, as long as everything that was red there is still red.
  const left = new Set(found.evidence.map(({ fingerprint }) => fingerprint));
  const hidden = baseline.types.some(({ fingerprint }) => !found.whole || !left.has(fingerprint));
  const wasComplete = !hidden && !isElsewhere;
  // A compiler that is run as a command looks at everything each time.
  if (red.length === 0 || wasComplete || found.engine === 'tsc') return known;
  const paths = [...files.keys(), ...red.flatMap(({ path }) => path ?? [])];
  const wanted = new Set(goals.map(({ fingerprint }) => fingerprint));
  const old = (await unchanged.errorsOf(paths, signal)).filter(({ fingerprint }) => !wanted.has(fingerprint));
  // The two overlap, and fingerprints are counted, so only what is missing is added.
  return [...known, ...newEvidence(old, known)];
}
