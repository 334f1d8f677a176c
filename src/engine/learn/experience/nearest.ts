import { createInvertedIndex } from '../../code/reach/outline/inverted-index';
import { stemsOf } from '../history/words';
import type { Situation } from './situation';

/** Recalled for one prompt: more would take the room of the code. */
export const MAX_RECALLED = 3;
/** Found lexically and then compared. */
const MAX_COMPARED = 30;
/** Share of what a situation says that the other must say as well. */
const NEAR = 0.5;
/** How much a name counts when situations are looked for, beside a word of a phrase. */
const NAMES = 4;
/** What a situation of another class loses: the same words about another kind of failure. */
const OTHER_KIND = 0.6;
/**
 * How much a word of a tool's own phrases counts ("is not assignable to parameter of type"): it says no more than the
 * class does. Names, in quotes, in a test's title and in a path, count fully.
 */
const PHRASE = 0.15;
/** Situations that are assumed besides the known ones, so that a word is not taken for common because few are known. */
const ASSUMED = 20;

interface Words extends Pick<Situation, 'kind'> {
  readonly names: ReadonlySet<string>;
  readonly phrase: ReadonlySet<string>;
}

/** The situations nearest to those asked about, the nearest first; none where none is near. */
export function nearest<T extends Situation>(asked: readonly Situation[], known: readonly T[]): T[] {
  if (asked.length === 0 || known.length === 0) return [];
  const words = known.map(wordsOf);
  const index = createInvertedIndex([NAMES, 1]);
  index.set(
    '',
    words.map(({ names, phrase }) => [[...names], [...phrase]]),
  );
  const weight = rarity(words);
  const nearness = new Map<number, number>();
  for (const situation of asked) {
    const query = wordsOf(situation);
    const hits = index.search([...query.names, ...query.phrase].map((term) => ({ term, weight: 1 })));
    for (const { at } of hits.slice(0, MAX_COMPARED)) {
      const share = sharedShare(query, words[at], weight);
      nearness.set(at, Math.max(nearness.get(at) ?? 0, share));
    }
  }
  return [...nearness]
    .filter(([, share]) => share >= NEAR)
    .sort(([a, x], [b, y]) => y - x || b - a)
    .slice(0, MAX_RECALLED)
    .flatMap(([id]) => known[id] ?? []);
}

/** The inverse document frequency of a word among what is known. */
function rarity(all: readonly Words[]): (word: string) => number {
  const counts = new Map<string, number>();
  for (const { names, phrase } of all)
    for (const word of new Set([...names, ...phrase])) counts.set(word, (counts.get(word) ?? 0) + 1);
  return (word) => Math.log(1 + (all.length + ASSUMED) / ((counts.get(word) ?? 0) + 1));
}

function sharedShare(asked: Words, known: Words | undefined, weight: (word: string) => number): number {
  if (!known) return 0;
  let [shared, all] = [0, 0];
  for (const [words, factor] of [
    [asked.names, 1],
    [asked.phrase, PHRASE],
  ] as const) {
    for (const word of words) {
      all += factor * weight(word);
      if (known.names.has(word) || known.phrase.has(word)) shared += factor * weight(word);
    }
  }
  return all === 0 ? 0 : (shared / all) * (asked.kind === known.kind ? 1 : OTHER_KIND);
}

const QUOTED = /(["'`])((?:(?!\1)[^\n])+)\1/g;

function wordsOf({ kind, title = '', looked, path = '' }: Situation): Words {
  const quoted = [...looked.matchAll(QUOTED)].map(([, , inner]) => inner).join(' ');
  const names = new Set(stemsOf(`${title} ${quoted} ${path.replace(/\.\w+$/, '')}`));
  const phrase = new Set(stemsOf(looked.replace(QUOTED, ' ')).filter((word) => !names.has(word)));
  return { kind, names, phrase };
}
