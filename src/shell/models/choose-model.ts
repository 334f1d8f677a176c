import * as vscode from 'vscode';
import { DEFAULT_BASE_URLS, endpointWarning } from '../../engine/call/create-model';
import { findLocalServers, listModels } from '../../engine/call/list-models';
import { writeModel } from '../read-settings';
import type { Secrets } from '../secrets';
import { isHttpUrl, type Provider } from '../settings';
import { plural } from '../views/format';
import { ensureKey } from './key-prompt';

interface Server {
  readonly provider: Provider;
  readonly baseUrl: string;
}
interface ServerItem extends vscode.QuickPickItem {
  readonly pick: () => Promise<Server | undefined>;
}

/**
 * Leads to a provider, its address, its key and one of its models, and writes them into the
 * settings. False when the person gave up on the way; nothing but a key is kept then.
 */
export async function chooseModel(secrets: Secrets): Promise<boolean> {
  const title = 'Loopcraft: choose a model';
  const chosen = await vscode.window.showQuickPick(itemsWithLocal(), {
    title,
    placeHolder: 'Who should answer?',
    ignoreFocusOut: true,
  });
  const server = await chosen?.pick();
  if (!server || !(await ensureKey(server, secrets))) return false;
  const model =
    server.provider === 'vscode' ? await pickEditorModel(title) : await pickServerModel(title, server, secrets);
  if (model === undefined) return false;
  await writeModel({ ...server, model });
  return true;
}

/** Servers found on this machine first: they need no key. */
async function itemsWithLocal(): Promise<ServerItem[]> {
  const found = await findLocalServers(new AbortController().signal);
  const local = found.map(({ name, baseUrl, models }) => ({
    label: `$(server-process) ${name}`,
    description: `running on this machine, ${plural(models.length, 'model')}`,
    pick: async (): Promise<Server> => ({ provider: 'openai', baseUrl }),
  }));
  return [...local, ...serverItems()];
}

function serverItems(): ServerItem[] {
  return [
    {
      label: '$(cloud) OpenAI',
      description: 'with your API key',
      pick: async () => ({ provider: 'openai', baseUrl: '' }),
    },
    {
      label: '$(cloud) Anthropic',
      description: 'with your API key',
      pick: async () => ({ provider: 'anthropic', baseUrl: '' }),
    },
    {
      label: '$(server) Compatible server at a URL',
      description: 'Ollama, LM Studio, vLLM, OpenRouter, …',
      pick: async () => {
        const baseUrl = await askForUrl();
        return baseUrl === undefined ? undefined : { provider: 'openai', baseUrl };
      },
    },
    {
      label: "$(vscode) VS Code's models",
      description: 'for example through GitHub Copilot',
      pick: async () => ({ provider: 'vscode', baseUrl: '' }),
    },
  ];
}

async function askForUrl(): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: 'Loopcraft: address of the server',
    prompt: 'The base URL as an OpenAI client takes it; it usually ends in /v1.',
    value: 'http://localhost:11434/v1',
    ignoreFocusOut: true,
    validateInput: problemOfUrl,
  });
  return typed?.trim();
}

function problemOfUrl(text: string): vscode.InputBoxValidationMessage | undefined {
  const { Error: wrong, Warning: risky } = vscode.InputBoxValidationSeverity;
  if (!isHttpUrl(text))
    return { message: 'Type an http or https address, for example http://localhost:11434/v1.', severity: wrong };
  const warning = endpointWarning(text);
  return warning === undefined ? undefined : { message: warning, severity: risky };
}

async function pickServerModel(title: string, server: Server, secrets: Secrets): Promise<string | undefined> {
  const names = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Loopcraft: asking for the models' },
    () => namesOf(server, secrets),
  );
  if (names.length === 0) return askForName(title);
  const other = { label: '$(edit) Another model…' };
  const chosen = await vscode.window.showQuickPick([...names.map((label) => ({ label })), other], {
    title,
    placeHolder: 'Which model?',
    ignoreFocusOut: true,
  });
  return chosen === other ? askForName(title) : chosen?.label;
}

/** Empty when the server does not tell: the name is asked for then. */
async function namesOf(server: Server, secrets: Secrets): Promise<readonly string[]> {
  const { provider } = server;
  const baseUrl = server.baseUrl || DEFAULT_BASE_URLS[provider === 'anthropic' ? 'anthropic' : 'openai'];
  const names = await listModels(
    { provider, baseUrl, secret: await secrets.read(server) },
    new AbortController().signal,
  );
  return names ?? [];
}

async function askForName(title: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt: 'Name of the model, as the provider spells it.',
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? 'Type the name of a model.' : undefined),
  });
  return typed?.trim();
}

async function pickEditorModel(title: string): Promise<string | undefined> {
  const models = await vscode.lm.selectChatModels();
  if (models.length === 0) {
    void vscode.window.showErrorMessage(
      'Loopcraft: VS Code offers no models here. Install and sign in to an extension that brings some (for example GitHub Copilot), or choose another provider.',
    );
    return undefined;
  }
  const items = models.map(({ id, name, vendor, maxInputTokens }) => ({
    label: name,
    description: vendor,
    detail: `up to ${maxInputTokens.toLocaleString('en-US')} input tokens`,
    id,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'Which model?',
    ignoreFocusOut: true,
    matchOnDescription: true,
  });
  return chosen?.id;
}
