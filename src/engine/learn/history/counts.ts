import type { PastChange } from './read-log';
import { stemsOf } from './words';

/** Of the commits that have a word, or that touch a file: how many there are, and how many touch which file. */
export interface Tally {
  readonly commits: number;
  readonly files: ReadonlyMap<string, number>;
}
export type Tallies = ReadonlyMap<string, Tally>;

/** What is known of a history: numbers of commits by stemmed word and by path, and no text. */
export interface Counts {
  readonly commits: number;
  readonly words: Tallies;
  readonly paths: Tallies;
}

/** A commit that was counted, to see whether the others predict it. */
export interface Sample {
  readonly message: string;
  /** Under the names of today. */
  readonly files: readonly string[];
}

type Growing = Map<string, { commits: number; readonly files: Map<string, number> }>;

/** A commit with more files moves or formats them, which says little about what belongs together. */
const MAX_FILES = 20;
/** Words and paths, and pairs of one with a path: less than 1 MB of JSON. */
export const MAX_ENTRIES = 120_000;
/** The newest commits that are handed out. */
const MAX_SAMPLES = 120;
/** Of one reading, so that it leaves room for later ones. */
const MAX_READ = 90_000;

export const NO_COUNTS: Counts = { commits: 0, words: new Map(), paths: new Map() };

/** Counts commits, the newest first, under the names that their files have today. */
export function createCounter() {
  const words: Growing = new Map();
  const paths: Growing = new Map();
  const renamed = new Map<string, string>();
  const samples: Sample[] = [];
  let commits = 0;
  let entries = 0;
  return {
    add({ message, files, renames, isFirst }: PastChange): void {
      const names = [...new Set(files.map((path) => renamed.get(path) ?? path))];
      for (const [path, old] of renames) if (!renamed.has(old)) renamed.set(old, renamed.get(path) ?? path);
      if (isFirst || names.length === 0 || names.length > MAX_FILES || entries >= MAX_READ) return;
      commits += 1;
      if (samples.length < MAX_SAMPLES) samples.push({ message, files: names });
      for (const word of stemsOf(message)) entries += count(words, word, 1, names);
      for (const name of names) entries += count(paths, name, 1, without(names, name));
    },
    counts: (): Counts => ({ commits, words, paths }),
    /** The newest commits. */
    samples: samples as readonly Sample[],
    /** Today's names by older ones. */
    renamed: renamed as ReadonlyMap<string, string>,
  };
}

/** Both together, the older under the new names; too many are made fewer by forgetting what is rare. */
export function joinCounts(older: Counts, newer: Counts, renamed: ReadonlyMap<string, string>): Counts {
  if (older.commits === 0 && entriesIn(newer) <= MAX_ENTRIES) return newer;
  const nameOf = (path: string): string => renamed.get(path) ?? path;
  const join = (kind: 'words' | 'paths'): Growing => {
    const all: Growing = new Map();
    for (const [key, { commits, files }] of newer[kind]) {
      count(all, key, commits, []);
      for (const [file, times] of files) count(all, key, 0, [file], times);
    }
    for (const [key, { commits, files }] of older[kind]) {
      const name = kind === 'paths' ? nameOf(key) : key;
      count(all, name, commits, []);
      for (const [file, times] of files) {
        if (kind === 'words' || nameOf(file) !== name) count(all, name, 0, [nameOf(file)], times);
      }
    }
    return all;
  };
  let joined: Counts = { commits: older.commits + newer.commits, words: join('words'), paths: join('paths') };
  while (entriesIn(joined) > MAX_ENTRIES) joined = halved(joined);
  return joined;
}

/** Words and paths, and their pairs with paths. */
export function entriesIn({ words, paths }: Counts): number {
  let sum = words.size + paths.size;
  for (const { files } of [...words.values(), ...paths.values()]) sum += files.size;
  return sum;
}

/** Adds to a tally, and says how many entries it has more. */
function count(tallies: Growing, key: string, commits: number, files: readonly string[], times = 1): number {
  const known = tallies.get(key);
  const tally = known ?? { commits: 0, files: new Map<string, number>() };
  if (!known) tallies.set(key, tally);
  tally.commits += commits;
  const before = tally.files.size;
  for (const file of files) tally.files.set(file, (tally.files.get(file) ?? 0) + times);
  return tally.files.size - before + (known ? 0 : 1);
}

/** Half of all numbers, rounded down: what was counted once is forgotten, what is recent soon weighs more. */
function halved({ commits, words, paths }: Counts): Counts {
  const half = (tallies: Tallies): Tallies =>
    new Map(
      [...tallies]
        .map(([key, tally]): [string, Tally] => {
          const files = [...tally.files].map(([file, times]): [string, number] => [file, Math.floor(times / 2)]);
          return [key, { commits: Math.floor(tally.commits / 2), files: new Map(files.filter(([, n]) => n > 0)) }];
        })
        .filter(([, tally]) => tally.commits > 0),
    );
  return { commits: Math.floor(commits / 2), words: half(words), paths: half(paths) };
}

function without(names: readonly string[], name: string): string[] {
  return names.filter((other) => other !== name);
}
