import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { TestReport, TestRunner } from '../../../src/engine/contract/test-run';
import type { WorkerReport } from './test-worker';

/** A suite that has not ended by then runs in circles: the tasks' suites take milliseconds. */
const TIMEOUT_MS = 5000;
const COMMAND = 'mocha --import=tsx "test/**/*.test.ts"';

/**
 * Really executes the tests in the scratch copy, in a worker that stays: starting mocha anew would take most of a
 * verdict's time, and the bench needs thousands of verdicts. Requests are never narrowed.
 */
export function createBenchRunner(): TestRunner & { dispose(): Promise<void> } {
  let worker: Worker | undefined;
  return {
    detect: async () => ({ command: COMMAND, runner: 'mocha', why: 'the tasks are written for it' }),
    async run({ dir }, signal) {
      signal.throwIfAborted();
      const started = performance.now();
      worker ??= startWorker();
      const report = await runIn(worker, dir);
      if (report === 'timeout') {
        await worker.terminate();
        worker = undefined;
        return { problem: { kind: 'timeout', message: `\`${COMMAND}\` did not end within ${TIMEOUT_MS} ms.` } };
      }
      return toReport(report, performance.now() - started);
    },
    async dispose() {
      await worker?.terminate();
    },
  };
}

function startWorker(): Worker {
  const worker = new Worker(path.join(__dirname, 'test-worker.ts'), {
    execArgv: ['--require', require.resolve('tsx/cjs'), '--enable-source-maps'],
  });
  worker.unref();
  return worker;
}

function runIn(worker: Worker, dir: string): Promise<WorkerReport | 'timeout'> {
  const folder = path.join(dir, 'test');
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const paths = names.filter((name) => name.endsWith('.test.ts')).map((name) => `test/${name}`);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve('timeout'), TIMEOUT_MS);
    const stop = () => {
      clearTimeout(timer);
      worker.off('error', reject);
    };
    worker.once('error', reject);
    worker.once('message', (report: WorkerReport) => {
      stop();
      resolve(report);
    });
    worker.postMessage({ dir, paths: paths.sort() });
  });
}

function toReport({ tests, failed, errors }: WorkerReport, ms: number): TestReport {
  const passed = tests.filter(({ status }) => status === 'passed').length;
  return {
    command: COMMAND,
    runner: 'mocha',
    exitCode: failed.length + errors.length,
    executed: passed + failed.length,
    passed,
    tests,
    failed,
    errors,
    output: '',
    ms,
  };
}
