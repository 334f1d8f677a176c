import * as vscode from 'vscode';
import { openSetting } from './messages/open-setting';
import {
  type Provider,
  parseSettings,
  SETTINGS,
  type SettingKey,
  type Settings,
  type SettingsResult,
} from './settings';

const SECTION = 'loopcraft';

/** The settings of a folder, or which one is invalid. */
export function settingsOf(folder: vscode.WorkspaceFolder): SettingsResult {
  const config = vscode.workspace.getConfiguration(SECTION, folder.uri);
  return parseSettings((key) => config.get(key));
}

/** The settings of a folder; undefined when one is invalid, after an error message that names it. */
export function readSettings(folder: vscode.WorkspaceFolder): Settings | undefined {
  const result = settingsOf(folder);
  if (result.ok) return result.settings;
  void explainInvalid(result.key, result.message);
  return undefined;
}

/** The server of the chosen provider, if that provider takes a key. */
export function configuredServer(): { readonly provider: Provider; readonly baseUrl: string } | undefined {
  const config = vscode.workspace.getConfiguration(SECTION);
  const result = parseSettings((key) => config.get(key));
  if (!result.ok || (result.settings.provider !== 'openai' && result.settings.provider !== 'anthropic'))
    return undefined;
  return result.settings;
}

/** How many ended runs stay in the history; the default where the setting is invalid, which the next run reports. */
export function keptRuns(): number {
  const written = vscode.workspace.getConfiguration(SECTION).get('history.keptRuns');
  const { schema } = SETTINGS['history.keptRuns'];
  return schema.safeParse(written).data ?? schema.parse(undefined);
}

async function explainInvalid(key: SettingKey, message: string): Promise<void> {
  const open = vscode.l10n.t('Open Settings');
  if ((await vscode.window.showErrorMessage(`Loopcraft: ${message}`, open)) === open) await openSetting(key);
}
