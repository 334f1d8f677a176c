import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { temporaryFolder } from '../vscode/workspace';

const line = z.object({
  passed: z.number(),
  failed: z.number(),
  pending: z.number(),
  failures: z.array(z.string()),
});

/** Numbers of tests, and what failed: each test's full title, and then its error. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly string[];
}

export function addCounts(one: Counts, other: Counts): Counts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    failures: [...one.failures, ...other.failures],
  };
}

/**
 * Does one mocha run and reads the counts that counting-reporter.cjs wrote. A run that succeeded without executing a
 * test, or that failed without counting a failure, counts as one failed test.
 */
export async function countTests(run: (countsFile: string) => Promise<boolean>): Promise<Counts> {
  const folder = await temporaryFolder('loopcraft-counts-');
  const file = path.join(folder.path, 'counts.jsonl');
  try {
    const ok = await run(file).catch((error: unknown) => {
      console.error(error);
      return false;
    });
    const lines = existsSync(file) ? (await readFile(file, 'utf8')).trim().split('\n') : [];
    const counts = lines.map((text) => line.parse(JSON.parse(text)));
    const passed = counts.reduce((sum, { passed: n }) => sum + n, 0);
    const failed = counts.reduce((sum, { failed: n }) => sum + n, 0);
    const hasUncountedFailure = failed === 0 && (!ok || passed === 0);
    return { passed, failed: hasUncountedFailure ? 1 : failed, failures: counts.flatMap(({ failures }) => failures) };
  } finally {
    await folder.remove();
  }
}
