import { posix } from 'node:path';
import type { Snapshot } from '../snapshot';
import { CODE } from './resolve-import';

/** In larger workspaces nothing is looked for, and everything counts as used. */
const MAX_FILES = 5_000;
const DOCUMENT = /\.(?:md|html)$/;
const SETTINGS = /(?:^|\/)(?:package\.json$|[^/]*config[^/]*$)/;
const STAR = /\bexport\s*\*\s*(?:as\s+[\w$]+\s+)?from\s*['"]([^'"]+)['"]/g;

/** Exports of one file, and the change that takes them away. */
interface TakenAway {
  readonly path: string;
  readonly names: readonly string[];
  /** The files of the change. */
  readonly changed: ReadonlySet<string>;
  /** The text with the change; undefined: no such file, or not a text. */
  readonly read: (path: string) => Promise<string | undefined>;
}

/**
 * Which of these exports somebody may use beside the files of the change: another file or a document names it, or the
 * file is one that users of the package load, itself or by `export *`.
 */
export async function usedOutside(
  { path, names, changed, read }: TakenAway,
  { files }: Pick<Snapshot, 'files'>,
): Promise<ReadonlySet<string>> {
  const everything = new Set(names);
  const readable = files.filter((file) => CODE.test(file) || DOCUMENT.test(file) || SETTINGS.test(file));
  if (readable.length > MAX_FILES || isIndex(path)) return everything;
  const used = new Set<string>();
  const [place, module] = [withoutEnding(path), moduleOf(path)];
  for (const file of readable) {
    const text = file === path ? undefined : await read(file);
    if (text === undefined) continue;
    const isEntry = SETTINGS.test(file) && text.includes(inPackage(place, file));
    const isPassedOn = [...text.matchAll(STAR)].some(([, from = '']) => moduleOf(from) === module);
    if (isEntry || isPassedOn) return everything;
    // Another module may have the same name for something of its own.
    const mayUse = !changed.has(file) && (!CODE.test(file) || specifiersIn(text).has(module));
    if (mayUse) for (const name of names) if (usesIn(text, name) > 0) used.add(name);
  }
  return used;
}

/** The last names of all paths in quotes. */
function specifiersIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/['"]([^'"\s]*\/[^'"\s/]+)['"]/g)].map(([, path = '']) => moduleOf(path)));
}

/** How often a text has the name as a word. */
export function usesIn(text: string, name: string): number {
  let count = 0;
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
    const isWord = !/[\w$]/.test(text[at - 1] ?? ' ') && !/[\w$]/.test(text[at + name.length] ?? ' ');
    if (isWord) count += 1;
  }
  return count;
}

function isIndex(path: string): boolean {
  return /^(?:index|main|mod)$/.test(posix.basename(withoutEnding(path)));
}

function withoutEnding(path: string): string {
  return path.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '');
}

/** The last name of a path, which is the same in every way of writing it. */
function moduleOf(path: string): string {
  return posix.basename(withoutEnding(path));
}

/** The path as a settings file beside or above it writes it. */
function inPackage(place: string, settings: string): string {
  const folder = posix.dirname(settings);
  return folder === '.' || !place.startsWith(`${folder}/`) ? place : place.slice(folder.length + 1);
}
