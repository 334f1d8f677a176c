import * as vscode from 'vscode';
import { withOwnPrices } from '../../../engine/call/pricing/own-prices';
import { spendingFolder, userStateDir } from '../../../engine/journal/state-folder';
import { systemClock } from '../../../engine/platform/clock';
import { openDaySpending } from '../../../engine/run/limits/day-spending';
import type { History } from '../../history';
import { openSetting } from '../../messages/open-setting';
import { tellQuietly } from '../../messages/tell-quietly';
import { chooseModel } from '../../models/choose-model';
import { askForKey } from '../../models/key-prompt';
import { openModels } from '../../models/open-model';
import { settingsOf } from '../../read-settings';
import type { Secrets } from '../../secrets';
import type { Settings } from '../../settings';
import { fixTask } from '../../tests/fix/fix-request';
import type { PrepareFix } from '../../tests/keep-green/keep-green';
import { type Refusal, refusesToSpend } from '../../tests/keep-green/may-spend';
import type { Reviews } from '../review/reviewing';
import { reviewOf } from '../review-of';
import { goOnFrom } from '../run-recorded';
import type { RunTask } from '../run-task';
import type { Runs } from '../runs';

export interface PrepareFixDeps {
  readonly runs: Runs;
  readonly reviews: Pick<Reviews, 'wait'>;
  readonly history: Pick<History, 'find'>;
  readonly secrets: Secrets;
  readonly runTask: RunTask;
  readonly log: vscode.LogOutputChannel;
}

/**
 * Has a fix of some tests prepared by an ordinary run without asking the person anything: a verified one waits for
 * their review, whatever the setting of autonomy says. Why nothing is started is said once.
 */
export function createPrepareFix(deps: PrepareFixDeps): PrepareFix {
  const { runs, reviews, history, secrets, runTask, log } = deps;
  const told = new Set<string>();
  const spending = openDaySpending(spendingFolder(userStateDir(process.env)), systemClock, (line) => log.warn(line));
  return async (folder, targets, signal) => {
    const read = settingsOf(folder);
    if (!read.ok) return void log.warn(read.message);
    const { settings } = read;
    const refusal = await refusesToSpend(settings, {
      hasKey: async (owner) => (await secrets.read(owner)) !== undefined,
      priceOf: withOwnPrices(settings.prices),
      spentToday: spending.total,
    });
    if (refusal !== undefined) return void tellOnce(refusal, settings, { told, secrets, log });
    const models = await openModels(settings, secrets);
    if ('problem' in models) return void log.warn(models.problem);
    if (signal.aborted || runs.activeIn(folder) !== undefined) return undefined;
    const request = { folder, task: fixTask(targets, false), untitled: new Map(), isBackground: true, ...models };
    const ended = runs.start(request);
    const active = runs.activeIn(folder);
    const cancel = () => active && runs.cancel(active);
    signal.addEventListener('abort', cancel);
    const { runId, reason, changes } = await ended.finally(() => signal.removeEventListener('abort', cancel));
    if (signal.aborted || reason !== 'verified' || changes.length === 0) return undefined;
    const { task, untitled } = request;
    const review = reviewOf(runId, task, {
      folder,
      untitled,
      runId,
      changes,
      acceptable: true,
      runAgain: () => void runTask({ folder, task, untitled }),
      goOn: (words) => {
        const run = history.find(runId);
        if (run) void goOnFrom(runTask, run, words);
      },
    });
    reviews.wait(review);
    return review;
  };
}

/** A background that says the same at each save would be no background. */
async function tellOnce(
  { message, step }: Refusal,
  settings: Settings,
  { told, secrets, log }: { readonly told: Set<string> } & Pick<PrepareFixDeps, 'secrets' | 'log'>,
): Promise<void> {
  log.info(message);
  if (told.has(message)) return;
  told.add(message);
  // Nothing that the person could do now.
  if (step === undefined) return tellQuietly(message);
  const labels = {
    model: vscode.l10n.t('Choose Model'),
    key: vscode.l10n.t('Set API Key'),
    prices: vscode.l10n.t('Open Settings'),
  };
  const label = step && labels[step];
  const chosen = await vscode.window.showInformationMessage(`Loopcraft: ${message}`, ...(label ? [label] : []));
  if (chosen === undefined || chosen !== label) return;
  if (step === 'model') await chooseModel(secrets);
  if (step === 'key') await askForKey(settings, secrets);
  if (step === 'prices') await openSetting('prices');
}
