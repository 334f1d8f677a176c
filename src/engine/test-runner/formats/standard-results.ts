import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseLine } from '../command/shell-line';
import type { ResultLine } from '../results';
import { readJunit } from './junit';
import { parseTap } from './tap';

/** Where tools put JUnit results unless told otherwise. */
const USUAL_FILES = [
  'junit.xml',
  'test-results.xml',
  'test-results/junit.xml',
  'test-results/results.xml',
  'reports/junit.xml',
  'coverage/junit.xml',
];

export interface StandardResults {
  readonly runner: 'junit' | 'tap';
  readonly lines: readonly ResultLine[];
}

/** Files that may hold JUnit results, with the state they were in before the command ran. */
export type JunitPlaces = ReadonlyMap<string, string | undefined>;

/** The files that the line names, then the usual ones. */
export async function junitPlaces(line: string, dir: string): Promise<JunitPlaces> {
  const named = parseLine(line).flatMap(({ words }) =>
    words.flatMap(({ text }) => /([^=:,]+\.xml)$/.exec(text)?.[1] ?? []),
  );
  const places = [...named, ...USUAL_FILES].map((path) => resolve(dir, path));
  return new Map(await Promise.all(places.map(async (path) => [path, await stateOf(path)] as const)));
}

/**
 * What a command that is no known runner tells in a standard form: a JUnit file that it wrote (a time
 * alone would not tell, because the copy that it runs in is fresh itself), else TAP on its output.
 */
export async function standardResults(
  before: JunitPlaces,
  dir: string,
  tap: string | undefined,
): Promise<StandardResults | undefined> {
  for (const [file, state] of before) {
    const now = await stateOf(file);
    if (now === undefined || now === state) continue;
    const lines = await readJunit(file, dir);
    if (lines) return { runner: 'junit', lines };
  }
  const lines = tap === undefined ? undefined : parseTap(tap);
  return lines && { runner: 'tap', lines };
}

/** Differs after every write; undefined when there is no such file. */
async function stateOf(file: string): Promise<string | undefined> {
  const info = await stat(file, { bigint: true }).catch(() => undefined);
  return info && `${info.ino} ${info.size} ${info.mtimeNs} ${info.ctimeNs}`;
}
