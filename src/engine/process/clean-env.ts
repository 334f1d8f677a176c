export type Environment = Readonly<Record<string, string | undefined>>;

/** Names that hold a secret by common use. Compared with the upper-cased name. */
const SECRET_NAME =
  /API_?KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|(?:^|_)(?:KEY|AUTH|PASS|PWD|DSN|COOKIE)$|PRIVATE_KEY|ACCESS_KEY|_AUTH_|CONNECTION_STRING|^SSH_(?:AUTH_SOCK|ASKPASS)$/;
/** The working directory, which only looks like a password. */
const NOT_SECRET = new Set(['PWD', 'OLDPWD']);

/** Values that are a secret whatever they are called: keys of known make, JSON web tokens, URLs with a password. */
const SECRET_VALUE = [
  /\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}/,
  /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|npm_)[A-Za-z0-9_-]{16,}/,
  /\bA(?:KI|SI)A[A-Z0-9]{16}\b/,
  /\bAIza[A-Za-z0-9_-]{30,}/,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\./,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /:\/\/[^/\s:@]*:[^/\s@]+@/,
];

/**
 * What the programs that started us left behind and what would change the command's behaviour: the
 * editor (Electron, VS Code), a package manager's own run, an outer test runner or loader, an outer
 * git command (its GIT_DIR would lead git in the copy to the person's repository), forced colour.
 */
const LEFT_BEHIND =
  /^(?:ELECTRON_.*|VSCODE_.*|NODE_OPTIONS|NODE_CHANNEL_.*|NODE_UNIQUE_ID|NODE_TEST_.*|NODE_V8_COVERAGE|NODE_ENV|NPM_.*|PNPM_SCRIPT_.*|BERRY_BIN_FOLDER|PROJECT_CWD|INIT_CWD|NODE|COLOR|MOCHA_.*|TSX_.*|ESBK_.*|TS_NODE_.*|VITEST.*|JEST_.*|FORCE_COLOR|CLICOLOR.*|GIT_.*)$/;
/** Of git's: who commits and which configuration is read. */
const KEPT_GIT = /^GIT_(?:(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL|DATE)|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)|EXEC_PATH)$/;
/** Folders that a package manager puts in front of PATH for its scripts. */
const SCRIPT_BIN = /[\\/]node_modules[\\/]\.bin[\\/]?$|[\\/]node-gyp-bin[\\/]?$/;

/**
 * The environment for a command of the workspace: what the person's shell would have, without keys
 * and secrets, without what our own launchers left in it, and told that nobody watches (`CI=1`, no
 * colour), so that runners neither watch nor ask.
 */
export function cleanEnv(env: Environment): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || isUnwanted(name.toUpperCase()) || SECRET_VALUE.some((secret) => secret.test(value)))
      continue;
    clean[name] = name.toUpperCase() === 'PATH' ? withoutScriptBins(value) : value;
  }
  return { ...clean, CI: '1', NO_COLOR: '1' };
}

function isUnwanted(name: string): boolean {
  if (SECRET_NAME.test(name) && !NOT_SECRET.has(name)) return true;
  return LEFT_BEHIND.test(name) && !KEPT_GIT.test(name);
}

function withoutScriptBins(path: string): string {
  // Windows paths hold ':' after the drive letter and separate by ';'.
  const by = path.includes(';') ? ';' : ':';
  return path
    .split(by)
    .filter((folder) => !SCRIPT_BIN.test(folder))
    .join(by);
}
