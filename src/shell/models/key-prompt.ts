import * as vscode from 'vscode';
import { type KeyOwner, keyRequired, ownerName, type Secrets } from '../secrets';

/** Stored for a server at its own address that needs no key: its SDK wants to send something. */
const NO_KEY = 'none';

/** Asks for a key and stores it; false when the person gave up. */
export async function askForKey(owner: KeyOwner, secrets: Secrets): Promise<boolean> {
  const optional = owner.baseUrl !== '';
  const typed = await vscode.window.showInputBox({
    title: `Loopcraft: API key for ${ownerName(owner)}`,
    prompt: `Kept in VS Code's secret storage and sent to ${ownerName(owner)} only.${optional ? ' Leave it empty if the server needs none.' : ''}`,
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => problemOf(text, optional),
  });
  if (typed === undefined) return false;
  await secrets.write(owner, typed.trim() || NO_KEY);
  return true;
}

/** False when a key is needed and the person did not give one. */
export async function ensureKey(owner: KeyOwner, secrets: Secrets): Promise<boolean> {
  if (!keyRequired(owner) || (await secrets.read(owner)) !== undefined) return true;
  return askForKey(owner, secrets);
}

function problemOf(text: string, optional: boolean): string | undefined {
  const key = text.trim();
  if (key === '') return optional ? undefined : 'Paste the key, or press Escape to leave it as it is.';
  return /\s/.test(key) ? 'A key has no blanks or line breaks in it: copy it again.' : undefined;
}
