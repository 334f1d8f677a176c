import { posix } from 'node:path';
import { isTestFile } from '../../../code/tests/test-files';
import type { ReachedDeclaration } from '../../../contract/code-reach';
import { parseManifest } from '../../../workspace/packages/manifest';

/** Characters of a request that are searched for names; a longer one holds pasted output. */
const MAX_TEXT = 20_000;
/** A name that so many declarations have names none of them. */
const MAX_DECLARATIONS = 5;

/** What shows that a word is a name of code: it is quoted as code, called, a member, or made of several words. */
const NAMES = [
  /`([\p{L}_$][\w$]*(?:[.#][\w$]+)*)(?:\(\))?`/gu,
  /(?<![\w$./-])([A-Za-z_$][\w$]*(?:[.#][A-Za-z_$][\w$]*)*)\((?!e?s\))/g,
  /(?<![\w$./-])([A-Za-z_$][\w$]*(?:[.#][A-Za-z_$][\w$]*)+)(?![\w$/-])/g,
  /(?<![\w$/-])([a-z][a-z\d]*[A-Z][\w$]*|[A-Z][a-z\d]+[A-Z][\w$]*|[A-Za-z\d]+_[\w$]+)(?![\w$/-])/g,
];
/** What Conventional Commits put in front of a subject: `fix(parser): …`. */
const COMMIT_TYPE = /^\s*\w+\([^)\n]*\)!?:/;
/** What may be the name of a package or the path of a folder. */
const FOLDER = /(?<![\w@./-])(@[\w.-]+\/[\w.-]*\w|[\w.-]+(?:\/[\w.-]+)*)(?![\w-])/g;

/** Names of code in a request, such as `parseLine`, `Cart.total` or `total()`. */
export function namedSymbols(text: string): ReadonlySet<string> {
  const searched = text.slice(0, MAX_TEXT).replace(COMMIT_TYPE, '');
  const found = NAMES.flatMap((pattern) => [...searched.matchAll(pattern)].map(([, name = '']) => name));
  return new Set(found.map((name) => name.replaceAll('#', '.')));
}

/** The declarations, none of tests, that have one of the names, or a member of that name. */
export function declarationsNamed(
  symbols: ReadonlySet<string>,
  declarations: readonly ReachedDeclaration[],
): ReachedDeclaration[] {
  if (symbols.size === 0) return [];
  const byName = new Map<string, ReachedDeclaration[]>();
  for (const item of declarations) {
    const own = item.name.split('.').at(-1) ?? '';
    const name = [item.name, own].find((each) => each !== '' && symbols.has(each));
    if (name === undefined || isTestFile(item.path)) continue;
    byName.set(name, [...(byName.get(name) ?? []), item]);
  }
  return [...byName.values()].filter(({ length }) => length <= MAX_DECLARATIONS).flat();
}

/** Folders that a request names by their path, or by the name of the workspace's package in them. */
export function namedFolders(
  text: string,
  files: readonly string[],
  manifests: ReadonlyMap<string, string>,
): readonly string[] {
  const words = new Set(
    [...text.slice(0, MAX_TEXT).replaceAll('\\', '/').matchAll(FOLDER)].map(([, word = '']) => word.replace(/\.$/, '')),
  );
  const ofPackages = [...manifests].flatMap(([path, manifest]) => {
    const name = parseManifest(manifest)?.name ?? '';
    const folder = posix.dirname(path);
    // A plain word may be a name by chance.
    return /[@/-]/.test(name) && words.has(name) && folder !== '.' ? [folder] : [];
  });
  const paths = [...words].filter((word) => word.includes('/') && files.some((path) => path.startsWith(`${word}/`)));
  return [...new Set([...ofPackages, ...paths])];
}
