import * as vscode from 'vscode';
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

/** The name of the chosen model; undefined before one is chosen. */
export function chosenModel(): string | undefined {
  return vscode.workspace.getConfiguration(SECTION).get<string>('model', '').trim() || undefined;
}

/** Whether fixes of tests that a save turned red are prepared in this folder. */
export function keepsGreen(folder: vscode.WorkspaceFolder): boolean {
  return vscode.workspace.getConfiguration(SECTION, folder.uri).get('keepGreen') === 'on';
}

/** How many ended runs stay in the history; the default where the setting is invalid, which the next run reports. */
export function keptRuns(): number {
  const written = vscode.workspace.getConfiguration(SECTION).get('history.keptRuns');
  const { schema } = SETTINGS['history.keptRuns'];
  return schema.safeParse(written).data ?? schema.parse(undefined);
}

export async function openSetting(key: SettingKey | 'limits'): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', `${SECTION}.${key}`);
}

/** Asks for the test command of a folder, and writes it to the settings of that folder alone. */
export async function askForTestCommand(folder: vscode.WorkspaceFolder): Promise<void> {
  const config = vscode.workspace.getConfiguration(SECTION, folder.uri);
  const command = await vscode.window.showInputBox({
    title: vscode.l10n.t('Loopcraft: Test Command of {0}', folder.name),
    prompt: vscode.l10n.t('Leave this empty to use the test script of package.json.'),
    placeHolder: 'npx vitest run',
    value: config.get<string>('testCommand', ''),
    ignoreFocusOut: true,
  });
  if (command === undefined) return;
  await config.update('testCommand', command.trim() || undefined, vscode.ConfigurationTarget.WorkspaceFolder);
}

/** Writes the chosen model to the user settings, or to the workspace's where a value there would override them. */
export async function writeModel(choice: {
  readonly provider: Provider;
  readonly baseUrl: string;
  readonly model: string;
}): Promise<void> {
  const config = vscode.workspace.getConfiguration(SECTION);
  for (const key of ['provider', 'baseUrl', 'model'] as const) {
    const configured = config.inspect(key);
    const target =
      configured?.workspaceValue === undefined
        ? vscode.ConfigurationTarget.Global
        : vscode.ConfigurationTarget.Workspace;
    await config.update(key, choice[key], target);
  }
}

async function explainInvalid(key: SettingKey, message: string): Promise<void> {
  const open = vscode.l10n.t('Open Settings');
  if ((await vscode.window.showErrorMessage(`Loopcraft: ${message}`, open)) === open) await openSetting(key);
}
