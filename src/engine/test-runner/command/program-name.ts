import type { Word } from './shell-line';

/** Programs that only set variables for the command behind them. */
export const TRANSPARENT: ReadonlySet<string> = new Set(['cross-env', 'cross-env-shell', 'env']);

/** True for `NAME=value` before a command, as the shell and cross-env accept it. */
export function isAssignment(word: Word | undefined): boolean {
  return word !== undefined && /^[A-Za-z_]\w*=/.test(word.text);
}

/** What a package calls the file of its command when its own name is not in it. */
const ENTRY = /^_?(?:bin|cli|cli-wrapper|entrypoint|index|main|run|start)$/;
/** The innermost package that a path leads into, with its scope. */
const PACKAGE = /.*[\\/]?node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/.@][^\\/]*)[\\/]/s;

/**
 * Returns `mocha` for `./node_modules/mocha/bin/mocha.js`, and for `mocha@11`, as npx accepts it; `vitest` for
 * `node_modules/vitest/dist/cli.js`, which does not say so itself.
 */
export function programName(text: string): string {
  const file = (text.split(/[\\/]/).at(-1) ?? text).replace(/(?<=.)@.*$|\.(?:[cm]?js|cmd|exe)$/, '');
  const owner = PACKAGE.exec(text)?.[1]?.replace('\\', '/');
  return owner !== undefined && ENTRY.test(file) ? owner : file;
}
