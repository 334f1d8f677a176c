// Finds solved situations that mean the same in other words, by vectors of a model that the person named. They are kept
// beside the experiences, and asked for again where they are lost: at most one request for each search.
import { createHash } from 'node:crypto';
import type { PatternStore } from '../../store/ports';
import type { Experience } from '../experience';
import type { Situation } from '../situation';
import type { Embedder } from './embedder';
import { loadVectors, saveVectors } from './stored-vectors';
import { searchVectors, type Vectors } from './vector-search';

/** Texts of one request: what a model on this machine reads within seconds. The others follow with the next search. */
const MAX_TEXTS = 64;
/**
 * How near a situation must be, from 0, as near as those of `UNRELATED` are to each other, to 1, the same. Models
 * differ in how near they put what has nothing to do with each other, so that no similarity is near for all of them.
 */
const NEAR = 0.5;
/** Findings that have nothing to do with each other, except that they are findings. */
const UNRELATED: readonly Situation[] = [
  {
    kind: 'TS2345',
    looked: "Argument of type 'number' is not assignable to parameter of type 'Money'.",
    path: 'src/cart.ts',
  },
  { kind: 'TS2304', looked: "Cannot find name 'describe'.", path: 'test/setup.ts' },
  { kind: 'TS2741', looked: "Property 'locale' is missing in type '{}'.", path: 'src/format/options.ts' },
  { kind: 'assertion', title: 'slugs > keep digits', looked: "Expected 'a1' to be 'a-1'", path: 'test/slug.test.ts' },
  { kind: 'timeout', title: 'queue > drains', looked: 'Test timed out in 5000ms.', path: 'test/queue.test.ts' },
  {
    kind: 'TypeError',
    title: 'parser > reads an empty file',
    looked: "Cannot read properties of undefined (reading 'length')",
    path: 'test/parser.test.ts',
  },
];

export interface VectorStore {
  readonly store: PatternStore;
  readonly key: string;
  readonly now: () => number;
}

/** The situations nearest in meaning, the nearest first, or why they can't be compared. Rejects only when aborted. */
export async function recallByMeaning(
  { asked, known }: { readonly asked: readonly Situation[]; readonly known: readonly Experience[] },
  { embedder, ...stored }: VectorStore & { readonly embedder: Embedder },
  signal: AbortSignal,
): Promise<{ readonly near: readonly Experience[] } | { readonly problem: string }> {
  if (asked.length === 0 || known.length === 0) return { near: [] };
  const queries = asked.map(textOf);
  const lasting = [...UNRELATED.map(textOf), ...known.map(textOf).reverse()];
  const before = await loadVectors(stored.store, stored.key, embedder.name);
  const wanted = [...new Set([...queries, ...lasting])].filter((text) => !before.has(idOf(text))).slice(0, MAX_TEXTS);
  const added = await vectorsOf(wanted, before, embedder, signal);
  if ('problem' in added) {
    if (added.isOutdated) await change(stored, embedder.name, new Map());
    return { problem: added.problem };
  }
  const all = new Map([...before, ...added.vectors]);
  const kept = new Map(lasting.flatMap((text) => entryOf(text, all)));
  if (kept.size !== before.size || [...kept.keys()].some((id) => !before.has(id)))
    await change(stored, embedder.name, kept);
  const minSimilarity = await nearSimilarity(all);
  const byId = new Map(known.map((experience) => [idOf(textOf(experience)), experience]));
  const candidates = new Map([...byId.keys()].flatMap((id) => entryOfId(id, all)));
  const found = await searchVectors(
    candidates,
    queries.flatMap((text) => all.get(idOf(text)) ?? []),
    minSimilarity,
  );
  return { near: found.flatMap(({ id }) => byId.get(id) ?? []) };
}

type Added = { readonly vectors: Vectors } | { readonly problem: string; readonly isOutdated?: boolean };

async function vectorsOf(
  texts: readonly string[],
  before: Vectors,
  embedder: Embedder,
  signal: AbortSignal,
): Promise<Added> {
  if (texts.length === 0) return { vectors: new Map() };
  const answer = await embedder.embed(texts, signal);
  if ('problem' in answer) return answer;
  const [length] = [...before.values()].map((vector) => vector.length);
  const now = answer.vectors[0]?.length ?? 0;
  if (length !== undefined && now !== length)
    return {
      problem:
        `${embedder.name} gives vectors of ${now} numbers now, and gave ${length} before. ` +
        'The next search builds its index again.',
      isOutdated: true,
    };
  return { vectors: new Map(texts.map((text, at) => [idOf(text), Float32Array.from(answer.vectors[at] ?? [])])) };
}

/** How similar a situation must be with this model. */
async function nearSimilarity(all: Vectors): Promise<number> {
  const gauges = new Map(UNRELATED.flatMap((situation) => entryOf(textOf(situation), all)));
  const found = await Promise.all(
    [...gauges].map(([id, vector]) => {
      const others = new Map([...gauges].filter(([other]) => other !== id));
      return searchVectors(others, [vector], -1);
    }),
  );
  const similarities = found.flat().map(({ similarity }) => similarity);
  const usual = similarities.reduce((sum, each) => sum + each, 0) / Math.max(1, similarities.length);
  return usual + NEAR * (1 - usual);
}

/** Replaces what is stored. */
function change({ store, key, now }: VectorStore, model: string, vectors: Vectors): Promise<void> {
  return store.exclusively(() => saveVectors(store, key, { model, vectors, now: now() }));
}

const entryOf = (text: string, vectors: Vectors): [string, Float32Array][] => entryOfId(idOf(text), vectors);

function entryOfId(id: string, vectors: Vectors): [string, Float32Array][] {
  const vector = vectors.get(id);
  return vector ? [[id, vector]] : [];
}

/** What is sent: the class and the words of the finding, the test's name and the path. */
function textOf({ kind, title, looked, path }: Situation): string {
  const test = title === undefined ? '' : `test “${title}”: `;
  return `${kind}: ${test}${looked}${path === undefined ? '' : ` (${path})`}`;
}

const idOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);
