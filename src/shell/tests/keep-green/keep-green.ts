import * as vscode from 'vscode';
import type { TestTarget } from '../../../engine/contract/test-run';
import { systemClock } from '../../../engine/platform/clock';
import { memo } from '../../../engine/platform/memo';
import type { Review } from '../../actions/review/review';
import type { Shown } from '../explorer/known-reports';
import type { RunFolderTests } from '../explorer/run-handler';
import type { TestExplorer } from '../explorer/test-explorer';
import { whenSaved } from '../on-save/when-saved';
import { stillRed, turnedRed, withTargets } from './turned-red';

/** Milliseconds without another save before a model is asked: whoever goes on typing needs no help yet. */
const QUIET_MS = 4000;

export interface KeepGreenDeps {
  readonly explorer: Pick<TestExplorer, 'onDidShow' | 'reportOf' | 'runsOnSave'>;
  readonly runTests: RunFolderTests;
  /** Whether the person wants it in this folder. */
  readonly isOn: (folder: vscode.WorkspaceFolder) => boolean;
  /** Has a fix prepared without writing or asking anything; undefined where there is none. */
  readonly prepare: PrepareFix;
  /** Whether a prepared fix still fits the files as they are. */
  readonly fits: (fix: Review) => Promise<boolean>;
  /** Takes back the offer of a fix that is not needed, or does not fit, any more. */
  readonly withdraw: (fix: Review) => Promise<void>;
  readonly quietMs?: number;
}

export type PrepareFix = (
  folder: vscode.WorkspaceFolder,
  targets: readonly TestTarget[],
  signal: AbortSignal,
) => Promise<Review | undefined>;

/** What is known of a folder: the tests that saves turned red, and the fix for them. */
interface Kept {
  red: readonly TestTarget[];
  /** Ends the fix that is being prepared, or waits to be. */
  preparing: AbortController | undefined;
  offered: Review | undefined;
}

/**
 * Keep green: when a save turns tests red that passed before, a fix is prepared in the background and offered. One at
 * a time; the next save, or tests that pass again without it, end it.
 */
export function createKeepGreen(deps: KeepGreenDeps): vscode.Disposable {
  const { explorer, runTests, isOn } = deps;
  const folders = new Map<string, Kept>();
  const keptOf = (folder: vscode.WorkspaceFolder): Kept =>
    memo(folders, `${folder.uri}`, () => ({ red: [], preparing: undefined, offered: undefined }));
  const stop = (folder: vscode.WorkspaceFolder) => keptOf(folder).preparing?.abort();
  const isBusy = () => [...folders.values()].some(({ preparing }) => preparing && !preparing.signal.aborted);
  const saving = whenSaved(async (folder, paths, signal) => {
    if (!isOn(folder) || !vscode.workspace.isTrusted || explorer.runsOnSave()) return;
    const before = explorer.reportOf(folder);
    // The first save runs all tests, because which of them pass is not known before.
    const changed = before && { paths, before };
    await runTests(folder, { quiet: true, onSave: true, signal, changed });
  }, stop);
  const showing = explorer.onDidShow((shown) => void follow({ ...deps, isBusy }, keptOf(shown.folder), shown));
  const configuring = vscode.workspace.onDidChangeConfiguration(() => {
    for (const folder of vscode.workspace.workspaceFolders ?? []) if (!isOn(folder)) stop(folder);
  });
  return vscode.Disposable.from(saving, showing, configuring, {
    dispose() {
      for (const { preparing } of folders.values()) preparing?.abort();
    },
  });
}

/** Compares new results with what was known. */
async function follow(
  deps: KeepGreenDeps & { isBusy(): boolean },
  kept: Kept,
  { folder, before, now, onSave }: Shown,
): Promise<void> {
  const more = onSave && before !== undefined && deps.isOn(folder) ? turnedRed(before, now) : [];
  kept.red = withTargets(stillRed(kept.red, now), more);
  const { offered } = kept;
  if (kept.red.length === 0) kept.preparing?.abort();
  if (offered !== undefined && (kept.red.length === 0 || !(await deps.fits(offered)))) {
    kept.offered = undefined;
    await deps.withdraw(offered);
  }
  if (!onSave || kept.red.length === 0 || kept.offered !== undefined || deps.isBusy() || !deps.isOn(folder)) return;
  await prepare(deps, kept, folder);
}

async function prepare(deps: KeepGreenDeps, kept: Kept, folder: vscode.WorkspaceFolder): Promise<void> {
  const { quietMs = QUIET_MS } = deps;
  const preparing = new AbortController();
  kept.preparing = preparing;
  const { signal } = preparing;
  try {
    await systemClock.sleep(quietMs, signal);
    const fix = await deps.prepare(folder, kept.red, signal);
    if (fix === undefined) return;
    if (signal.aborted) await deps.withdraw(fix);
    else kept.offered = fix;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    if (kept.preparing === preparing) kept.preparing = undefined;
  }
}
