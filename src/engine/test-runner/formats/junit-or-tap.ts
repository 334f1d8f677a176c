import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseLine } from '../command/shell-line';
import type { ResultLine } from '../results';
import { readJunit } from './junit';
import { parseTap } from './tap';
import { parseUvu } from './uvu';

/** Files to which tools write JUnit results by default. */
const DEFAULT_FILES = [
  'junit.xml',
  'test-results.xml',
  'test-results/junit.xml',
  'test-results/results.xml',
  'reports/junit.xml',
  'coverage/junit.xml',
];

/** Results of a command whose runner is not known. */
export interface JunitOrTapResults {
  readonly runner: 'junit' | 'tap' | 'uvu';
  readonly lines: readonly ResultLine[];
}

/** Absolute paths of files that may hold JUnit results, with their versions from before the command ran. */
export type JunitFileVersions = ReadonlyMap<string, string | undefined>;

/** Finds the XML files that the line names, then those that tools write by default. */
export async function findJunitFiles(line: string, dir: string): Promise<JunitFileVersions> {
  const named = parseLine(line).flatMap(({ words }) =>
    words.flatMap(({ text }) => /([^=:,]+\.xml)$/.exec(text)?.[1] ?? []),
  );
  const paths = [...named, ...DEFAULT_FILES].map((path) => resolve(dir, path));
  return new Map(await Promise.all(paths.map(async (path) => [path, await fileVersion(path)] as const)));
}

/**
 * Reads the results of a command that is no known runner: a JUnit file that it wrote, otherwise TAP on its standard
 * output, otherwise what uvu printed in its `output`. Comparing versions shows what was written. A file's time alone
 * wouldn't, because the copy is new itself.
 */
export async function readJunitOrTap(
  before: JunitFileVersions,
  dir: string,
  { tap, output }: { readonly tap: string | undefined; readonly output: string },
): Promise<JunitOrTapResults | undefined> {
  for (const [file, version] of before) {
    const current = await fileVersion(file);
    if (current === undefined || current === version) continue;
    const lines = await readJunit(file, dir);
    if (lines) return { runner: 'junit', lines };
  }
  const lines = tap === undefined ? undefined : parseTap(tap);
  if (lines) return { runner: 'tap', lines };
  const ofUvu = parseUvu(output);
  return ofUvu && { runner: 'uvu', lines: ofUvu };
}

/** Text that differs after every write; undefined if there is no such file. */
async function fileVersion(file: string): Promise<string | undefined> {
  const info = await stat(file, { bigint: true }).catch(() => undefined);
  return info && `${info.ino} ${info.size} ${info.mtimeNs} ${info.ctimeNs}`;
}
