import * as vscode from 'vscode';
import { configuredServer } from '../read-settings';
import { type KeyOwner, ownerName } from '../secrets';

/** Asks which server's key to set: the configured one's, or that of a provider itself. */
export async function askKeyOwner(): Promise<KeyOwner | undefined> {
  const configured = configuredServer();
  const owners: KeyOwner[] = [
    { provider: 'openai', baseUrl: '' },
    { provider: 'anthropic', baseUrl: '' },
  ];
  if (configured !== undefined) owners.unshift(configured);
  const items = owners
    .map((owner, index) => ({
      label: ownerName(owner),
      description: owner === configured ? vscode.l10n.t('from the settings') : '',
      owner,
      index,
    }))
    .filter(({ label, index }) => owners.findIndex((owner) => ownerName(owner) === label) === index);
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Loopcraft: Set API Key'),
    placeHolder: vscode.l10n.t('Select the provider or server of the key'),
  });
  return chosen?.owner;
}
