import { quote } from '../shell-line';

/** Runs the lines up to the first that fails. */
export function inSequence(lines: readonly string[]): string {
  return lines.join(' && ');
}

/** Runs the line in the package's folder with the package's own programs first, as a package manager does. */
export function inFolder(folder: string, line: string): string {
  if (process.platform === 'win32') return `(cd ${quote(folder)}&& ${line})`;
  return `(cd ${quote(folder)} && export PATH="$PWD/node_modules/.bin:$PATH" && ${line})`;
}

/** Runs all lines, even after one fails, and then fails if any of them did. */
export function allOf(lines: readonly string[]): string {
  if (process.platform === 'win32') return lines.join(' && ');
  return `code=0; ${lines.map((line) => `${line} || code=$?`).join('; ')}; exit $code`;
}
