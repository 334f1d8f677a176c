import * as vscode from 'vscode';
import { configuredServer } from '../read-settings';
import { type KeyOwner, ownerName } from '../secrets';

/** Whose key is to be set: the configured server's, or that of one of the providers themselves. */
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
      description: owner === configured ? 'as set in the settings' : '',
      owner,
      index,
    }))
    .filter(({ label, index }) => owners.findIndex((owner) => ownerName(owner) === label) === index);
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Loopcraft: Set API Key',
    placeHolder: 'Whose key?',
  });
  return chosen?.owner;
}
