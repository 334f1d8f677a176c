import * as vscode from 'vscode';
import { type KeyOwner, keyRequired, ownerName, type Secrets } from '../secrets';

/** Stored for a server at its own address that needs no key: its SDK wants to send something. */
const NO_KEY = 'none';

/** Asks for a key and stores it, or removes the stored one; false when there is none then. */
export async function askForKey(owner: KeyOwner, secrets: Secrets): Promise<boolean> {
  const ownServer = owner.baseUrl !== '';
  const stored = (await secrets.read(owner)) !== undefined;
  const empty = ownServer
    ? ' Leave it empty if the server needs none.'
    : stored
      ? ' Leave it empty to remove the stored key.'
      : '';
  const typed = await vscode.window.showInputBox({
    title: `Loopcraft: API key for ${ownerName(owner)}`,
    prompt: `Kept in VS Code's secret storage and sent to ${ownerName(owner)} only.${empty}`,
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => problemOf(text, ownServer || stored),
  });
  if (typed === undefined) return false;
  const key = typed.trim() || (ownServer ? NO_KEY : '');
  if (key === '') {
    await secrets.remove(owner);
    void vscode.window.showInformationMessage(`Loopcraft: the key for ${ownerName(owner)} was removed.`);
    return false;
  }
  await secrets.write(owner, key);
  return true;
}

/** False when a key is needed and the person did not give one. */
export async function ensureKey(owner: KeyOwner, secrets: Secrets): Promise<boolean> {
  if (!keyRequired(owner) || (await secrets.read(owner)) !== undefined) return true;
  return askForKey(owner, secrets);
}

function problemOf(text: string, mayBeEmpty: boolean): string | undefined {
  const key = text.trim();
  if (key === '') return mayBeEmpty ? undefined : 'Paste the key, or press Escape to leave it as it is.';
  return /\s/.test(key) ? 'A key has no blanks or line breaks in it: copy it again.' : undefined;
}
