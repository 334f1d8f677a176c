import { posix } from 'node:path';
import { isLong } from '../../../code/reach/outline/long-parts';
import { isTestFile } from '../../../code/tests/test-files';
import type { ReachedDeclaration } from '../../../contract/code-reach';
import { escapeRegExp } from '../../../platform/escape-reg-exp';
import { parseManifest } from '../../../workspace/packages/manifest';

/** Characters of a request that are searched for names; a longer one holds pasted output. */
const MAX_TEXT = 20_000;
/** A name that more declarations have names none of them. */
const MAX_DECLARATIONS = 5;
/** Names that are looked for. */
const MAX_SYMBOLS = 20;

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

/** The texts of a file's lines; undefined where it can't be read. */
export type ReadLines = (path: string) => Promise<readonly string[] | undefined>;

/**
 * The declarations, none of tests, that have one of the names, or in which a member of that name is made: a short class
 * or object is one declaration. Long ones are left out, because their parts are ranked.
 */
export async function declarationsNamed(
  symbols: ReadonlySet<string>,
  declarations: readonly ReachedDeclaration[],
  readLines: ReadLines,
): Promise<ReachedDeclaration[]> {
  const short = declarations.filter((item) => !isTestFile(item.path) && !isLong(item));
  const found = new Set<ReachedDeclaration>();
  for (const symbol of [...symbols].slice(0, MAX_SYMBOLS)) {
    const [owner = '', ...members] = symbol.split('.');
    const own = members.at(-1) ?? owner;
    const named = short.filter(({ name }) => name === symbol || name === owner || name.split('.').at(-1) === symbol);
    const making = makingOf(own);
    const inside: ReachedDeclaration[] = [];
    for (const item of members.length > 0 ? [] : short) {
      if (named.includes(item) || inside.length > MAX_DECLARATIONS) continue;
      const lines = (await readLines(item.path))?.slice(item.startLine - 1, item.endLine) ?? [];
      if (lines.some((line) => line.includes(own) && making.test(line))) inside.push(item);
    }
    for (const items of [named, inside])
      if (items.length <= MAX_DECLARATIONS) for (const item of items) found.add(item);
  }
  return [...found];
}

/** A line that makes a member of this name: `total() {`, `total(a, b): T {`, `total: (a) =>`. */
function makingOf(name: string): RegExp {
  const modifiers = String.raw`(?:(?:async|static|get|set|public|private|protected|override)\s+)*`;
  const assigned = String.raw`\s*[:=]\s*(?:async\s+)?(?:function\b|\(|[\w$]+\s*=>)`;
  const method = String.raw`\s*(?:<[^<>]*>)?\((?!.*\bfunction\b)[^{;=]*\)\s*(?::[^={;]+)?\{\s*$`;
  return new RegExp(`^\\s*${modifiers}\\*?\\s*#?${escapeRegExp(name)}(?:${assigned}|${method})`);
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
