import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { temporaryFolder } from '../vscode/workspace';

const line = z.object({ passed: z.number(), failed: z.number(), pending: z.number() });

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Does one mocha run and reads what counting-reporter.cjs wrote about it. A run that says it went
 * well but executed nothing, or that did not go well and counted no failure, counts as one failed.
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
    const silent = failed === 0 && (!ok || passed === 0);
    return { passed, failed: silent ? 1 : failed };
  } finally {
    await folder.remove();
  }
}
