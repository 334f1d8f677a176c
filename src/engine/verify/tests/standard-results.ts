import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readJunit } from './junit';
import type { ResultLine } from './results';
import { parseLine } from './shell-line';
import { parseTap } from './tap';

/** Where tools put JUnit results unless told otherwise. */
const USUAL_FILES = ['junit.xml', 'test-results.xml', 'test-results/junit.xml', 'test-results/results.xml', 'reports/junit.xml', 'coverage/junit.xml'];

export interface StandardResults {
  readonly runner: 'junit' | 'tap';
  readonly lines: readonly ResultLine[];
}

/**
 * What a command that is no known runner tells in a standard form: a JUnit file that it wrote since
 * `startedAt` (milliseconds since the epoch), one that its line names or one of the usual ones, else
 * TAP on its output.
 */
export async function standardResults(line: string, dir: string, startedAt: number, output: string): Promise<StandardResults | undefined> {
  const named = parseLine(line).flatMap(({ words }) => words.flatMap(({ text }) => /([^=:,]+\.xml)$/.exec(text)?.[1] ?? []));
  for (const file of [...named, ...USUAL_FILES].map((path) => resolve(dir, path))) {
    const info = await stat(file).catch(() => undefined);
    // File systems keep whole seconds at worst.
    if (!info || info.mtimeMs < startedAt - 1000) continue;
    const lines = await readJunit(file, dir);
    if (lines) return { runner: 'junit', lines };
  }
  const lines = parseTap(output);
  return lines && { runner: 'tap', lines };
}
