import { MIN_KEY_LENGTH } from './resilience/sanitize';

/** A validated base URL, with what the settings and messages need to know of it. */
export interface Endpoint {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** Host and path without credentials, for messages. */
  readonly displayName: string;
  /** The host is this machine, so no API key is required. */
  readonly loopback: boolean;
  /** The API key would be sent over a network without encryption. */
  readonly unencrypted: boolean;
}

/** Parses a base URL as a user typed it; `problem` says what is wrong with it and shows a valid one. */
export function readEndpoint(text: string): Endpoint | { readonly problem: string } {
  const example = 'A base URL looks like https://api.openai.com/v1 or http://127.0.0.1:11434/v1.';
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return { problem: `The base URL “${text.trim().slice(0, 200)}” is not a URL. ${example}` };
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { problem: `The base URL must begin with http:// or https://, not ${url.protocol}//. ${example}` };
  }
  if (url.username || url.password) {
    return { problem: 'The base URL contains a user name or password. Remove them; the API key is set separately.' };
  }
  if (url.search || url.hash) return { problem: `The base URL must not have a “?” or “#” part. ${example}` };
  const path = url.pathname.replace(/\/+$/, '');
  const loopback = isLoopback(url.hostname);
  return {
    baseUrl: url.origin + path,
    displayName: url.host + path,
    loopback,
    unencrypted: url.protocol === 'http:' && !loopback,
  };
}

/** Whether a host, as a URL has it, is this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}

/** Stands for a key where a server needs none. */
export const NO_KEY = 'none';

/**
 * Trims the whitespace that copying adds to an API key; `problem` says why a key can't be used. `keyless`: it was said
 * that the server needs none.
 */
export function readKey(
  text: string | undefined,
): { readonly key: string | undefined; readonly keyless?: boolean } | { readonly problem: string } {
  const key = text?.trim();
  if (!key) return { key: undefined };
  if (key.toLowerCase() === NO_KEY) return { key: undefined, keyless: true };
  // Header values are printable ASCII. Anything else would fail deep inside fetch with an unreadable error.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    return {
      problem:
        'The API key contains a space, line break or special character. Copy it again as one line, then set it again.',
    };
  }
  if (key.length < MIN_KEY_LENGTH) {
    return {
      problem:
        `The API key has ${key.length} characters, and a key has at least ${MIN_KEY_LENGTH}. Copy the whole key, ` +
        `or write “${NO_KEY}” if the server needs no key.`,
    };
  }
  return { key };
}
