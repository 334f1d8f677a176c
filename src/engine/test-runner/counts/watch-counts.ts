import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestCounts } from '../../contract/test-run';
import { lastCount } from './last-count';

/** What the names of the files end with in which our reporters count. */
export const COUNTS_ENDING = '.counts';
/** Milliseconds between two looks: no more than four counts a second are told. */
const INTERVAL_MS = 250;

/**
 * Tells how many tests have ended so far while a command runs: the sum over the runners that count in `dir`, those
 * that start later included. Nothing is told while nothing changes. Polls, because a look costs less than a
 * millisecond, and the events of a file system differ between systems.
 */
export function watchCounts(
  dir: string,
  tell: (counts: TestCounts) => void,
  intervalMs: number = INTERVAL_MS,
): { stop(): void } {
  let told: TestCounts | undefined;
  let isStopped = false;
  const look = async (): Promise<void> => {
    const counts = await countsIn(dir);
    if (isStopped || !counts || isSame(counts, told)) return;
    told = counts;
    tell(counts);
  };
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void look().finally(() => {
      isLooking = false;
    });
  }, intervalMs);
  return {
    stop() {
      isStopped = true;
      clearInterval(timer);
    },
  };
}

/** The sum of the counts in the folder; undefined while no runner counts there. */
export async function countsIn(dir: string): Promise<TestCounts | undefined> {
  const names = await readdir(dir).catch(() => []);
  const files = names.filter((name) => name.endsWith(COUNTS_ENDING));
  const found = (await Promise.all(files.map((name) => lastCount(join(dir, name))))).filter(
    (each) => each !== undefined,
  );
  if (found.length === 0) return undefined;
  return found.reduce((sum, each) => ({
    executed: sum.executed + each.executed,
    failed: sum.failed + each.failed,
  }));
}

function isSame(a: TestCounts, b: TestCounts | undefined): boolean {
  return a.executed === b?.executed && a.failed === b.failed;
}
