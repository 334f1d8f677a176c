import { createHash } from 'node:crypto';
import type { Change } from '../contract/events';
import type { Snapshot } from './snapshot';

/** Whole-file results over a snapshot; null deletes the file. It never holds half an edit. */
export interface Candidate {
  /** By workspace-relative path; only files that differ from the snapshot. */
  readonly files: ReadonlyMap<string, string | null>;
  /** SHA-256 over paths and texts: equal hash, equal candidate. */
  readonly hash: string;
}

export function createCandidate(files: ReadonlyMap<string, string | null>): Candidate {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return { files: new Map(sorted), hash: createHash('sha256').update(JSON.stringify(sorted)).digest('hex') };
}

/** Pairs each file of the candidate with its text in the snapshot. */
export async function changesOf(candidate: Candidate, snapshot: Snapshot): Promise<Change[]> {
  return Promise.all(
    [...candidate.files].map(async ([path, after]) => {
      const before = await snapshot.read(path);
      return { path, before: before?.kind === 'text' ? before.text : null, after };
    }),
  );
}

/** Lines that were added or removed, so that a changed line counts twice; the order of lines does not matter. */
export function countChangedLines(changes: readonly Change[]): number {
  return changes.reduce((sum, { before, after }) => sum + countDifferences(linesOf(before), linesOf(after)), 0);
}

const linesOf = (text: string | null): string[] => (text === null || text === '' ? [] : text.split('\n'));

function countDifferences(before: readonly string[], after: readonly string[]): number {
  const left = new Map<string, number>();
  for (const line of before) left.set(line, (left.get(line) ?? 0) + 1);
  for (const line of after) left.set(line, (left.get(line) ?? 0) - 1);
  return [...left.values()].reduce((sum, count) => sum + Math.abs(count), 0);
}
