import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { TestFile, TestRunRequest, TestTarget } from '../../contract/test-run';
import { packageManager } from '../../workspace/packages/installation';
import { readPackages } from '../../workspace/packages/packages';
import { withoutCoverage } from '../function-coverage/without-coverage';
import { ADAPTERS } from '../runners';
import { IDLE_SECONDS, KNOWN_IDLE_SECONDS } from '../runners/idle/exit-when-idle';
import { type Instrumentation, type KnownRunner, type RunnerAdapter, reporterPath } from '../runners/runner-adapter';
import { instrument } from './instrument';
import type { TestSelection } from './narrowing';
import type { HasProgram } from './scripts/missing-manager';
import { quote } from './shell-line';

/** Bytes that a shell accepts as one line: `cmd.exe` on Windows, and on Linux the limit of one argument. */
const MAX_LINE = process.platform === 'win32' ? 8_000 : 120_000;

/** The line to run, and the files to which its results will be written. */
export interface Plan {
  readonly line: string;
  /** False if the whole command runs. */
  readonly narrowed: boolean;
  /** The runners of the line, with the file that each writes to. */
  readonly runs: readonly { readonly runner: KnownRunner; readonly adapter: RunnerAdapter; readonly results: string }[];
  readonly scripts: readonly string[];
  /** Package managers that are not installed, and without which the line works. */
  readonly absent: readonly string[];
  /** Whether turbo or nx starts the tests. */
  readonly startsTasks: boolean;
}

export interface PlanOptions {
  /** Folder for the reporters and results. */
  readonly temp: string;
  /** Leave out the steps that the tests don't need. */
  readonly onlyTests?: boolean | undefined;
  /** Absent: all programs are there. */
  readonly hasProgram?: HasProgram | undefined;
  /** Seconds that a runner which goes on after its tests may do nothing, where its exit status counts. */
  readonly idleSeconds?: number | undefined;
}

/** Writes the reporters and adds them to the command, narrowed if that is requested and possible. */
export async function preparePlan(request: TestRunRequest, options: PlanOptions): Promise<Plan> {
  const plan = await planOf(request, options);
  const isSelection = request.targets !== undefined || request.files !== undefined;
  const canNarrow = plan.narrowed && Buffer.byteLength(plan.line) <= MAX_LINE;
  return isSelection && !canNarrow ? planOf(withoutSelection(request), options) : plan;
}

/** The same request for the whole command. */
export function withoutSelection({ targets: _, files: __, ...request }: TestRunRequest): TestRunRequest {
  return request;
}

async function planOf(
  { dir, command, targets, files, goesOn = false, coverage = false }: TestRunRequest,
  { temp, onlyTests = false, hasProgram, idleSeconds = IDLE_SECONDS }: PlanOptions,
): Promise<Plan> {
  const runs: { runner: KnownRunner; adapter: RunnerAdapter; results: string }[] = [];
  const reporters: { path: string; text: string }[] = [];
  const folders: string[] = [];
  let narrowings = 0;
  const isKnown = goesOn || targets !== undefined || files !== undefined;
  const waited = isKnown ? Math.min(KNOWN_IDLE_SECONDS, idleSeconds) : idleSeconds;
  const instrumentationFor = (runner: KnownRunner, folder: string, words: readonly string[]): Instrumentation => {
    const adapter = ADAPTERS[runner];
    const results = join(temp, `${runs.length}-results`);
    const reporter = reporterPath(temp, String(runs.length), adapter);
    runs.push({ runner, adapter, results });
    folders.push(folder);
    if (adapter.reporter) reporters.push({ path: reporter, text: adapter.reporter.source(results, waited) });
    const usual = adapter.instrument({ reporter, results }, words);
    const selection = selectionIn(folder, targets, files);
    const narrowing = selection && adapter.narrow(selection, words);
    if (!narrowing) return usual;
    narrowings += 1;
    const instrumentation = coverage ? withoutCoverage(usual, runner, words) : usual;
    const flags = [instrumentation.flags, ...narrowing.options.map(quote)].join(' ');
    return {
      ...instrumentation,
      flags,
      ...(narrowing.files.length === 0
        ? {}
        : { files: { text: narrowing.files.map(quote).join(' '), replaceFrom: narrowing.replaceFrom } }),
    };
  };
  const selected = targets ?? files ?? [];
  const includesPackage =
    selected.length > 0
      ? (folder: string) => selected.some(({ path }) => path === undefined || path.startsWith(`${folder}/`))
      : undefined;
  const { line, scripts, absent, startsTasks } = await instrument(command.command, {
    packages: readPackages(dir),
    instrumentationFor,
    includesPackage,
    // What only fails by its exit code doesn't count when some tests run; the whole line decides whether all is green.
    onlyTests: onlyTests || selected.length > 0,
    // They may build what the tests load: a run of some tests without them is believed only where it is sure.
    expandTasks: onlyTests || (selected.length > 0 && command.behindTasks !== undefined),
    manager: await packageManager(dir),
    hasProgram,
  });
  await writeReporters(reporters);
  // If two runners share a folder, nothing shows to which of them a file belongs.
  const isUnambiguous = targets !== undefined || new Set(folders).size === folders.length;
  return {
    line,
    runs,
    scripts,
    absent,
    startsTasks,
    narrowed: runs.length > 0 && narrowings === runs.length && isUnambiguous,
  };
}

async function writeReporters(reporters: readonly { readonly path: string; readonly text: string }[]): Promise<void> {
  for (const { path, text } of reporters) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

/** The part of the selection in this folder, with paths relative to it; undefined if nothing of it is there. */
function selectionIn(
  folder: string,
  targets: readonly TestTarget[] | undefined,
  files: readonly TestFile[] | undefined,
): TestSelection | undefined {
  if (targets?.length)
    return {
      kind: 'targets',
      targets: targets.map((target) =>
        target.path === undefined ? target : { ...target, path: relativeTo(folder, target.path) },
      ),
    };
  const inside = files?.filter(({ path }) => folder === '' || path.startsWith(`${folder}/`)) ?? [];
  if (inside.length === 0) return undefined;
  return { kind: 'files', files: inside.map((file) => ({ ...file, path: relativeTo(folder, file.path) })) };
}

function relativeTo(folder: string, path: string): string {
  return folder === '' ? path : posix.relative(folder, path);
}
