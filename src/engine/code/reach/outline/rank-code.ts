import MiniSearch, { type QueryCombination } from 'minisearch';
import type { OutlineEntry, ReachedDeclaration } from '../../../contract/code-reach';
import { stem, wordsAndParts } from '../../../platform/text/words';
import { COMMON_WORDS } from './common-words';

interface Document {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

/** Ranks the declarations of a workspace by how well they match the words of a request. */
export interface CodeIndex {
  /** Replaces what is known about a file. */
  set(path: string, entries: readonly OutlineEntry[], text: string): void;
  remove(path: string): void;
  /** The best first; `lesser` words count less. */
  search(words: string, lesser: string): ReachedDeclaration[];
}

/** Characters of one declaration that are read. */
const MAX_TEXT = 4000;
/** Declarations of one file that are ranked; more of them are generated or data. */
const MAX_ENTRIES = 3000;
const MAX_HITS = 200;
/** Share of the index up to which what files held before is left in it. */
const MAX_DIRT = 0.3;
/** How much a word counts that says what to do, not where. */
const COMMON = 0.2;
const COMMON_STEMS = new Set([...COMMON_WORDS].map(term));
/** How much a word of a failing test's body counts beside one of its title. */
const LESSER = 0.5;

export function createCodeIndex(): CodeIndex {
  const index = new MiniSearch<Document>({
    fields: ['name', 'path', 'text'],
    tokenize: wordsAndParts,
    processTerm: term,
    // It would go on while files are added, and then ends the process: lucaong/minisearch#306.
    autoVacuum: false,
  });
  const known = new Map<string, { readonly ids: readonly string[]; readonly entries: readonly OutlineEntry[] }>();
  const remove = (path: string): void => {
    for (const id of known.get(path)?.ids ?? []) index.discard(id);
    known.delete(path);
  };
  return {
    remove,
    set(path, entries, text) {
      remove(path);
      const lines = text.split('\n');
      const documents: Document[] = [];
      let last = 0;
      for (const [at, { name, startLine, endLine, depth }] of entries.slice(0, MAX_ENTRIES).entries()) {
        // Of code that stands on one line, the text is read once.
        const isRead = depth === 0 && startLine <= last;
        const own = isRead ? '' : textOf(lines, startLine, endLine);
        documents.push({ id: `${at}:${path}`, name, path, text: own });
        last = Math.max(last, endLine);
      }
      index.addAll(documents);
      known.set(path, { ids: documents.map(({ id }) => id), entries });
    },
    search(words, lesser) {
      // In one batch it is done before anything else happens.
      if (index.dirtFactor > MAX_DIRT) void index.vacuum({ batchSize: Number.MAX_SAFE_INTEGER });
      return index
        .search({
          combineWith: 'OR',
          queries: [weighted(words, 1), ...(lesser === '' ? [] : [weighted(lesser, LESSER)])],
        })
        .slice(0, MAX_HITS)
        .flatMap(({ id }) => {
          const [at = '', ...path] = String(id).split(':');
          const entry = known.get(path.join(':'))?.entries[Number(at)];
          return entry ? [{ ...entry, path: path.join(':'), steps: 0, tests: 0 }] : [];
        });
    },
  };
}

function weighted(words: string, weight: number): QueryCombination {
  const boostTerm = (term: string): number => weight * (COMMON_STEMS.has(term) ? COMMON : 1);
  return { combineWith: 'OR', queries: [words], boost: { name: 4, path: 3 }, boostTerm };
}

/** Null for a single letter, which says nothing. */
function term(word: string): string | null {
  const lower = word.toLowerCase();
  return lower.length < 2 ? null : stem(lower);
}

function textOf(lines: readonly string[], startLine: number, endLine: number): string {
  let text = '';
  for (let line = startLine; line <= endLine && text.length < MAX_TEXT; line++) text += `${lines[line - 1] ?? ''}\n`;
  return text.slice(0, MAX_TEXT);
}
