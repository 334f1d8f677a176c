import { realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProblem, TestReport, TestRunRequest } from '../../contract/test-run';
import { createPathMapping } from '../path-mapping';
import { readCoverage } from './read-coverage';
import { RECORDER_FILE, recorderSource, VITEST_SETUP, VITEST_SETUP_FILE } from './recorder';

/** Has the reporters in `temp` record which functions the tests of the copy in `dir` run. */
export async function prepareCoverage(temp: string, dir: string): Promise<void> {
  const roots = [...new Set([dir, await realpath(dir)])];
  await writeFile(join(temp, RECORDER_FILE), recorderSource(temp, roots));
  await writeFile(join(temp, VITEST_SETUP_FILE), VITEST_SETUP);
}

/** Adds what was recorded, if that was wanted and some tests failed. Nothing depends on it, so that no error counts. */
export async function withCoverage<T extends { readonly outcome: TestReport | { readonly problem: TestProblem } }>(
  reported: T,
  temp: string,
  request: TestRunRequest,
): Promise<T> {
  const { outcome } = reported;
  if (!request.coverage || 'problem' in outcome || outcome.failed.length === 0) return reported;
  const coverage = await readCoverage(temp, createPathMapping(request.dir).path, outcome).catch(() => undefined);
  return coverage ? { ...reported, outcome: { ...outcome, coverage } } : reported;
}
