import type { Word } from './shell-line';

/** Programs that only set variables for the command behind them. */
export const TRANSPARENT: ReadonlySet<string> = new Set(['cross-env', 'cross-env-shell', 'env']);

/** True for `NAME=value` before a command, as the shell and cross-env accept it. */
export function isAssignment(word: Word | undefined): boolean {
  return word !== undefined && /^[A-Za-z_]\w*=/.test(word.text);
}

/** Returns `mocha` for `./node_modules/mocha/bin/mocha.js`, and for `mocha@11`, as npx accepts it. */
export function programName(text: string): string {
  return (text.split(/[\\/]/).at(-1) ?? text).replace(/(?<=.)@.*$|\.(?:[cm]?js|cmd|exe)$/, '');
}
