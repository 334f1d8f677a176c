import { ava } from './ava';
import { borp } from './borp';
import { bun } from './bun';
import { jest } from './jest';
import { mocha } from './mocha';
import { nodeTest } from './node-test';
import { playwright } from './playwright';
import type { KnownRunner, RunnerAdapter } from './runner-adapter';
import { vitest } from './vitest';

/**
 * The test runners whose results are read. To add a runner:
 * 1. Add its name to `Runner` in contract/test-run.ts. The compiler then reports the missing entry here.
 * 2. Write `<name>.ts` in this folder: its `program` says how a command is recognised, `instrument` how the command
 *    is made to write results, `read` how they are read, and `narrow` how only some tests are run. A runner that
 *    writes JUnit needs no reporter of its own (see bun.ts); otherwise its reporter writes the lines of results.ts,
 *    and counts each test that ends with `count()`.
 * 3. Add the adapter to this table.
 * 4. Add command lines to test/unit/test-runner/command/instrument.test.ts, and a case to
 *    test/programs/test-runners.test.ts that runs the real runner.
 */
export const ADAPTERS: Readonly<Record<KnownRunner, RunnerAdapter>> = {
  vitest,
  jest,
  mocha,
  'node:test': nodeTest,
  playwright,
  bun,
  ava,
  borp,
};
