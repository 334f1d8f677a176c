import { isTestFile } from '../../code/tests/test-files';
import type { Counts, Sample } from './counts';
import { rankFiles } from './rank-files';
import { stemsOf } from './words';

/** Recent commits that are predicted; each takes less than a millisecond. */
const MAX_SAMPLES = 60;
/** Sources among which those of the commit must be. */
const AMONG = 5;
/** What is assumed of a history before it was tried, as so many commits. */
const BEFORE = { share: 0.3, samples: 10 };

/**
 * How well the history predicts itself: the share of the sources of recent commits that are among the first ones for
 * the commit's message and tests, each commit left out of the counts. `older`: what was known before these commits.
 */
export function trustOf(
  counts: Counts,
  samples: readonly Sample[],
  older: { readonly share: number; readonly samples: number } = BEFORE,
): { readonly share: number; readonly samples: number } {
  let tried = 0;
  let found = 0;
  for (const { message, files } of samples.slice(0, MAX_SAMPLES)) {
    const tests = files.filter(isTestFile);
    const sources = files.filter((path) => !isTestFile(path) && (counts.paths.get(path)?.commits ?? 0) > 1);
    if (sources.length === 0) continue;
    const leftOut = { stems: new Set(stemsOf(message)), files: new Set(files) };
    const ranked = rankFiles(counts, { text: message, files: tests }, (path) => !isTestFile(path), leftOut);
    const first = new Set(ranked.slice(0, AMONG).map(({ path }) => path));
    tried += 1;
    found += sources.filter((path) => first.has(path)).length / sources.length;
  }
  const kept = Math.min(older.samples, MAX_SAMPLES - tried);
  return { share: (found + kept * older.share) / Math.max(1, tried + kept), samples: tried + kept };
}
