import { posix } from 'node:path';
import { isTestFile } from '../../code/tests/test-files';
import type { Counts, Tally } from './counts';
import { stemsOf } from './words';

export interface HistoryRequest {
  /** A request, or titles of failing tests. */
  readonly text: string;
  /** Files that the task is about already: those named, and those of failing tests. */
  readonly files: readonly string[];
}

export interface RankedFile {
  readonly path: string;
  /** Between 0 and 1. */
  readonly score: number;
}

/** A commit that is left out of the counts, to see whether the others predict it. */
export interface LeftOut {
  readonly stems: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
}

/** Usual commits that are added to a share, so that one commit alone doesn't say "always". */
export const CAUTION = 2;
/** A word or a file that more than this share of all commits has says nothing. */
export const EVERYWHERE = 0.25;
/** How much a file counts that changed together with one of the task, beside one word. */
export const TOGETHER = 1.5;
/** How much the files of a new test's folder count together, which say less than its own past would. */
const NEIGHBOURS = 0.75;
const MAX_NEIGHBOURS = 30;
const MAX_FILES = 30;
/** Evidence of this strength gives a score of one half. */
const HALF = 2;

/**
 * Ranks files by how much more often they changed in commits with the request's words, and together with the task's
 * files, than they change anyway: a changelog is in many commits, and no evidence for any.
 */
export function rankFiles(
  counts: Counts,
  { text, files }: HistoryRequest,
  isWanted: (path: string) => boolean,
  leftOut?: LeftOut,
): RankedFile[] {
  const scores = new Map<string, number>();
  const all = counts.commits - (leftOut ? 1 : 0);
  const add = (tally: Tally | undefined, weight: number, less: number): void => {
    const commits = (tally?.commits ?? 0) - less;
    if (!tally || commits <= 0 || commits > all * EVERYWHERE + 1) return;
    const rarity = Math.log(1 + all / (commits + 1));
    for (const [path, times] of tally.files) {
      const without = leftOut?.files.has(path) ? 1 : 0;
      const usual = ((counts.paths.get(path)?.commits ?? 0) - without) / Math.max(1, all);
      const share = (times - Math.min(less, without) + CAUTION * usual) / (commits + CAUTION);
      if (share > usual) scores.set(path, (scores.get(path) ?? 0) + weight * rarity * (share - usual));
    }
  };
  for (const word of stemsOf(text)) add(counts.words.get(word), 1, leftOut?.stems.has(word) ? 1 : 0);
  for (const file of new Set(files)) {
    const less = leftOut?.files.has(file) ? 1 : 0;
    const tally = counts.paths.get(file);
    if ((tally?.commits ?? 0) > less) add(tally, TOGETHER, less);
    else if (isTestFile(file)) {
      const near = neighboursOf(file, counts, leftOut);
      for (const other of near) add(other, (TOGETHER * NEIGHBOURS) / near.length, 0);
    }
  }
  return [...scores]
    .filter(([path]) => isWanted(path))
    .map(([path, score]) => ({ path, score: score / (score + HALF) }))
    .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1))
    .slice(0, MAX_FILES);
}

/** What is known of the other files in the folder of a test that has no past, which may be a fixture. */
function neighboursOf(file: string, { paths }: Counts, leftOut: LeftOut | undefined): Tally[] {
  const folder = posix.dirname(file);
  const near: Tally[] = [];
  for (const [path, tally] of paths) {
    if (path !== file && posix.dirname(path) === folder && leftOut?.files.has(path) !== true) near.push(tally);
    if (near.length >= MAX_NEIGHBOURS) break;
  }
  return near;
}
