import type { Task } from '../../contract/task';
import type { TestCounts, TestFile, TestProblem, TestReport, TestRunner } from '../../contract/test-run';
import type { TypeChecker, TypeProblem, TypeReport } from '../../contract/type-check';
import type { Clock } from '../../platform/clock';
import type { Red } from '../../prompt/context/preview-context';
import type { FindDifferences } from '../../verify/copy-difference/copy-differences';
import { targetFilter } from '../../verify/red-before/target-names';
import { relatedTests } from '../../verify/related-tests';
import { readerOver, testEvidence } from '../../verify/to-evidence';
import { createImportGraph } from '../../workspace/imports/import-graph';
import type { Scratch } from '../../workspace/scratch/scratch';
import { createSecondCopy } from '../../workspace/scratch/second-copy';
import type { Snapshot } from '../../workspace/snapshot';

/** What of the workspace a check or a run looks at, and with which variables. */
export interface SnapshotOptions {
  /** Editor text that is not on disk, by workspace-relative path. */
  readonly unsaved: ReadonlyMap<string, string>;
  /** Files that git ignores and that the tests need: workspace-relative paths or patterns. */
  readonly alsoCopy?: readonly string[] | undefined;
  /** Variables that commands of the workspace get in addition; `${env:NAME}` stands for one of our own. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/** What a check or a run looks at, and who hears how many tests have run while its test command runs. */
export interface TestingOptions extends SnapshotOptions {
  /**
   * Hears it at most four times a second, and nothing from commands whose runner Loopcraft gives no reporter. This is
   * no event, because events are the record of a run: each is kept in the journal, and a count is outdated by the next.
   */
  readonly onTestCounts?: ((counts: TestCounts) => void) | undefined;
}

export interface CheckOptions extends TestingOptions {
  readonly testCommand?: string | undefined;
  readonly testTimeoutMs?: number | undefined;
  /** Record which functions failing tests run. */
  readonly coverage?: boolean | undefined;
  /** Only the tests of these files, where the command can be narrowed. */
  readonly files?: readonly TestFile[] | undefined;
  /** Only the tests that a change of these files can reach, where that is known and saves time. */
  readonly changed?: { readonly paths: readonly string[]; readonly before: TestReport } | undefined;
  readonly signal: AbortSignal;
  /** Hears what starts, and each part's result when it is there. */
  readonly onProgress?: ((step: CheckStep) => void) | undefined;
}

/** A step of a check, as it happens. */
export type CheckStep =
  | { readonly kind: 'types-start' }
  | { readonly kind: 'tests-start'; readonly command: string; readonly why: string }
  | { readonly kind: 'types-end'; readonly types: CheckResult['types'] }
  | { readonly kind: 'tests-end'; readonly tests: CheckResult['tests'] };

export interface CheckResult {
  /** Types without an error, and at least one test that ran, and all tests passed. */
  readonly ok: boolean;
  readonly ms: number;
  readonly types: TypeReport | { readonly problem: TypeProblem };
  readonly tests: TestReport | { readonly problem: TestProblem };
}

export interface CheckDeps {
  readonly workspace: string;
  readonly clock: Clock;
  /** The compiler and the workspace's own checks, which get the options' variables. */
  readonly checkerWith: (options: SnapshotOptions) => Pick<TypeChecker, 'check'>;
  /** Finds the test command. */
  readonly runner: Pick<TestRunner, 'detect'>;
  /** Runs tests in a scratch copy of the snapshot. */
  readonly testingIn: (
    scratch: Scratch,
    snapshot: Snapshot,
    options: TestingOptions,
  ) => { readonly runner: Pick<TestRunner, 'run'>; readonly findDifferences: FindDifferences };
  readonly takeSnapshot: (options: SnapshotOptions, signal: AbortSignal) => Promise<Snapshot>;
  readonly openScratch: (snapshot: Snapshot, signal: AbortSignal) => Promise<Scratch>;
  /** Milliseconds one run of the test command may take unless the options say otherwise. */
  readonly testTimeoutMs: number;
}

/** Types and tests of the workspace as it is, side by side; no model is involved. */
export async function checkOnce(deps: CheckDeps, options: CheckOptions): Promise<CheckResult> {
  const startedAt = deps.clock.now();
  const { onProgress } = options;
  onProgress?.({ kind: 'types-start' });
  const [types, tests] = await Promise.all([
    typesOnce(deps, options).then((found) => {
      onProgress?.({ kind: 'types-end', types: found });
      return found;
    }),
    testOnce(deps, options).then((found) => {
      onProgress?.({ kind: 'tests-end', tests: found });
      return found;
    }),
  ]);
  return { ok: isGreenTypes(types) && isGreenTests(tests), ms: deps.clock.now() - startedAt, types, tests };
}

/** Whether the types could be checked and have no error. */
export function isGreenTypes(types: CheckResult['types']): boolean {
  return !('problem' in types) && types.diagnostics.every(({ category }) => category !== 'error');
}

/** Whether at least one test ran, all that ran passed, and the command says so, too. */
export function isGreenTests(tests: CheckResult['tests']): boolean {
  return (
    !('problem' in tests) &&
    tests.exitCode === 0 &&
    tests.inFront === undefined &&
    tests.wentOn === undefined &&
    (tests.executed ?? 0) > 0 &&
    tests.failed.length + tests.errors.length === 0
  );
}

/** Only the tests. */
export async function testOnce(deps: CheckDeps, options: CheckOptions): Promise<CheckResult['tests']> {
  const { signal, testCommand, coverage, changed, testTimeoutMs: timeoutMs = deps.testTimeoutMs } = options;
  const command = await deps.runner.detect(deps.workspace, testCommand);
  if ('problem' in command) return command;
  options.onProgress?.({ kind: 'tests-start', command: command.command, why: command.why });
  const snapshot = await deps.takeSnapshot(options, signal);
  const files = options.files ?? (changed && (await reachedBy(changed, snapshot)));
  const scratch = await deps.openScratch(snapshot, signal);
  try {
    const { runner, findDifferences } = deps.testingIn(scratch, snapshot, options);
    const selection = files === undefined ? {} : { files };
    const report = await runner.run({ dir: scratch.dir, command, timeoutMs, coverage, ...selection }, signal);
    return 'problem' in report ? report : { ...report, copyDifferences: await findDifferences(report) };
  } finally {
    await scratch.dispose();
  }
}

async function reachedBy(
  { paths, before }: NonNullable<CheckOptions['changed']>,
  snapshot: Snapshot,
): Promise<readonly TestFile[] | undefined> {
  const texts = new Map<string, string | null>();
  for (const path of paths) {
    const file = await snapshot.read(path);
    texts.set(path, file?.kind === 'text' ? file.text : null);
  }
  return relatedTests(texts, before, createImportGraph(snapshot));
}

/** How the task's tests fail in these files, and which functions they run. */
export async function failuresOnce(
  deps: CheckDeps,
  { targets = [] }: Task,
  files: readonly TestFile[],
  { snapshot, ...options }: CheckOptions & { readonly snapshot: Snapshot },
): Promise<Red | { readonly problem: TestProblem }> {
  const report = await testOnce(deps, { ...options, files, coverage: true });
  if ('problem' in report) return report;
  const all = await testEvidence(report, readerOver(snapshot, new Map()));
  return { evidence: all.filter(targetFilter(targets, report)), coverage: report.coverage };
}

/** How types are checked. `edited`: only these files, and then what depends on them. */
export type TypesOptions = Pick<CheckOptions, 'unsaved' | 'alsoCopy' | 'environment' | 'signal'> & {
  readonly edited?: readonly string[] | undefined;
};

/** Only the types, with the unsaved texts over the files. */
export async function typesOnce(deps: CheckDeps, options: TypesOptions): Promise<CheckResult['types']> {
  const { unsaved, signal, edited } = options;
  const copy = createSecondCopy(async (abort) => deps.openScratch(await deps.takeSnapshot(options, abort), abort));
  const createScratchCopy = (abort: AbortSignal): Promise<string> => copy.with(new Map(), abort);
  try {
    const scope =
      edited === undefined
        ? ({ edited: [], scope: 'whole' } as const)
        : ({ edited, scope: 'near', toTheEnd: true } as const);
    const request = { root: deps.workspace, overlay: unsaved, createScratchCopy, ...scope };
    return await deps.checkerWith(options).check(request, signal);
  } finally {
    await copy.dispose();
  }
}
