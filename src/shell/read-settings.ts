import * as vscode from 'vscode';
import { type Provider, parseSettings, type SettingKey, type Settings } from './settings';

const SECTION = 'loopcraft';

/** The settings as they hold for a folder; undefined after telling the person which one is invalid. */
export function readSettings(folder: vscode.WorkspaceFolder): Settings | undefined {
  const config = vscode.workspace.getConfiguration(SECTION, folder.uri);
  const result = parseSettings((key) => config.get(key));
  if (result.ok) return result.settings;
  void explainInvalid(result.key, result.message);
  return undefined;
}

/** The server whose key the settings ask for, where they name one that takes a key. */
export function configuredServer(): { readonly provider: Provider; readonly baseUrl: string } | undefined {
  const config = vscode.workspace.getConfiguration(SECTION);
  const result = parseSettings((key) => config.get(key));
  if (!result.ok || (result.settings.provider !== 'openai' && result.settings.provider !== 'anthropic'))
    return undefined;
  return result.settings;
}

export async function openSetting(key: SettingKey | 'limits'): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', `${SECTION}.${key}`);
}

/** Writes the chosen model where it takes effect: over a workspace's own value if there is one. */
export async function writeModel(choice: {
  readonly provider: Provider;
  readonly baseUrl: string;
  readonly model: string;
}): Promise<void> {
  const config = vscode.workspace.getConfiguration(SECTION);
  for (const key of ['provider', 'baseUrl', 'model'] as const) {
    const seen = config.inspect(key);
    const target =
      seen?.workspaceValue === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
    await config.update(key, choice[key], target);
  }
}

async function explainInvalid(key: SettingKey, message: string): Promise<void> {
  const open = 'Open Settings';
  if ((await vscode.window.showErrorMessage(`Loopcraft: ${message}`, open)) === open) await openSetting(key);
}
