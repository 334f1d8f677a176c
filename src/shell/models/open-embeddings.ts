import * as vscode from 'vscode';
import { createEmbeddingModel, type EmbeddingModel } from '../../engine/call/embeddings/embedding-model';
import type { Secrets } from '../secrets';
import type { Settings } from '../settings';
import { embeddingsServer } from './embeddings-server';
import { readProxies } from './proxies';

/** What was wrong with the settings in this window: it is told once, because the runs work without. */
const told = new Set<string>();

/** The embeddings model that the settings name; undefined where they name none, or after a warning. Asks nothing. */
export async function openEmbeddings(settings: Settings, secrets: Secrets): Promise<EmbeddingModel | undefined> {
  const { embeddings } = settings;
  if (embeddings.model === '' || settings.provider === 'demo') return undefined;
  const server = embeddingsServer(settings);
  const name = `${embeddings.model} ${server.provider} ${server.baseUrl}`;
  if (told.has(name)) return undefined;
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
