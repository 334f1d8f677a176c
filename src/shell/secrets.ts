import type * as vscode from 'vscode';
import { isLoopback } from '../engine/call/endpoint';

/** The server that a key belongs to. A key is only ever sent to the address that it was entered for. */
export interface KeyOwner {
  readonly provider: string;
  /** Empty: the provider's own address. */
  readonly baseUrl: string;
}

export interface Secrets {
  read(owner: KeyOwner): Promise<string | undefined>;
  write(owner: KeyOwner, key: string): Promise<void>;
  remove(owner: KeyOwner): Promise<void>;
}

/** API keys in VS Code's secret storage, one for each provider and address. */
export function createSecrets(storage: vscode.SecretStorage): Secrets {
  return {
    read: async (owner) => storage.get(storageKey(owner)),
    write: async (owner, key) => storage.store(storageKey(owner), key),
    remove: async (owner) => storage.delete(storageKey(owner)),
  };
}

function storageKey({ provider, baseUrl }: KeyOwner): string {
  const origin = URL.parse(baseUrl)?.origin;
  return origin === undefined ? `apiKey/${provider}` : `apiKey/${provider}/${origin}`;
}

/** The owner's name for prompts: "OpenAI", "api.example.com". */
export function ownerName({ provider, baseUrl }: KeyOwner): string {
  const host = URL.parse(baseUrl)?.host;
  if (host !== undefined) return host;
  return provider === 'anthropic' ? 'Anthropic' : 'OpenAI';
}

/** True for servers that need a key: all but VS Code's models, the scripted servers and servers on this machine. */
export function keyRequired({ provider, baseUrl }: KeyOwner): boolean {
  if (provider === 'vscode' || provider === 'scripted' || provider === 'demo') return false;
  const host = URL.parse(baseUrl)?.hostname;
  return host === undefined || !isLoopback(host);
}
