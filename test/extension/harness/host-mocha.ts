import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/**
 * Runs the suites inside the extension host. Mocha's output goes to the file that
 * LOOPCRAFT_OUTPUT names, because the host has no terminal; the counts go to the file of LOOPCRAFT_COUNTS.
 */
export async function run(): Promise<void> {
  const output = process.env.LOOPCRAFT_OUTPUT;
  if (output === undefined)
    throw new Error('LOOPCRAFT_OUTPUT is not set: start these tests with npm run test:extension.');
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => appendFileSync(output, `${format(...args)}\n`);
  const grep = process.env.LOOPCRAFT_GREP;
  const mocha = new Mocha({
    reporter: require.resolve('../../support/mocha/counting-reporter.cjs'),
    timeout: 60_000,
    color: false,
    ...(grep ? { grep } : {}),
  });
  for (const file of suites()) mocha.addFile(file);
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  if (failures > 0) throw new Error(`${failures} failed`);
}

function suites(): string[] {
  const folder = path.resolve(__dirname, '../suite');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
    .map((file) => path.join(folder, file));
}
