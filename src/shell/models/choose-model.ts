import * as vscode from 'vscode';
import { DEFAULT_BASE_URLS, endpointWarning } from '../../engine/call/create-model';
import { findLocalServers, listModels } from '../../engine/call/list-models';
import type { Secrets } from '../secrets';
import { isHttpUrl, type Provider } from '../settings';
import { writeModel } from './chosen-model';
import { ensureKey } from './key-prompt';
import { fetchFor } from './proxies';

interface Server {
  readonly provider: Provider;
  readonly baseUrl: string;
}
interface ServerItem extends vscode.QuickPickItem {
  /** Undefined where nothing is chosen, or where it goes on elsewhere. */
  readonly pick: () => Promise<Server | undefined>;
}

/**
 * Asks for a provider, its address, its key and one of its models, and writes them to the settings.
 * False when the user cancels; an entered key is stored even then.
 */
export async function chooseModel(secrets: Secrets): Promise<boolean> {
  const title = vscode.l10n.t('Loopcraft: Choose Model');
  const chosen = await vscode.window.showQuickPick(itemsWithLocal(), {
    title,
    placeHolder: vscode.l10n.t('Select a provider'),
    ignoreFocusOut: true,
  });
  const server = await chosen?.pick();
  if (!server || !(await ensureKey(server, secrets))) return false;
  const model =
    server.provider === 'vscode' ? await pickEditorModel(title) : await pickServerModel(title, server, secrets);
  if (model === undefined) return false;
  await writeModel({ ...server, model });
  vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('Loopcraft uses {0} from now on', model)}`, 8000);
  return true;
}

/** Servers on this machine come first, because they need no key; VS Code's models last, where there are any. */
async function itemsWithLocal(): Promise<ServerItem[]> {
  const found = await findLocalServers(new AbortController().signal);
  const local = found.map(({ name, baseUrl, models }) => ({
    label: `$(server-process) ${name}`,
    description:
      models.length === 1
        ? vscode.l10n.t('running on this machine, 1 model')
        : vscode.l10n.t('running on this machine, {0} models', models.length),
    pick: async (): Promise<Server> => ({ provider: 'openai', baseUrl }),
  }));
  const editor = await vscode.lm.selectChatModels().then(
    ({ length }) => (length > 0 ? [editorItem()] : []),
    () => [],
  );
  return [...local, ...serverItems(), ...editor, demoItem()];
}

function serverItems(): ServerItem[] {
  return [
    {
      label: '$(cloud) OpenAI',
      description: vscode.l10n.t('with your API key'),
      pick: async () => ({ provider: 'openai', baseUrl: '' }),
    },
    {
      label: '$(cloud) Anthropic',
      description: vscode.l10n.t('with your API key'),
      pick: async () => ({ provider: 'anthropic', baseUrl: '' }),
    },
    {
      label: `$(server) ${vscode.l10n.t('Compatible server at a URL')}`,
      description: 'Ollama, LM Studio, vLLM, OpenRouter, …',
      pick: async () => {
        const baseUrl = await askForUrl();
        return baseUrl === undefined ? undefined : { provider: 'openai', baseUrl };
      },
    },
  ];
}

/** Offered only where there are such models. */
function editorItem(): ServerItem {
  return {
    label: `$(vscode) ${vscode.l10n.t("VS Code's models")}`,
    description: vscode.l10n.t('for example through GitHub Copilot'),
    pick: async () => ({ provider: 'vscode', baseUrl: '' }),
  };
}

/** Honest about what it is: the scripted model is no model, and no choice for a folder of one's own. */
function demoItem(): ServerItem {
  return {
    label: `$(beaker) ${vscode.l10n.t('Demo')}`,
    description: vscode.l10n.t('no key: a scripted model, only for the bundled sample'),
    async pick() {
      await vscode.commands.executeCommand('loopcraft.tryDemo');
      return undefined;
    },
  };
}

async function askForUrl(): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Loopcraft: Server Address'),
    prompt: vscode.l10n.t('Enter the base URL as an OpenAI client takes it; it usually ends in /v1.'),
    value: 'http://localhost:11434/v1',
    ignoreFocusOut: true,
    validateInput: validateUrl,
  });
  return typed?.trim();
}

function validateUrl(text: string): vscode.InputBoxValidationMessage | undefined {
  if (!isHttpUrl(text))
    return {
      message: vscode.l10n.t('Enter an http or https address, for example http://localhost:11434/v1.'),
      severity: vscode.InputBoxValidationSeverity.Error,
    };
  const warning = endpointWarning(text);
  return warning === undefined ? undefined : { message: warning, severity: vscode.InputBoxValidationSeverity.Warning };
}

async function pickServerModel(title: string, server: Server, secrets: Secrets): Promise<string | undefined> {
  const names = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Loopcraft: Listing the models') },
    () => namesOf(server, secrets),
  );
  if (names.length === 0) return askForName(title);
  const other = { label: `$(edit) ${vscode.l10n.t('Another model…')}` };
  const chosen = await vscode.window.showQuickPick([...names.map((label) => ({ label })), other], {
    title,
    placeHolder: vscode.l10n.t('Select a model'),
    ignoreFocusOut: true,
  });
  return chosen === other ? askForName(title) : chosen?.label;
}

/** Empty when the server doesn't list its models; the user is then asked for a name. */
async function namesOf(server: Server, secrets: Secrets): Promise<readonly string[]> {
  const { provider } = server;
  const baseUrl = server.baseUrl || DEFAULT_BASE_URLS[provider === 'anthropic' ? 'anthropic' : 'openai'];
  const names = await listModels(
    { provider, baseUrl, secret: await secrets.read(server), fetch: fetchFor({ provider, baseUrl }) },
    new AbortController().signal,
  );
  return names ?? [];
}

async function askForName(title: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Enter the name of the model as the provider spells it.'),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('Enter the name of a model.') : undefined),
  });
  return typed?.trim();
}

async function pickEditorModel(title: string): Promise<string | undefined> {
  const models = await vscode.lm.selectChatModels();
  if (models.length === 0) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t(
        "Loopcraft couldn't find a model in VS Code. Install an extension that provides models, for example " +
          'GitHub Copilot, and sign in to it, or choose another provider.',
      ),
    );
    return undefined;
  }
  const items = models.map(({ id, name, vendor, maxInputTokens }) => ({
    label: name,
    description: vendor,
    detail: vscode.l10n.t('up to {0} input tokens', maxInputTokens.toLocaleString('en-US')),
    id,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Select a model'),
    ignoreFocusOut: true,
    matchOnDescription: true,
  });
  return chosen?.id;
}
