import { posix } from 'node:path';
import { isTestFile } from '../../code/tests/test-files';
import type { CodePlace } from '../../contract/code-reach';
import type { Evidence } from '../../contract/evidence';
import type { TestTarget } from '../../contract/test-run';
import { builtSource, installedSource, type PackageFolders } from './suspects/built-source';

/** Where a place ends: `at total (src/total.ts:2:60)`, `src/total.ts?t=17:2`, `src/total.ts(2,60)`. */
const PLACE_END = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)(?:\?[^\s:()]*)?(?::(\d+)|\((\d+),\d+\)|["']?, line (\d+))/g;
/** The ending in it. */
const ENDING = /^\.\w+/;

/** The function in front of a frame's place: `at async Cart.total (`, `at new Cart (`, `❯ total `, `total@`. */
const FUNCTION_OF_FIREFOX = /(?:^|[\s*])([\p{L}_$][\p{L}\p{N}_$.]*)@$/u;
const FUNCTION = /(?:\bat|❯)\s+(?:async\s+)?(?:new\s+)?([\p{L}_$][\p{L}\p{N}_$.]*)(?:\s+\[as [^\]]*\])?\s+\(?$/u;
/** What an engine calls code outside of every function, or a function without a name. */
const NO_NAME = /^(?:Object|Module|Function|Proxy)?\.?(?:<|eval$|anonymous$)|^$/;

/**
 * Places in the workspace that evidence names: the frames of its stacks in their order, also of a package (`packages`)
 * that is loaded as it was built, then where it was found.
 */
export function placesIn(
  evidence: readonly Evidence[],
  files: readonly string[],
  packages: PackageFolders = new Map(),
): CodePlace[] {
  const isFile = new Set(files);
  const found = new Map<string, CodePlace>();
  const add = (place: CodePlace): void => {
    const key = `${place.path}:${place.line}`;
    if (isFile.has(place.path) && !found.has(key)) found.set(key, place);
  };
  for (const { message } of evidence) for (const place of placesInText(message, isFile, packages)) add(place);
  for (const { path, line, test } of evidence)
    if (path !== undefined && line !== undefined && test === undefined) add({ path, line });
  return [...found.values()];
}

/**
 * Places in the workspace that a text names, in its order. What was copied from elsewhere may name them by the path
 * that they have on another machine, also in an installed package (`packages`) of the workspace or in what was built.
 */
export function placesInText(
  text: string,
  isFile: ReadonlySet<string>,
  packages: PackageFolders = new Map(),
): CodePlace[] {
  return text.split('\n').flatMap((line) =>
    [...line.matchAll(PLACE_END)].flatMap((match) => {
      const written = decoded(line.slice(0, match.index) + (ENDING.exec(match[0])?.[0] ?? ''));
      const own = pathBefore(written, isFile);
      const path = own ?? sourceBefore(written, isFile, packages);
      if (path === undefined) return [];
      const front = own === undefined ? written : written.slice(0, -own.length);
      const name = nameIn(front);
      const at = Number(match[1] ?? match[2] ?? match[3]);
      return [{ path, line: at, ...(name === undefined || NO_NAME.test(name) ? {} : { name }) }];
    }),
  );
}

/** The frame's function, of what stands in front of its path. */
function nameIn(front: string): string | undefined {
  const name = FUNCTION.exec(front.replace(/(?<=\s\().*$/, '').replace(/[^\s(]*$/, ''))?.[1];
  return name ?? FUNCTION_OF_FIREFOX.exec(front.replace(/(?<=@)[^\s@]*$/, ''))?.[1];
}

/** A URL writes blanks and letters beyond ASCII as `%20`. */
function decoded(text: string): string {
  if (!/%[\dA-F]{2}/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The longest end of the text that is a file; a path may have blanks and brackets in it. */
function pathBefore(text: string, isFile: ReadonlySet<string>): string | undefined {
  const starts = [0, ...[...text.matchAll(/[\s('"`@[:]/g)].map(({ index }) => index + 1)];
  const written = starts.map((start) => text.slice(start).replace(/^\.\//, '')).find((path) => isFile.has(path));
  return written ?? endOfAbsolute(text.replaceAll('\\', '/'), isFile);
}

/** The file behind the longest end of the text that is an installed or a built one. */
function sourceBefore(text: string, isFile: ReadonlySet<string>, packages: PackageFolders): string | undefined {
  const written = text.replaceAll('\\', '/');
  if (packages.size === 0 || /(?:^|[\s/(])node_modules\//.test(written))
    return installedSource(written, packages, isFile);
  const parts = (ABSOLUTE.exec(written)?.[1] ?? /[^\s('"`@]*$/.exec(written)?.[0] ?? '').split('/');
  for (let at = 0; at < parts.length - 1; at += 1) {
    const found = builtSource(parts.slice(at).join('/'), packages, isFile);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where a path of another machine or folder begins: `/srv/shop/src/cart.ts`, `http://host:80/`, `C:/`, `../`. */
const ABSOLUTE = /(?:^|[\s('"`@])(?:[a-z][a-z-]*:\/\/[^\s/]*)?(?:\/|[A-Za-z]:\/|(?:\.\.\/)+)(.*)$/;

/** The longest end of an absolute path that is a file in a folder of the workspace. */
function endOfAbsolute(text: string, isFile: ReadonlySet<string>): string | undefined {
  const parts = ABSOLUTE.exec(text)?.[1]?.split('/') ?? [];
  for (let at = 0; at < parts.length - 1; at += 1) {
    const path = parts.slice(at).join('/');
    if (isFile.has(path)) return parts.slice(0, at).includes('node_modules') ? undefined : path;
  }
  return undefined;
}

/**
 * The failing tests; of a file that fails as a whole, all of them. A file that fails to load is left out where the
 * message names the place in a source, as compilers do: its tests say nothing about that.
 */
export function testsIn(evidence: readonly Evidence[], files: readonly string[]): TestTarget[] {
  const isSource = new Set(files.filter((path) => !isTestFile(path)));
  return evidence.flatMap(({ stage, path, test, message }) => {
    if (stage !== 'tests' || path === undefined) return [];
    const isWhole = test === undefined || test === path;
    return isWhole && placesInText(message, isSource).length > 0 ? [] : [{ path, name: test ?? '' }];
  });
}

/** Failing tests whose titles are read. */
const MAX_TITLES = 10;
const WORD = String.raw`([\p{L}_$][\p{L}\p{N}_$]{2,})`;
/** A name in a message: quoted, or before what a JavaScript engine says of it. */
const NAME = new RegExp(`['"\`]${WORD}['"\`]|${WORD} is not (?:a function|defined|a constructor)`, 'gu');

/** A type in a compiler's message: `'(get: Getter) => SubjectLike<unknown>'`. */
const QUOTED = /'([^'\n]+)'/g;
const TYPE = /(?<![\p{L}\p{N}_$.])\p{Lu}[\p{L}\p{N}_$]{2,}/gu;

function typesIn(message: string): string[] {
  return [...message.matchAll(QUOTED)].flatMap(([, quoted = '']) => quoted.match(TYPE) ?? []);
}

/** Test files with an error of types outside of every failing test, which says which source it is about. */
export function testsWithTypeErrors(evidence: readonly Evidence[]): string[] {
  return evidence.flatMap(({ stage, path }) =>
    stage === 'types' && path !== undefined && isTestFile(path) ? [path] : [],
  );
}

/** What evidence says in words: titles of failing tests, names in messages, types, and test files without a title. */
export function evidenceWords(evidence: readonly Evidence[]): string[] {
  const files = evidence.flatMap(({ stage, path, test }) =>
    stage === 'tests' && path !== undefined && (test === undefined || test === path) ? stemOf(path) : [],
  );
  const titles = evidence.flatMap(({ test }) => test?.split(' > ').at(-1) ?? []);
  const names = evidence.flatMap(({ message }) =>
    [...message.matchAll(NAME)].map((match) => match[1] ?? match[2] ?? ''),
  );
  const types = evidence.flatMap(({ stage, message }) => (stage === 'types' ? typesIn(message) : []));
  const lists = [titles, names, files, [...new Set(types)]];
  return [...new Set(lists.flatMap((words) => words.slice(0, MAX_TITLES)))];
}

/** `quadratic_table` of `test/specs/quadratic_table.test.cjs`. */
function stemOf(path: string): string {
  return posix.basename(path).replace(/\..*$/, '');
}
