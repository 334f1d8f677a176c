import { memo } from '../../../platform/memo';

/** How BM25+ (Lv and Zhai, 2011) weighs how often a term occurs, how long the field is, and that the term is there. */
const BM25 = { k: 1.2, b: 0.7, d: 0.5 };

/** A field's terms, each as often as it occurs. */
type Field = readonly string[];

/** A term that is looked for, and how much it counts. */
export interface QueryTerm {
  readonly term: string;
  readonly weight: number;
}

export interface Hit {
  readonly group: string;
  /** Place of the document in its group. */
  readonly at: number;
  readonly score: number;
}

/**
 * Which documents hold which terms. What it answers depends on the documents alone, not on what it held before nor on
 * the order in which they came: a run whose workspace is the same shows the same.
 */
export interface InvertedIndex {
  /** Replaces the documents of a group, each with its fields in the order of their weights. */
  set(group: string, documents: readonly (readonly Field[])[]): void;
  remove(group: string): void;
  /** The best first; of several as good by their groups, then by their places. */
  search(query: readonly QueryTerm[]): Hit[];
}

/** How often a term occurs: the document's place, the field and the number of times, one after the other. */
type Occurrences = readonly number[];

interface Group {
  readonly terms: readonly string[];
  readonly count: number;
  /** By document and field. */
  readonly lengths: readonly number[];
}

export function createInvertedIndex(weights: readonly number[]): InvertedIndex {
  const fields = weights.length;
  const groups = new Map<string, Group>();
  const terms = new Map<string, Map<string, Occurrences>>();
  const totals = weights.map(() => 0);
  let documents = 0;

  const count = ({ count, lengths }: Group, sign: 1 | -1): void => {
    documents += sign * count;
    for (const [at, length] of lengths.entries()) totals[at % fields] = (totals[at % fields] ?? 0) + sign * length;
  };
  const remove = (key: string): void => {
    const group = groups.get(key);
    if (!group) return;
    for (const term of group.terms) {
      const holders = terms.get(term);
      holders?.delete(key);
      if (holders?.size === 0) terms.delete(term);
    }
    count(group, -1);
    groups.delete(key);
  };
  return {
    remove,
    set(key, added) {
      remove(key);
      const found = occurrencesIn(added);
      for (const [term, occurrences] of found) memo(terms, term, () => new Map()).set(key, occurrences);
      const lengths = added.flatMap((document) => document.map((field) => new Set(field).size));
      const group = { terms: [...found.keys()], count: added.length, lengths };
      groups.set(key, group);
      count(group, 1);
    },
    search(query) {
      const averages = totals.map((total) => total / Math.max(1, documents));
      const scores: Scores = new Map();
      for (const [term, weight] of summed(query)) {
        const holders = terms.get(term);
        if (!holders) continue;
        const worth = raritiesOf(holders, weights, documents).map(
          (rarity, field) => weight * rarity * (weights[field] ?? 0),
        );
        for (const [key, occurrences] of holders) {
          const lengths = groups.get(key)?.lengths ?? [];
          const relative = (at: number, field: number): number =>
            (lengths[at * fields + field] ?? 0) / (averages[field] || 1);
          addScores(
            memo(scores, key, () => new Map()),
            { occurrences, worth, weight },
            relative,
          );
        }
      }
      return inOrder(scores);
    },
  };
}

/** A term that is there twice counts twice, but is one term. */
function summed(query: readonly QueryTerm[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const { term, weight } of query) weights.set(term, (weights.get(term) ?? 0) + weight);
  return weights;
}

type Scores = Map<string, Map<number, { score: number; terms: number }>>;

interface WeighedTerm {
  readonly occurrences: Occurrences;
  /** By field. */
  readonly worth: readonly number[];
  readonly weight: number;
}

/** Adds what one term is worth in each field of a group's documents, given how long a field is beside others. */
function addScores(
  found: Map<number, { score: number; terms: number }>,
  { occurrences, worth, weight }: WeighedTerm,
  relativeLength: (at: number, field: number) => number,
): void {
  const { k, b, d } = BM25;
  let last = -1;
  for (const [at, field, times] of triples(occurrences)) {
    const entry = memo(found, at, () => ({ score: 0, terms: 0 }));
    const gain = d + (times * (k + 1)) / (times + k * (1 - b + b * relativeLength(at, field)));
    entry.score += (worth[field] ?? 0) * gain;
    // A term that is in several fields of a document is one term, and one that hardly counts is no whole one.
    if (at !== last) entry.terms += Math.min(1, weight);
    last = at;
  }
}

/** What matches several of the terms comes before what has one of them often. */
function inOrder(scores: Scores): Hit[] {
  return [...scores]
    .flatMap(([group, found]) => [...found].map(([at, { score, terms }]) => ({ group, at, score: score * terms })))
    .sort((a, b) => b.score - a.score || (a.group < b.group ? -1 : a.group > b.group ? 1 : a.at - b.at));
}

/** By field, how much it says that a document has the term there: less the more of them have it. */
function raritiesOf(
  holders: ReadonlyMap<string, Occurrences>,
  weights: readonly number[],
  documents: number,
): number[] {
  const counts = weights.map(() => 0);
  for (const occurrences of holders.values())
    for (const [, field] of triples(occurrences)) counts[field] = (counts[field] ?? 0) + 1;
  return counts.map((count) => Math.log(1 + (documents - count + 0.5) / (count + 0.5)));
}

function* triples(occurrences: Occurrences): Generator<readonly [at: number, field: number, times: number]> {
  for (let index = 0; index < occurrences.length; index += 3)
    yield [occurrences[index] ?? 0, occurrences[index + 1] ?? 0, occurrences[index + 2] ?? 0];
}

function occurrencesIn(documents: readonly (readonly Field[])[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [at, document] of documents.entries())
    for (const [field, terms] of document.entries()) {
      const times = new Map<string, number>();
      for (const term of terms) times.set(term, (times.get(term) ?? 0) + 1);
      for (const [term, number] of times) {
        const known = found.get(term);
        if (known) known.push(at, field, number);
        else found.set(term, [at, field, number]);
      }
    }
  return found;
}
