export type Environment = Readonly<Record<string, string | undefined>>;

/** Parts of names that commonly mean a secret. They are compared with the upper-cased name. */
const SECRET_NAME = new RegExp(
  [
    'API_?KEY',
    'TOKEN',
    'SECRET',
    'PASSWORD',
    'PASSWD',
    'PASSPHRASE',
    'CREDENTIAL',
    '(?:^|_)(?:KEY|AUTH|PASS|PWD|DSN|COOKIE)$',
    'PRIVATE_KEY',
    'ACCESS_KEY',
    '_AUTH_',
    'CONNECTION_STRING',
    '^SSH_(?:AUTH_SOCK|ASKPASS)$',
  ].join('|'),
);
/** The working directories, whose names only look like a password. */
const NOT_SECRET = new Set(['PWD', 'OLDPWD']);

/** Values that are secrets whatever their name is: keys of known providers, JSON web tokens, URLs with a password. */
const SECRET_VALUE = [
  /\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}/,
  /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|npm_)[A-Za-z0-9_-]{16,}/,
  /\bA(?:KI|SI)A[A-Z0-9]{16}\b/,
  /\bAIza[A-Za-z0-9_-]{30,}/,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\./,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /:\/\/[^/\s:@]*:[^/\s@]+@/,
];

/** Variables that the programs which started us have set, and that would change the command's behaviour. */
const LAUNCHER_VARIABLE = new RegExp(
  `^(?:${[
    // The editor.
    'ELECTRON_.*|VSCODE_.*',
    'NODE_OPTIONS|NODE_CHANNEL_.*|NODE_UNIQUE_ID|NODE_TEST_.*|NODE_V8_COVERAGE|NODE_ENV',
    // A package manager that runs us.
    'NPM_.*|PNPM_SCRIPT_.*|BERRY_BIN_FOLDER|PROJECT_CWD|INIT_CWD|NODE|COLOR',
    // An outer test runner or loader.
    'MOCHA_.*|TSX_.*|ESBK_.*|TS_NODE_.*|VITEST.*|JEST_.*',
    'FORCE_COLOR|CLICOLOR.*',
    // An outer git command: its GIT_DIR would lead git in the scratch copy to the user's own repository.
    'GIT_.*',
  ].join('|')})$`,
);
/** Git variables that stay: who commits, and which configuration is read. */
const KEPT_GIT = /^GIT_(?:(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL|DATE)|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)|EXEC_PATH)$/;
/** Folders that a package manager puts at the front of PATH for its scripts. */
const SCRIPT_BIN = /[\\/]node_modules[\\/]\.bin[\\/]?$|[\\/]node-gyp-bin[\\/]?$/;

/**
 * Returns the environment for a command of the workspace: what the user's shell would have, without keys and
 * secrets and without what our own launchers added. `CI=1` marks the run as not interactive, so that runners neither
 * watch files nor ask questions. Nothing is said about colours, because code under test may look for NO_COLOR:
 * readers of the output remove them.
 */
export function cleanEnv(env: Environment): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || isLaunchers(name.toUpperCase()) || isSecret(name, value)) continue;
    clean[name] = name.toUpperCase() === 'PATH' ? withoutScriptBins(value) : value;
  }
  return { ...clean, CI: '1' };
}

/** A variable that commands do not get, and the words by which a failure shows that it lacks it. */
export interface WithheldVariable {
  readonly name: string;
  readonly words: readonly string[];
}

/** What `cleanEnv` leaves out although a person's shell has it; never the values, but the flags of NODE_OPTIONS. */
export function withheldVariables(env: Environment): WithheldVariable[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined || value === '') return [];
    if (name === 'NODE_OPTIONS') return [{ name, words: [name, ...(value.match(/(?<!\S)--[\w-]+/g) ?? [])] }];
    return isSecret(name, value) && !isLaunchers(name.toUpperCase()) ? [{ name, words: [name] }] : [];
  });
}

function isSecret(name: string, value: string): boolean {
  const upper = name.toUpperCase();
  if (SECRET_NAME.test(upper) && !NOT_SECRET.has(upper)) return true;
  return SECRET_VALUE.some((secret) => secret.test(value));
}

function isLaunchers(name: string): boolean {
  return LAUNCHER_VARIABLE.test(name) && !KEPT_GIT.test(name);
}

function withoutScriptBins(path: string): string {
  // Windows has ':' after the drive letter and separates paths by ';'.
  const separator = path.includes(';') ? ';' : ':';
  return path
    .split(separator)
    .filter((folder) => !SCRIPT_BIN.test(folder))
    .join(separator);
}
