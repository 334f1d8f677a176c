/** A base URL as it may be used, and as it may be shown. */
export interface Endpoint {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Host and path, for messages. */
  readonly shown: string;
  /** Only this machine can listen there. */
  readonly loopback: boolean;
  /** The key would travel in clear over a network. */
  readonly clear: boolean;
}

/** Reads a base URL as a person typed it; `problem` says what is wrong with it and what one looks like. */
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
    return { problem: 'The base URL holds a user name or password. Take them out; the API key is set on its own.' };
  }
  if (url.search || url.hash) return { problem: `The base URL may not have a “?” or “#” part. ${example}` };
  const path = url.pathname.replace(/\/+$/, '');
  const loopback = isLoopback(url.hostname);
  return { baseUrl: url.origin + path, shown: url.host + path, loopback, clear: url.protocol === 'http:' && !loopback };
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}

/** The key as the provider gave it, freed of what copying adds at its ends; a broken one is refused. */
export function readKey(text: string | undefined): { readonly key: string | undefined } | { readonly problem: string } {
  const key = text?.trim();
  if (!key) return { key: undefined };
  // Header values are printable ASCII; anything else would be an unreadable error deep inside fetch.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    return {
      problem:
        'The API key has a space, line break or special character in it. Copy it again as one line and set it anew.',
    };
  }
  return { key };
}
