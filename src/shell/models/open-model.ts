import * as vscode from 'vscode';
import { createRequestAdjustments } from '../../engine/call/adjust/adjustments';
import { createModel, endpointWarning } from '../../engine/call/create-model';
import type { EmbeddingModel } from '../../engine/call/embeddings/embedding-model';
import type { ChatModel } from '../../engine/call/ports';
import { demoBaseUrl } from '../demo/demo-model';
import { openSetting } from '../messages/open-setting';
import { readSettings } from '../read-settings';
import type { Secrets } from '../secrets';
import type { NamedModel, Settings } from '../settings';
import { chooseModel } from './choose-model';
import { createEditorModel } from './editor-model';
import { embeddingsServer } from './embeddings-server';
import { ensureKey } from './key-prompt';
import { openEmbeddings } from './open-embeddings';
import { readProxies } from './proxies';

/** What servers were seen to refuse, kept for all runs of this window. */
const adjustments = createRequestAdjustments();

export interface PreparedModel {
  readonly settings: Settings;
  readonly model: ChatModel;
  readonly fallbacks: readonly ChatModel[];
  /** The models that plan and review, where they are not the chosen one. */
  readonly planner: ChatModel | undefined;
  readonly reviewer: ChatModel | undefined;
  /** The model that takes over where the chosen one gets nowhere. */
  readonly stronger: ChatModel | undefined;
  /** The model by which what earlier runs solved is also found by its meaning. */
  readonly embeddings: EmbeddingModel | undefined;
}

/**
 * Valid settings and the model that they name; the first use asks for one. Undefined when the user
 * cancelled, or after an error message.
 */
export async function prepareModel(
  folder: vscode.WorkspaceFolder,
  secrets: Secrets,
): Promise<PreparedModel | undefined> {
  let settings = readSettings(folder);
  if (settings && (settings.provider === '' || settings.model === '')) {
    settings = (await chooseModel(secrets)) ? readSettings(folder) : undefined;
  }
  if (!settings) return undefined;
  if (settings.provider === '' || settings.model === '') {
    void explainProblem(
      vscode.l10n.t("Couldn't use the chosen model: a workspace or folder setting may override it."),
      secrets,
    );
    return undefined;
  }
  warnOfPlainHttp(settings.baseUrl);
  if (!(await ensureKey(settings, secrets))) return undefined;
  const server = embeddingsServer(settings);
  // A run works without: whoever enters no key gets a warning, and the run.
  if (settings.embeddings.model !== '' && server.provider === 'openai') await ensureKey(server, secrets);
  const prepared = await openModels(settings, secrets);
  if (!('problem' in prepared)) return prepared;
  void explainProblem(prepared.problem, secrets);
  return undefined;
}

/** The models that valid settings name. Asks nothing. */
export async function openModels(
  settings: Settings,
  secrets: Secrets,
): Promise<PreparedModel | { readonly problem: string }> {
  const model = await openModel(settings, secrets);
  if ('problem' in model) return model;
  const fallbacks = await openOthers(settings.fallbacks, settings, secrets);
  const [planner] = await openOthers(settings.planner ? [settings.planner] : [], settings, secrets);
  const [reviewer] = await openOthers(settings.reviewer ? [settings.reviewer] : [], settings, secrets);
  const [stronger] = await openOthers(settings.stronger ? [settings.stronger] : [], settings, secrets);
  const embeddings = await openEmbeddings(settings, secrets);
  return { settings, model, fallbacks, planner, reviewer, stronger, embeddings };
}

/** An address that was typed into the settings was not checked by the dialog that asks for one. */
function warnOfPlainHttp(baseUrl: string): void {
  const warning = endpointWarning(baseUrl);
  if (warning !== undefined) void vscode.window.showWarningMessage(`Loopcraft: ${warning}`);
}

/** A model that can't be used is reported and left out, because the run can start without it. */
async function openOthers(
  named: readonly NamedModel[],
  { reasoningEffort }: Settings,
  secrets: Secrets,
): Promise<ChatModel[]> {
  const models: ChatModel[] = [];
  for (const each of named) {
    const model = await openModel({ ...each, baseUrl: '', reasoningEffort }, secrets);
    const name = `${each.provider}/${each.model}`;
    if ('problem' in model)
      void vscode.window.showWarningMessage(
        vscode.l10n.t("Loopcraft couldn't use the model {0}: {1}", name, model.problem),
      );
    else models.push(model);
  }
  return models;
}

async function openModel(
  settings: Pick<Settings, 'provider' | 'model' | 'baseUrl' | 'reasoningEffort'>,
  secrets: Secrets,
): Promise<ChatModel | { readonly problem: string }> {
  const { provider, model, baseUrl } = settings;
  if (provider === '') return { problem: vscode.l10n.t('No model is chosen.') };
  if (provider === 'vscode') return createEditorModel(model);
  if (provider === 'demo') return createModel({ provider: 'scripted', model, baseUrl: await demoBaseUrl() });
  const apiKey = await secrets.read(settings);
  return createModel({
    provider,
    model,
    ...(baseUrl === '' ? {} : { baseUrl }),
    ...(apiKey === undefined ? {} : { apiKey }),
    proxies: readProxies(),
    adjustments,
    reasoningEffort: settings.reasoningEffort,
  });
}

async function explainProblem(problem: string, secrets: Secrets): Promise<void> {
  const choose = vscode.l10n.t('Choose Model');
  const open = vscode.l10n.t('Open Settings');
  const chosen = await vscode.window.showErrorMessage(`Loopcraft: ${problem}`, choose, open);
  if (chosen === choose) await chooseModel(secrets);
  if (chosen === open) await openSetting('provider');
}
