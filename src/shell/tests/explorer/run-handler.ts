import * as vscode from 'vscode';
import type { TestFile, TestReport } from '../../../engine/contract/test-run';
import { systemClock } from '../../../engine/platform/clock';
import { abortWith } from '../../abort-with';
import type { CheckTypes } from '../on-save/check-types';
import { whenSaved } from '../on-save/when-saved';
import { testOfId } from './own-tests';

/** How long the tests of a save wait for its types, in milliseconds. */
const TYPES_FIRST_MS = 2000;

export interface RunTestsOptions {
  /** No message at the end. */
  readonly quiet?: boolean;
  /** A save started it, not the person: no message at all. */
  readonly onSave?: boolean;
  /** Only the tests of these files, where the command can be narrowed. */
  readonly files?: readonly TestFile[] | undefined;
  /** Only the tests that these files can reach, where that saves time. */
  readonly changed?: { readonly paths: readonly string[]; readonly before: TestReport } | undefined;
  readonly signal?: AbortSignal;
  /** The run of the test view in which the results are shown. */
  readonly into?: vscode.TestRun;
}

/** Runs the tests of a folder; undefined where there is no result. */
export type RunFolderTests = (
  folder: vscode.WorkspaceFolder,
  options?: RunTestsOptions,
) => Promise<TestReport | undefined>;

export interface HandlerDeps {
  readonly controller: vscode.TestController;
  readonly runTests: RunFolderTests;
  /** The results that are shown of a folder. */
  readonly reportOf: (folder: vscode.WorkspaceFolder) => TestReport | undefined;
  readonly types: { readonly check: CheckTypes; readonly clear: () => void };
  /** Told of a continuous run of all tests that begins (1) or ends (-1). */
  readonly onContinuous: (change: 1 | -1) => void;
}

type RunHandler = (request: vscode.TestRunRequest, token: vscode.CancellationToken) => Promise<void>;

/** Carries out what the person starts in the test view: all tests, some of them, or on each save. */
export function createRunHandler(deps: HandlerDeps): RunHandler {
  return async (request, token) => {
    if (request.continuous === true) runOnSave(deps, request, token);
    else await runWanted(deps, request, abortWith(token));
  };
}

async function runWanted(deps: HandlerDeps, request: vscode.TestRunRequest, signal: AbortSignal): Promise<void> {
  const { controller, runTests, reportOf } = deps;
  const into = controller.createTestRun(request);
  for (const item of request.include ?? []) into.started(item);
  try {
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const wanted = wantedIn(folder, request, reportOf(folder));
      if (wanted === undefined || signal.aborted) continue;
      await runTests(folder, { signal, into, quiet: wanted !== 'all', files: wanted === 'all' ? undefined : wanted });
    }
  } finally {
    into.end();
  }
}

/** The files whose tests the request is about; undefined where it is not about this folder. */
function wantedIn(
  folder: vscode.WorkspaceFolder,
  { include }: vscode.TestRunRequest,
  report: TestReport | undefined,
): readonly TestFile[] | 'all' | undefined {
  if (include === undefined) return 'all';
  const own = include.flatMap(({ id }) => testOfId(id) ?? []).filter((test) => test.folder === `${folder.uri}`);
  if (own.length === 0) return undefined;
  const paths = new Set(own.flatMap(({ path }) => path ?? []));
  if (own.some(({ path }) => path === undefined)) return 'all';
  const names = (path: string) => (report?.tests ?? []).filter((test) => test.path === path).map(({ name }) => name);
  return [...paths].map((path) => ({ path, names: names(path) }));
}

/** Runs the tests that a saved file can reach, until the person ends that. */
function runOnSave(deps: HandlerDeps, request: vscode.TestRunRequest, token: vscode.CancellationToken): void {
  const saving = whenSaved((folder, paths, signal) => runReached(deps, request, folder, paths, signal));
  const isOfAll = request.include === undefined;
  if (isOfAll) deps.onContinuous(1);
  token.onCancellationRequested(() => {
    saving.dispose();
    deps.types.clear();
    if (isOfAll) deps.onContinuous(-1);
  });
}

/** Types come first, and tests after them; those do not wait long for a compiler that is only starting. */
async function runReached(
  { controller, runTests, reportOf, types }: HandlerDeps,
  request: vscode.TestRunRequest,
  folder: vscode.WorkspaceFolder,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const before = reportOf(folder);
  const wanted = wantedIn(folder, request, before);
  if (wanted === undefined) return;
  const into = controller.createTestRun(request);
  const changed = before && wanted === 'all' ? { paths, before } : undefined;
  const checked = types.check(folder, paths, signal).then((text) => {
    if (text !== undefined) into.appendOutput(`${text.replace(/\r?\n/g, ' ')}\r\n`);
  });
  const options = { quiet: true, onSave: true, signal, into, changed, files: wanted === 'all' ? undefined : wanted };
  try {
    await Promise.race([checked, systemClock.sleep(TYPES_FIRST_MS, signal).catch(() => undefined)]);
    if (!signal.aborted) await runTests(folder, options);
    await checked;
  } finally {
    into.end();
  }
}
