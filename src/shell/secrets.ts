import type * as vscode from 'vscode';

/** A server that a key belongs to; a key is never sent to another address than the one it was given for. */
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
    read: async (owner) => storage.get(slotOf(owner)),
    write: async (owner, key) => storage.store(slotOf(owner), key),
    remove: async (owner) => storage.delete(slotOf(owner)),
  };
}

function slotOf({ provider, baseUrl }: KeyOwner): string {
  const origin = URL.parse(baseUrl)?.origin;
  return origin === undefined ? `apiKey/${provider}` : `apiKey/${provider}/${origin}`;
}

/** The owner in words, for prompts: "OpenAI", "api.example.com". */
export function ownerName({ provider, baseUrl }: KeyOwner): string {
  const host = URL.parse(baseUrl)?.host;
  if (host !== undefined) return host;
  return provider === 'anthropic' ? 'Anthropic' : 'OpenAI';
}

/** True when requests to this owner cannot do without a key: the providers' own addresses. */
export function keyRequired({ provider, baseUrl }: KeyOwner): boolean {
  if (provider === 'vscode' || provider === 'scripted') return false;
  const host = URL.parse(baseUrl)?.hostname;
  return host === undefined || !isLoopback(host);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host);
}
