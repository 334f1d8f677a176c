/** Names of environment files, where secrets are kept; not of the examples that git tracks. */
export const ENVIRONMENT_FILE = /\.env(?!\.(?:example|sample|template|dist)$)[^/]*/;

/** Private keys, and what package managers sign in with. */
const KEY_FILE = /[^/]*\.(?:pem|key|p12|pfx|jks|keystore)|id_(?:rsa|dsa|ecdsa|ed25519)|\.npmrc/;
const SECRET_FILE = new RegExp(`(?:^|/)(?:${ENVIRONMENT_FILE.source}|${KEY_FILE.source})$`, 'i');

/** Whether a file that git ignores most likely holds secrets, so that it is copied only when the person says so. */
export function isSecretFile(path: string): boolean {
  return SECRET_FILE.test(path);
}

/** Whether a file's name is that of an environment file, where variables are set. */
export function isEnvironmentFile(name: string): boolean {
  return new RegExp(`^${ENVIRONMENT_FILE.source}$`).test(name);
}
