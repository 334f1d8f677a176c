import type { TestCounts } from '../engine/contract/test-run';
import { plural } from '../engine/platform/plural';
import type { Io } from './io';

/** Milliseconds after which a test run that still counts is long enough to be counted aloud. */
const FIRST_MS = 1_000;
/** Milliseconds between two lines where lines are kept, as in a log. */
const NEXT_MS = 10_000;
const ERASE_LINE = '\r\u001b[2K';

/** Where the people's lines go, with the count of the tests that are running below them. */
export interface CountLine {
  /** Writes lines, above the count where that is rewritten. */
  err(text: string): void;
  /** Says how many tests have run so far. */
  show(counts: TestCounts): void;
  /** Takes the count away. */
  clear(): void;
}

/**
 * On a terminal the count is one line that is rewritten and goes away. Elsewhere each count is a line that stays, so
 * that there is at most one every ten seconds, and none in the first second of a test run.
 */
export function createCountLine(
  { err, isTerminal }: Pick<Io, 'err' | 'isTerminal'>,
  { indent = '', now = Date.now }: { readonly indent?: string; readonly now?: () => number } = {},
): CountLine {
  let isShown = false;
  let startedAt: number | undefined;
  let writtenAt = Number.NEGATIVE_INFINITY;
  let last = 0;
  const clear = (): void => {
    if (isShown) err(ERASE_LINE);
    isShown = false;
  };
  return {
    err(text) {
      clear();
      // What is said may be that tests begin to run.
      startedAt = undefined;
      err(text);
    },
    show(counts) {
      const line = `${indent}${countText(counts)}`;
      if (isTerminal) {
        err(`${ERASE_LINE}${line}`);
        isShown = true;
        return;
      }
      const time = now();
      // Fewer than before: the tests are run again.
      if (startedAt === undefined || counts.executed < last) startedAt = time;
      last = counts.executed;
      if (time - startedAt < FIRST_MS || time - writtenAt < NEXT_MS) return;
      writtenAt = time;
      err(`${line}\n`);
    },
    clear,
  };
}

function countText({ executed, failed }: TestCounts): string {
  return `tests: ${plural(executed, 'test')} run, ${failed} failed so far`;
}
