import MiniSearch, { type QueryCombination } from 'minisearch';
import type { OutlineEntry, ReachedDeclaration } from '../../../contract/code-reach';
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
/** How much a word counts that says what to do, not where. */
const COMMON = 0.2;
const COMMON_STEMS = new Set([...COMMON_WORDS].map(stem));
/** How much a word of a failing test's body counts beside one of its title. */
const LESSER = 0.5;

export function createCodeIndex(): CodeIndex {
  const index = new MiniSearch<Document>({ fields: ['name', 'path', 'text'], tokenize, processTerm: stem });
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
    search: (words, lesser) =>
      index
        .search({
          combineWith: 'OR',
          queries: [weighted(words, 1), ...(lesser === '' ? [] : [weighted(lesser, LESSER)])],
        })
        .slice(0, MAX_HITS)
        .flatMap(({ id }) => {
          const [at = '', ...path] = String(id).split(':');
          const entry = known.get(path.join(':'))?.entries[Number(at)];
          return entry ? [{ ...entry, path: path.join(':'), steps: 0, tests: 0 }] : [];
        }),
  };
}

function weighted(words: string, weight: number): QueryCombination {
  const boostTerm = (term: string): number => weight * (COMMON_STEMS.has(term) ? COMMON : 1);
  return { combineWith: 'OR', queries: [words], boost: { name: 4, path: 3 }, boostTerm };
}

/** Identifiers are split into words as well, so that "invoice" finds "parseInvoice". */
function tokenize(text: string): string[] {
  return text.split(/[^\p{L}\p{N}$]+/u).flatMap((word) => {
    const parts = word.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(' ');
    return parts.length > 1 ? [word, ...parts] : parts;
  });
}

/** The plainest endings of English are left out, so that "rounds" finds "round" and "sorting" finds "sort". */
function stem(word: string): string | null {
  const term = word.toLowerCase();
  if (term.length < 2) return null;
  return term.length > 4 ? term.replace(/(?:ies|es|s|ed|ing)$/, '') : term;
}

function textOf(lines: readonly string[], startLine: number, endLine: number): string {
  let text = '';
  for (let line = startLine; line <= endLine && text.length < MAX_TEXT; line++) text += `${lines[line - 1] ?? ''}\n`;
  return text.slice(0, MAX_TEXT);
}
