import * as vscode from 'vscode';
import type { SettingKey } from '../settings';

export async function openSetting(key: SettingKey | 'limits'): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', `loopcraft.${key}`);
}
