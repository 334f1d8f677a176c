import type { OutlineEntry, ReachedDeclaration } from '../../../contract/code-reach';
import { stem, wordsAndParts } from '../../../platform/text/words';
import { isTestFile } from '../../tests/test-files';
import { COMMON_WORDS } from './common-words';
import { createInvertedIndex, type QueryTerm } from './inverted-index';

/** Ranks the declarations of a workspace by how well they match the words of a request. */
export interface CodeIndex {
  /** Replaces what is known about a file. */
  set(path: string, entries: readonly OutlineEntry[], text: string): void;
  remove(path: string): void;
  /** What has one of these names (`total`, `Cart.total`), in their order, where only a few have it. */
  named(symbols: readonly string[]): ReachedDeclaration[];
  /** The best first; `lesser` words count less, and `least` words still less. */
  search(words: string, lesser: string, least?: string): ReachedDeclaration[];
}

/** How much a word counts in a declaration's name, its path and its text. */
const NAME = 4;
const PATH = 3;
const TEXT = 1;
/** Characters of one declaration that are read. */
const MAX_TEXT = 4000;
/** Declarations of one file that are ranked; more of them are generated or data. */
const MAX_ENTRIES = 3000;
const MAX_HITS = 200;
/** A name that more declarations have says too little. */
const MAX_NAMED = 6;
/** How much a word counts that says what to do, not where. */
const COMMON = 0.2;
const COMMON_STEMS = new Set(termsOf([...COMMON_WORDS].join(' ')));
/** How much a word of a failing test's body counts beside one of its title. */
const LESSER = 0.5;
/** The same for the suites around it and the name of its file. */
const LEAST = 0.25;

export function createCodeIndex(): CodeIndex {
  const index = createInvertedIndex([NAME, PATH, TEXT]);
  const known = new Map<string, readonly OutlineEntry[]>();
  return {
    remove(path) {
      index.remove(path);
      known.delete(path);
    },
    set(path, entries, text) {
      const lines = text.split('\n');
      const ofPath = termsOf(path);
      const documents: (readonly string[])[][] = [];
      let last = 0;
      for (const { name, startLine, endLine, depth } of entries.slice(0, MAX_ENTRIES)) {
        // Of code that stands on one line, the text is read once.
        const isRead = depth === 0 && startLine <= last;
        documents.push([termsOf(name), ofPath, isRead ? [] : termsOf(textOf(lines, startLine, endLine))]);
        last = Math.max(last, endLine);
      }
      index.set(path, documents);
      known.set(path, entries);
    },
    named(symbols) {
      const all = symbols.length === 0 ? [] : [...known].filter(([path]) => !isTestFile(path));
      const inAll = (isNamed: (name: string) => boolean) =>
        all.flatMap(([path, entries]) =>
          entries.filter(({ name }) => isNamed(name)).map((entry) => ({ ...entry, path })),
        );
      return symbols.flatMap((symbol) => {
        const last = symbol.split('.').at(-1);
        const exact = inAll((name) => name === symbol || name.endsWith(`.${symbol}`));
        const hits = exact.length > 0 ? exact : inAll((name) => name.split('.').at(-1) === last);
        const names = new Set(hits.map(({ path, name }) => `${path}\u0000${name}`));
        return names.size > MAX_NAMED ? [] : hits.map((entry) => ({ ...entry, steps: 0, tests: 0 }));
      });
    },
    search(words, lesser, least = '') {
      return index
        .search([...weighted(words, 1), ...weighted(lesser, LESSER), ...weighted(least, LEAST)])
        .slice(0, MAX_HITS)
        .flatMap(({ group: path, at }) => {
          const entry = known.get(path)?.[at];
          return entry ? [{ ...entry, path, steps: 0, tests: 0 }] : [];
        });
    },
  };
}

function weighted(words: string, weight: number): QueryTerm[] {
  return termsOf(words).map((term) => ({ term, weight: weight * (COMMON_STEMS.has(term) ? COMMON : 1) }));
}

/** The stems of the words and of their parts, without single letters, which say nothing. */
function termsOf(text: string): string[] {
  return wordsAndParts(text).flatMap((word) => (word.length < 2 ? [] : stem(word.toLowerCase())));
}

function textOf(lines: readonly string[], startLine: number, endLine: number): string {
  let text = '';
  for (let line = startLine; line <= endLine && text.length < MAX_TEXT; line++) text += `${lines[line - 1] ?? ''}\n`;
  return text.slice(0, MAX_TEXT);
}
