import { posix } from 'node:path';
import { memo } from '../../../platform/memo';
import { searchedText } from './searched-text';

/** A place in the workspace that a text names. */
export interface NamedPlace {
  readonly path: string;
  /** 1-based, where the text says it: `src/cart.ts:12`. */
  readonly line?: number | undefined;
  /** It is only named with a line and a column, as a stack trace does: the person did not choose this file. */
  readonly isFrame?: boolean | undefined;
}

/** Characters in front of a path that are looked at. */
const MAX_FRONT = 300;
/** A name that ends more paths than this names none of them. */
const MAX_MATCHES = 3;
/** What may be a path without blanks: `@/components/Card`, `app/(shop)/[id]/page.tsx`. */
const WORD = /[\p{L}\p{N}_@~$.()[\]{}+-]+(?:\/[\p{L}\p{N}_@~$.()[\]{}+-]+)*/gu;
const EXTENSION = /\.[a-z]{1,6}$/i;
/** A name without an ending that no other word is: `Dockerfile`. */
const OWN_NAME = /^[A-Z]\w*file$/;
/** The line behind a path: `:12`, `:12:5`, `(12,5)`, `#L12`, `, line 12`; also behind what the path stands in. */
const LINE_BEHIND =
  /^[`'"”’»*_]{0,3}(?::L?(\d+)(:\d+)?|\((\d+)(,\d+)?\)|#L(\d+)|,?\s+(?:(?:at|on|in)\s+)?(?:lines?\s|L)\s*(\d+))/;
/** The line in front of a path: `line 12 of`. */
const LINE_BEFORE = /\blines?\s+(\d+)(?:\s*[-–]\s*\d+)?\s+(?:of|in)\s+[`'"“‘«(*_]{0,3}(?:\.{0,2}\/)?$/i;
/** What stands in front of a path of a dependency. */
const IN_DEPENDENCY = /(?:^|\/)node_modules\/[^\s"'`()]*$/;

/**
 * Files that a text names, in the order of the text: by their path as people write it (with blanks, brackets,
 * backslashes, a line, the alias `@/` or without its ending), or by a base name that only one file has.
 */
export function namedPlaces(written: string, files: readonly string[]): NamedPlace[] {
  const found = new Map<string, { readonly at: number; readonly line: number | undefined; isFrame: boolean }>();
  const names = createNames(files);
  for (const text of readingsOf(searchedText(written))) {
    for (const { path, at, length } of names.in(text)) {
      const front = text.slice(Math.max(0, at - MAX_FRONT), at);
      if (IN_DEPENDENCY.test(front)) continue;
      const { line, isFrame } = lineAt(front, text.slice(at + length, at + length + 30));
      const known = found.get(path);
      if (known) known.isFrame &&= isFrame;
      else found.set(path, { at, line, isFrame });
    }
  }
  return [...found]
    .sort(([, a], [, b]) => a.at - b.at)
    .map(([path, { line, isFrame }]) => ({ path, line, ...(isFrame ? { isFrame } : {}) }));
}

/** A backslash is a separator or, as in a shell, escapes what follows; a URL escapes in its own way. */
function readingsOf(written: string): readonly string[] {
  const unescaped = written.replace(/\\(?=[()[\]{} &'$])/g, '');
  const decoded = written.replace(/(?:%[\dA-F]{2})+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      return escaped;
    }
  });
  return [...new Set([written, unescaped, decoded].map((text) => text.replaceAll('\\', '/')))];
}

function lineAt(front: string, behind: string): { readonly line: number | undefined; readonly isFrame: boolean } {
  const [, ...groups] = LINE_BEHIND.exec(behind) ?? [];
  const [colon, column, bracket, bracketColumn, ...others] = groups;
  const line = [colon, bracket, ...others].find((group) => group !== undefined) ?? LINE_BEFORE.exec(front)?.[1];
  const isFrame = column !== undefined || bracketColumn !== undefined;
  return { line: line === undefined ? undefined : Number(line), isFrame };
}

interface Mention {
  readonly path: string;
  readonly at: number;
  readonly length: number;
}

function createNames(files: readonly string[]) {
  const byBase = new Map<string, string[]>();
  for (const path of files) {
    const base = posix.basename(path).toLowerCase();
    for (const key of new Set([base, stemOf(base)])) memo(byBase, key, () => []).push(path);
  }
  /** Files of this path, or whose path ends in it; of several ways to read it the strictest that leads to any. */
  const behind = (word: string): readonly string[] => {
    const base = posix.basename(word).toLowerCase();
    const near = [...new Set([base, stemOf(base)].flatMap((key) => byBase.get(key) ?? []))];
    // An import of `cart.js` may mean `cart.ts`; Windows and macOS don't tell capitals apart.
    const sources = word.includes('/') ? ['ts', 'tsx'].map((end) => word.replace(/(?<=\.[cm]?)jsx?$/, end)) : [word];
    const isProduct = /^[A-Z]\w*\.js$/.test(word);
    const ways: ((path: string) => boolean)[] = [
      (path) => endsIn(path, word),
      (path) => endsIn(stemOf(path), word),
      (path) => !isProduct && sources.some((source) => endsIn(path.toLowerCase(), source.toLowerCase())),
      (path) => !isProduct && endsIn(stemOf(path).toLowerCase(), word.toLowerCase()),
    ];
    return ways.map((fits) => near.filter(fits)).find((paths) => paths.length > 0) ?? [];
  };
  const withBlanks = files.filter((path) => /[\s'&,]/.test(posix.basename(path)));
  return {
    *in(text: string): Generator<Mention> {
      for (const path of files) for (const at of placesOfPath(text, path)) yield { path, at, length: path.length };
      for (const path of withBlanks) {
        const base = posix.basename(path);
        if (byBase.get(base.toLowerCase())?.length !== 1) continue;
        for (const at of placesOf(text, base)) if (text[at - 1] !== '/') yield { path, at, length: base.length };
      }
      for (const match of text.matchAll(WORD)) {
        for (const word of formsOf(match[0])) {
          const isPath = word.includes('/');
          if (!isPath && !word.includes('.') && !OWN_NAME.test(word)) continue;
          const hits = behind(word);
          if (hits.length === 0) continue;
          const at = match.index + match[0].indexOf(word);
          if (hits.length <= (isPath ? MAX_MATCHES : 1))
            for (const path of hits) yield { path, at, length: word.length };
          break;
        }
      }
    },
  };
}

/** A single word such as `index.ts` is handled as a base name. */
function placesOfPath(text: string, path: string): readonly number[] {
  return path.includes('/') || path.includes(' ') ? placesOf(text, path) : [];
}

function placesOf(text: string, name: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const isStart = at === 0 || !/[\p{L}\p{N}_-]$/u.test(text.slice(Math.max(0, at - 2), at));
    const isEnd = !/^[\p{L}\p{N}_-]/u.test(text.slice(at + name.length, at + name.length + 2));
    if (isStart && isEnd) places.push(at);
  }
  return places;
}

/** Ways to read a word, the one that takes most of it first: without punctuation, brackets, emphasis, an alias. */
function formsOf(written: string): readonly string[] {
  const whole = written.replace(/[.,;:]+$/, '').replace(/^(?:[@~]\/|\.{1,2}\/)+/, '');
  const forms = [
    whole,
    whole.replace(/^[([{]+(?=[^)\]}]*$)/, '').replace(/(?<=^[^([{]*)[)\]}]+$/, ''),
    whole.replace(/\([^()]*$/, ''),
    whole.replace(/^[([{]+|[)\]}.,]+$/g, ''),
    whole.replace(/^[_@]+|_+$/g, ''),
    whole.replace(/^[$~@#][\w-]*\//, ''),
  ];
  return [...new Set(forms)].filter((form) => form !== '');
}

function stemOf(base: string): string {
  return base.replace(EXTENSION, '');
}

function endsIn(path: string, word: string): boolean {
  return path === word || path.endsWith(`/${word}`);
}
