import * as vscode from 'vscode';
import { createEmbeddingModel, type EmbeddingModel } from '../../engine/call/embeddings/embedding-model';
import type { Secrets } from '../secrets';
import type { Settings } from '../settings';
import { ensureKey } from './key-prompt';
import { readProxies } from './proxies';

/** What was wrong with the settings in this window: it is told once, because the runs work without. */
const told = new Set<string>();

/** The embeddings model that the settings name; undefined where they name none, or after a warning. */
export async function openEmbeddings(settings: Settings, secrets: Secrets): Promise<EmbeddingModel | undefined> {
  const { embeddings } = settings;
  if (embeddings.model === '' || settings.provider === 'demo') return undefined;
  const server = embeddings.baseUrl === '' ? settings : { provider: 'openai', baseUrl: embeddings.baseUrl };
  const name = `${embeddings.model} ${server.provider} ${server.baseUrl}`;
  if (told.has(name)) return undefined;
  if (server.provider === 'openai') await ensureKey(server, secrets);
  const apiKey = await secrets.read(server);
  const model = createEmbeddingModel({
    provider: server.provider,
    model: embeddings.model,
    baseUrl: server.baseUrl || undefined,
    apiKey,
    proxies: readProxies(),
  });
  if (!('problem' in model)) return model;
  told.add(name);
  void vscode.window.showWarningMessage(
    vscode.l10n.t("Loopcraft couldn't use the embeddings model {0}: {1}", embeddings.model, model.problem),
  );
  return undefined;
}
