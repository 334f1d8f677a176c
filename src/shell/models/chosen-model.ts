import * as vscode from 'vscode';
import type { Provider } from '../settings';

/** The name of the chosen model; undefined before one is chosen. */
export function chosenModel(): string | undefined {
  return vscode.workspace.getConfiguration('loopcraft').get<string>('model', '').trim() || undefined;
}

/** Writes the chosen model to the user settings, or to the workspace's where a value there would override them. */
export async function writeModel(choice: {
  readonly provider: Provider;
  readonly baseUrl: string;
  readonly model: string;
}): Promise<void> {
  const config = vscode.workspace.getConfiguration('loopcraft');
  for (const key of ['provider', 'baseUrl', 'model'] as const) {
    const configured = config.inspect(key);
    const target =
      configured?.workspaceValue === undefined
        ? vscode.ConfigurationTarget.Global
        : vscode.ConfigurationTarget.Workspace;
    await config.update(key, choice[key], target);
  }
}
