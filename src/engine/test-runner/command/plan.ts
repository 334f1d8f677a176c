import { writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { TestFile, TestRunRequest, TestTarget } from '../../contract/test-run';
import { readPackages } from '../../workspace/packages/packages';
import { ADAPTERS } from '../runners';
import type { RunnerAdapter } from '../runners/runner-adapter';
import type { KnownRunner } from './classify';
import { type Instrument, instrument } from './instrument';
import type { Only } from './narrowing';
import { quote } from './shell-line';

/** Bytes that a shell takes as one line: of `cmd.exe`, and of Linux, where the line is one argument. */
const MAX_LINE = process.platform === 'win32' ? 8_000 : 120_000;

/** The line to run, and where its results will be. */
export interface Plan {
  readonly line: string;
  /** False when the whole command runs. */
  readonly narrowed: boolean;
  /** The runners of the line, with the file that each writes to. */
  readonly runs: readonly { readonly adapter: RunnerAdapter; readonly results: string }[];
  readonly scripts: readonly string[];
}

/** Writes the reporters into `temp` and puts them into the command, narrowed where it is asked for and can be. */
export async function prepare(request: TestRunRequest, temp: string): Promise<Plan> {
  const plan = await planOf(request, temp);
  const isPartly = (request.targets || request.files) && (!plan.narrowed || Buffer.byteLength(plan.line) > MAX_LINE);
  return isPartly ? planOf(whole(request), temp) : plan;
}

/** The request for the whole command. */
export function whole({ targets: _, files: __, ...request }: TestRunRequest): TestRunRequest {
  return request;
}

async function planOf({ dir, command, targets, files }: TestRunRequest, temp: string): Promise<Plan> {
  const runs: { adapter: RunnerAdapter; results: string }[] = [];
  const reporters: { path: string; text: string }[] = [];
  const folders: string[] = [];
  let narrowings = 0;
  const by = (runner: KnownRunner, folder: string, words: readonly string[]): Instrument => {
    const adapter = ADAPTERS[runner];
    const results = join(temp, `${runs.length}-results`);
    const reporter = join(temp, `${runs.length}-${adapter.reporter?.file}`);
    runs.push({ adapter, results });
    folders.push(folder);
    if (adapter.reporter) reporters.push({ path: reporter, text: adapter.reporter.source(results) });
    const made = adapter.instrument({ reporter, results });
    const only = onlyIn(folder, targets, files);
    const narrowing = only && adapter.narrow(only, words);
    if (!narrowing) return made;
    narrowings += 1;
    const options = [made.flags, ...narrowing.options.map(quote)].join(' ');
    return {
      ...made,
      flags: options,
      ...(narrowing.files.length === 0
        ? {}
        : { files: { text: narrowing.files.map(quote).join(' '), instead: narrowing.instead } }),
    };
  };
  const wanted = targets ?? files ?? [];
  const only =
    wanted.length > 0
      ? (folder: string) => wanted.some(({ path }) => path === undefined || path.startsWith(`${folder}/`))
      : undefined;
  const { line, scripts } = await instrument(command.command, { packages: readPackages(dir), by, only });
  await Promise.all(reporters.map(({ path, text }) => writeFile(path, text)));
  // Of two runners in one folder, nothing tells whose the files are.
  const isClear = targets !== undefined || new Set(folders).size === folders.length;
  return { line, runs, scripts, narrowed: runs.length > 0 && narrowings === runs.length && isClear };
}

/** What is wanted of the tests in this folder, with paths as the runner sees them that starts there. */
function onlyIn(
  folder: string,
  targets: readonly TestTarget[] | undefined,
  files: readonly TestFile[] | undefined,
): Only | undefined {
  if (targets?.length)
    return {
      kind: 'targets',
      targets: targets.map((target) =>
        target.path === undefined ? target : { ...target, path: seenFrom(folder, target.path) },
      ),
    };
  const inside = files?.filter(({ path }) => folder === '' || path.startsWith(`${folder}/`)) ?? [];
  if (inside.length === 0) return undefined;
  return { kind: 'files', files: inside.map((file) => ({ ...file, path: seenFrom(folder, file.path) })) };
}

function seenFrom(folder: string, path: string): string {
  return folder === '' ? path : posix.relative(folder, path);
}
