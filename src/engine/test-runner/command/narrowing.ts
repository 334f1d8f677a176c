import type { TestFile, TestTarget } from '../../contract/test-run';
import { escapeRegExp } from '../../platform/escape-reg-exp';

/** The tests to run, with paths as seen from the runner's folder. */
export type TestSelection =
  | { readonly kind: 'targets'; readonly targets: readonly TestTarget[] }
  | { readonly kind: 'files'; readonly files: readonly TestFile[] };

/** The arguments by which a command runs only some tests. */
export interface Narrowing {
  /** Options to add beside those for the results. */
  readonly options: readonly string[];
  /** Files to add after everything else. */
  readonly files: readonly string[];
  /** Index of the first word that the files replace; absent: they are added and replace nothing. */
  readonly replaceFrom?: number | undefined;
}

/** How a runner reads its arguments. */
export interface ArgumentRules {
  /** Words that are no files, such as `run`. */
  readonly subcommands: ReadonlySet<string>;
  /** Options whose value is the next word. If one is missing here, names are used instead of files: no worse. */
  readonly optionsWithValue: ReadonlySet<string>;
  /** Options that select tests by name. */
  readonly nameOptions: readonly string[];
  /** Arguments for files; absent if the runner always runs all files that its configuration names. */
  readonly fileArguments?: ((paths: readonly string[]) => readonly string[]) | undefined;
  /** Arguments that select the tests whose name fits a pattern. */
  readonly nameArguments: (pattern: string) => readonly string[];
}

/**
 * Narrows a command to the tests of some files. It passes the files if the command names none itself, because runners
 * add given files to those of the command. Otherwise it selects by the files' top-level names, which may run a few
 * more tests. Undefined if the user's own command selects by name already.
 */
export function narrowToFiles(
  files: readonly TestFile[],
  words: readonly string[],
  rules: ArgumentRules,
): Narrowing | undefined {
  if (rules.fileArguments && !namesFiles(words, rules))
    return { options: [], files: rules.fileArguments(files.map(({ path }) => path)) };
  const topNames = [...new Set(files.flatMap(({ names }) => names.map((name) => name.split(' > ', 1)[0] ?? name)))];
  const isNamed = words.some((word) => rules.nameOptions.includes(word.split('=', 1)[0] ?? word));
  if (topNames.length === 0 || isNamed) return undefined;
  return { options: rules.nameArguments(`^(?:${topNames.map(escapeRegExp).join('|')})(?= |$)`), files: [] };
}

function namesFiles(words: readonly string[], { subcommands, optionsWithValue }: ArgumentRules): boolean {
  return words.some(
    (word, index) => !word.startsWith('-') && !subcommands.has(word) && !optionsWithValue.has(words[index - 1] ?? ''),
  );
}

/** Regular expression for the targets' joined names. Runners join names by a space, some by ' > '. */
export function namePattern(targets: readonly TestTarget[]): string {
  const names = targets.map(({ name }) => name.split(' > ').map(escapeRegExp).join('(?: > | )'));
  return `^(?:${names.join('|')})$`;
}

/** Paths of the targets' files; empty unless all targets have one. */
export function targetPaths(targets: readonly TestTarget[]): string[] {
  const paths = targets.map(({ path }) => path);
  return paths.every((path) => path !== undefined) ? [...new Set(paths)] : [];
}
