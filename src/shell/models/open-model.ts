import * as vscode from 'vscode';
import { createModel } from '../../engine/model/create-model';
import type { ChatModel } from '../../engine/model/ports';
import { openSetting, readSettings } from '../read-settings';
import type { Secrets } from '../secrets';
import type { Settings } from '../settings';
import { chooseModel } from './choose-model';
import { createEditorModel } from './editor-model';
import { ensureKey } from './key-prompt';

export interface Prepared {
  readonly settings: Settings;
  readonly model: ChatModel;
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
    void explainProblem('The chosen model did not reach the settings: a workspace or folder setting may hide it.', secrets);
    return undefined;
  }
  if (!(await ensureKey(settings, secrets))) return undefined;
  const model = await openModel(settings, secrets);
  if (!('problem' in model)) return { settings, model };
  void explainProblem(model.problem, secrets);
  return undefined;
}

async function openModel(settings: Settings, secrets: Secrets): Promise<ChatModel | { readonly problem: string }> {
  const { provider, model, baseUrl } = settings;
  if (provider === '') return { problem: 'No model is chosen.' };
  if (provider === 'vscode') return createEditorModel(model);
  const apiKey = await secrets.read(settings);
  return createModel({ provider, model, ...(baseUrl === '' ? {} : { baseUrl }), ...(apiKey === undefined ? {} : { apiKey }) });
}

async function explainProblem(problem: string, secrets: Secrets): Promise<void> {
  const choose = 'Choose Model';
  const open = 'Open Settings';
  const chosen = await vscode.window.showErrorMessage(`Loopcraft: ${problem}`, choose, open);
  if (chosen === choose) await chooseModel(secrets);
  if (chosen === open) await openSetting('provider');
}
