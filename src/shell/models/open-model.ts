import * as vscode from 'vscode';
import { createModel, endpointWarning } from '../../engine/call/create-model';
import type { ChatModel } from '../../engine/call/ports';
import { openSetting, readSettings } from '../read-settings';
import type { Secrets } from '../secrets';
import type { Settings } from '../settings';
import { chooseModel } from './choose-model';
import { createEditorModel } from './editor-model';
import { ensureKey } from './key-prompt';

export interface Prepared {
  readonly settings: Settings;
  readonly model: ChatModel;
  readonly fallbacks: readonly ChatModel[];
}

/**
 * Valid settings and a model to ask. The first use leads to choosing one. Undefined when the
 * person gave up or was told what is wrong.
 */
export async function prepareModel(folder: vscode.WorkspaceFolder, secrets: Secrets): Promise<Prepared | undefined> {
  let settings = readSettings(folder);
  if (settings && (settings.provider === '' || settings.model === '')) {
    settings = (await chooseModel(secrets)) ? readSettings(folder) : undefined;
  }
  if (!settings) return undefined;
  if (settings.provider === '' || settings.model === '') {
    void explainProblem(
      'The chosen model did not reach the settings: a workspace or folder setting may hide it.',
      secrets,
    );
    return undefined;
  }
  warnOfClearText(settings.baseUrl);
  if (!(await ensureKey(settings, secrets))) return undefined;
  const model = await openModel(settings, secrets);
  if (!('problem' in model)) return { settings, model, fallbacks: await openFallbacks(settings, secrets) };
  void explainProblem(model.problem, secrets);
  return undefined;
}

/** An address typed into the settings passes no dialog that would warn. */
function warnOfClearText(baseUrl: string): void {
  const warning = endpointWarning(baseUrl);
  if (warning !== undefined) void vscode.window.showWarningMessage(`Loopcraft: ${warning}`);
}

/** A fallback that cannot be used is told and left out: the run does not need it yet. */
async function openFallbacks(settings: Settings, secrets: Secrets): Promise<ChatModel[]> {
  const models: ChatModel[] = [];
  for (const fallback of settings.fallbacks) {
    const model = await openModel({ ...fallback, baseUrl: '' }, secrets);
    if ('problem' in model)
      void vscode.window.showWarningMessage(
        `Loopcraft: the fallback model ${fallback.provider}/${fallback.model} cannot be used: ${model.problem}`,
      );
    else models.push(model);
  }
  return models;
}

async function openModel(
  settings: Pick<Settings, 'provider' | 'model' | 'baseUrl'>,
  secrets: Secrets,
): Promise<ChatModel | { readonly problem: string }> {
  const { provider, model, baseUrl } = settings;
  if (provider === '') return { problem: 'No model is chosen.' };
  if (provider === 'vscode') return createEditorModel(model);
  const apiKey = await secrets.read(settings);
  return createModel({
    provider,
    model,
    ...(baseUrl === '' ? {} : { baseUrl }),
    ...(apiKey === undefined ? {} : { apiKey }),
  });
}

async function explainProblem(problem: string, secrets: Secrets): Promise<void> {
  const choose = 'Choose Model';
  const open = 'Open Settings';
  const chosen = await vscode.window.showErrorMessage(`Loopcraft: ${problem}`, choose, open);
  if (chosen === choose) await chooseModel(secrets);
  if (chosen === open) await openSetting('provider');
}
