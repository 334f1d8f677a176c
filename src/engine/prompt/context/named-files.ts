import { posix } from 'node:path';
import { memo } from '../../platform/memo';

/** A place in the workspace that a text names. */
export interface NamedPlace {
  readonly path: string;
  /** 1-based, where the text says it: `src/cart.ts:12`. */
  readonly line?: number | undefined;
  /** It is only named with a line and a column, as a stack trace does: the person did not choose this file. */
  readonly isFrame?: boolean | undefined;
}

/** Characters of a text that are searched for names of files; a longer one is pasted output. */
const MAX_TEXT = 20_000;
/** Characters in front of a path that are looked at. */
const MAX_FRONT = 300;
/** A name that ends more paths than this names none of them. */
const MAX_MATCHES = 3;
/** What may be a path without blanks: `@/components/Card`, `app/(shop)/[id]/page.tsx`. */
const WORD = /[\w@~$.()[\]{}+-]+(?:\/[\w@~$.()[\]{}+-]+)*/g;
const LINE = /^:(\d+)(:\d+)?/;
/** What stands in front of a path of a dependency. */
const IN_DEPENDENCY = /(?:^|\/)node_modules\/[^\s"'`()]*$/;
const EXTENSION = /\.[a-z]{1,6}$/i;

/**
 * Files that a text names, in the order of the text: by their path as people write it (with blanks, brackets,
 * backslashes, a line, the alias `@/` or without its ending), or by a base name that only one file has.
 */
export function namedPlaces(written: string, files: readonly string[]): NamedPlace[] {
  const text = written.slice(0, MAX_TEXT).replaceAll('\\', '/');
  const found = new Map<string, { readonly at: number; readonly line: number | undefined; isFrame: boolean }>();
  const add = (path: string, at: number, length: number): void => {
    if (IN_DEPENDENCY.test(text.slice(Math.max(0, at - MAX_FRONT), at))) return;
    const [, line, column] = LINE.exec(text.slice(at + length, at + length + 16)) ?? [];
    const known = found.get(path);
    if (known) known.isFrame &&= column !== undefined;
    else found.set(path, { at, line: line === undefined ? undefined : Number(line), isFrame: column !== undefined });
  };
  for (const path of files) for (const at of placesOfPath(text, path)) add(path, at, path.length);
  const byBase = new Map<string, string[]>();
  for (const path of files) memo(byBase, stemOf(posix.basename(path)), () => []).push(path);
  for (const match of text.matchAll(WORD)) {
    const word = trimmed(match[0]);
    if (!word.includes('/') && !EXTENSION.test(word)) continue;
    const hits = (byBase.get(stemOf(posix.basename(word))) ?? []).filter((path) => endsIn(path, word));
    const limit = word.includes('/') ? MAX_MATCHES : 1;
    if (hits.length <= limit) for (const path of hits) add(path, match.index + match[0].indexOf(word), word.length);
  }
  return [...found]
    .sort(([, a], [, b]) => a.at - b.at)
    .map(([path, { line, isFrame }]) => ({ path, line, ...(isFrame ? { isFrame } : {}) }));
}

function placesOfPath(text: string, path: string): readonly number[] {
  const places: number[] = [];
  // A single word such as `index.ts` is handled as a base name.
  if (!path.includes('/') && !path.includes(' ')) return places;
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    const isStart = at === 0 || !/[\w-]/.test(text[at - 1] ?? '');
    if (isStart && !/[\w-]/.test(text[at + path.length] ?? '')) places.push(at);
  }
  return places;
}

/** Without an alias or a dot at the start, and without the punctuation of a sentence around it. */
function trimmed(word: string): string {
  return word
    .replace(/^(?:[@~]\/|\.{1,2}\/)+/, '')
    .replace(/^[([{]+(?=[^)\]}]*$)/, '')
    .replace(/[.,;:]+$/, '')
    .replace(/(?<=^[^([{]*)[)\]}]+$/, '');
}

function stemOf(base: string): string {
  return base.replace(EXTENSION, '');
}

function endsIn(path: string, word: string): boolean {
  const whole = EXTENSION.test(word) ? path : path.replace(EXTENSION, '');
  return whole === word || whole.endsWith(`/${word}`) || path === word || path.endsWith(`/${word}`);
}
