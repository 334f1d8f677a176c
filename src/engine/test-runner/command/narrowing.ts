import type { TestFile, TestTarget } from '../../contract/test-run';
import { escapeRegExp } from '../../platform/escape-reg-exp';

/** What to run of all tests, paths as seen from the runner's folder. */
export type Only =
  | { readonly kind: 'targets'; readonly targets: readonly TestTarget[] }
  | { readonly kind: 'files'; readonly files: readonly TestFile[] };

/** How a command is told to run only some tests. */
export interface Narrowing {
  /** Options, beside those for the results. */
  readonly options: readonly string[];
  /** Files, behind everything else. */
  readonly files: readonly string[];
  /** Index of the first of the words that the files stand in for; absent: they come behind all of them. */
  readonly instead?: number | undefined;
}

/** How a runner takes its words. */
export interface WordsOf {
  /** Words that are no file, such as `run`. */
  readonly verbs: ReadonlySet<string>;
  /** Options whose value is the next word. One that is missing here only costs that names are used instead of files. */
  readonly withValue: ReadonlySet<string>;
  /** Options that select by name already. */
  readonly naming: readonly string[];
  /** The words for files; absent where the runner always runs all that its configuration names. */
  readonly files?: ((paths: readonly string[]) => readonly string[]) | undefined;
  readonly name: (pattern: string) => readonly string[];
}

/**
 * Files are narrowed to by file where the command names none itself, because runners take files that
 * they are given in addition. Else by the names at the top of those files, which may run a few tests
 * more; only for a selection that the person's own command does not make already.
 */
export function narrowToFiles(
  files: readonly TestFile[],
  words: readonly string[],
  of: WordsOf,
): Narrowing | undefined {
  if (of.files && !namesFiles(words, of)) return { options: [], files: of.files(files.map(({ path }) => path)) };
  const tops = [...new Set(files.flatMap(({ names }) => names.map((name) => name.split(' > ', 1)[0] ?? name)))];
  const isNamed = words.some((word) => of.naming.includes(word.split('=', 1)[0] ?? word));
  if (tops.length === 0 || isNamed) return undefined;
  return { options: of.name(`^(?:${tops.map(escapeRegExp).join('|')})(?= |$)`), files: [] };
}

function namesFiles(words: readonly string[], { verbs, withValue }: WordsOf): boolean {
  return words.some(
    (word, index) => !word.startsWith('-') && !verbs.has(word) && !withValue.has(words[index - 1] ?? ''),
  );
}

/** A test's name as a regular expression over the joined names: runners join by a space, some by ' > '. */
export function namePattern(targets: readonly TestTarget[]): string {
  const names = targets.map(({ name }) => name.split(' > ').map(escapeRegExp).join('(?: > | )'));
  return `^(?:${names.join('|')})$`;
}

/** Paths of the targets' files; empty unless all of them have one. */
export function targetPaths(targets: readonly TestTarget[]): string[] {
  const paths = targets.map(({ path }) => path);
  return paths.every((path) => path !== undefined) ? [...new Set(paths)] : [];
}
