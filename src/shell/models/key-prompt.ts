import * as vscode from 'vscode';
import { DEFAULT_BASE_URLS } from '../../engine/call/create-model';
import { NO_KEY } from '../../engine/call/endpoint';
import { askForModels } from '../../engine/call/list-models';
import { MIN_KEY_LENGTH } from '../../engine/call/resilience/sanitize';
import { type KeyOwner, keyRequired, ownerName, type Secrets } from '../secrets';
import { fetchFor } from './proxies';

/**
 * Asks for a key and stores it once the server did not refuse it, or removes the stored one. False when no key is
 * stored afterwards, or on cancel.
 */
export async function askForKey(owner: KeyOwner, secrets: Secrets, check: CheckKey = refusesKey): Promise<boolean> {
  const ownAddress = owner.baseUrl !== '';
  const stored = (await secrets.read(owner)) !== undefined;
  let refused = '';
  for (;;) {
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('Loopcraft: API Key for {0}', ownerName(owner)),
      prompt: refused || promptFor(owner, stored),
      password: true,
      ignoreFocusOut: true,
      validateInput: (text) => validateKey(text, ownAddress || stored),
    });
    if (typed === undefined) return false;
    const key = typed.trim() || (ownAddress ? NO_KEY : '');
    if (key === '') {
      await secrets.remove(owner);
      void vscode.window.showInformationMessage(vscode.l10n.t('Loopcraft removed the key for {0}.', ownerName(owner)));
      return false;
    }
    const status = key === NO_KEY ? undefined : await check(owner, key);
    if (status === undefined) {
      await secrets.write(owner, key);
      return true;
    }
    refused = vscode.l10n.t(
      '{0} refused this key (HTTP {1}), so it was not stored. Paste another one, or press Escape.',
      ownerName(owner),
      status,
    );
  }
}

/** The status with which a server refuses a key; undefined where it does not, or can't be asked. */
export type CheckKey = (owner: KeyOwner, key: string) => Promise<number | undefined>;

async function refusesKey(owner: KeyOwner, secret: string): Promise<number | undefined> {
  const { provider } = owner;
  const baseUrl = owner.baseUrl || DEFAULT_BASE_URLS[provider === 'anthropic' ? 'anthropic' : 'openai'];
  const server = { provider, baseUrl, secret, fetch: fetchFor({ provider, baseUrl }) };
  const title = vscode.l10n.t('Loopcraft: Checking the key');
  const list = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    askForModels(server, new AbortController().signal),
  );
  // 403 also means that a key may not list models, although it may use them.
  return 'refused' in list && list.refused === 401 ? list.refused : undefined;
}

/** False when a key is required and the user did not enter one. */
export async function ensureKey(owner: KeyOwner, secrets: Secrets): Promise<boolean> {
  if (!keyRequired(owner) || (await secrets.read(owner)) !== undefined) return true;
  return askForKey(owner, secrets);
}

function promptFor(owner: KeyOwner, stored: boolean): string {
  const storage = vscode.l10n.t("Kept in VS Code's secret storage and sent only to {0}.", ownerName(owner));
  if (owner.baseUrl !== '') return `${storage} ${vscode.l10n.t('Leave this empty if the server needs no key.')}`;
  return stored ? `${storage} ${vscode.l10n.t('Leave this empty to remove the stored key.')}` : storage;
}

function validateKey(text: string, mayBeEmpty: boolean): string | undefined {
  const key = text.trim();
  if (key === '') return mayBeEmpty ? undefined : vscode.l10n.t('Paste the key, or press Escape to cancel.');
  if (/\s/.test(key)) return vscode.l10n.t('A key contains no spaces or line breaks. Copy it again.');
  return key.length < MIN_KEY_LENGTH && key !== NO_KEY
    ? vscode.l10n.t('A key has at least {0} characters. Copy the whole key.', MIN_KEY_LENGTH)
    : undefined;
}
