import assert from 'node:assert/strict';
import type { TestReport, TestResult, TestRunRequest } from '../../../src/engine/contract/test-run';
import { outsideCi } from '../../../src/engine/test-runner/outside-ci';

const COMMAND = { command: 'vitest', runner: 'vitest', why: 'it is there' } as const;
const RED: TestResult = { path: 'cart.test.ts', name: 'adds up', status: 'failed' };
const GREEN: TestResult = { path: 'name.test.ts', name: 'has a name', status: 'passed' };
const COVERAGE = { failing: [{ name: 'adds up', path: 'cart.test.ts' }], passing: 1, files: [] };

/** Runs a suite with a red and a green file. */
async function run(coverage: boolean) {
  const requests: TestRunRequest[] = [];
  const base = { ...COMMAND, exitCode: 1, errors: [], output: '', ms: 1 };
  const runner = outsideCi(
    {
      detect: async () => COMMAND,
      run: async (request): Promise<TestReport> => {
        requests.push(request);
        const tests = [RED, GREEN].filter(({ path }) => request.files?.some((file) => file.path === path) ?? true);
        const failed = [{ name: RED.name, path: RED.path, message: 'no' }];
        const passed = tests.length - failed.length;
        return {
          ...base,
          executed: tests.length,
          passed,
          tests,
          failed,
          ...(request.coverage ? { coverage: COVERAGE } : {}),
        };
      },
    },
    () => {},
  );
  const report = await runner.run(
    { dir: '/copy', command: COMMAND, timeoutMs: 1, coverage },
    new AbortController().signal,
  );
  return { report, files: requests.map(({ files }) => files?.map(({ path }) => path)) };
}

describe('outsideCi', () => {
  it('records what red files run beside a green one, and reports the first run', async () => {
    const { report, files } = await run(true);
    assert.deepEqual(files, [undefined, ['cart.test.ts', 'name.test.ts']]);
    assert.ok(!('problem' in report));
    assert.deepEqual([report.executed, report.coverage], [2, COVERAGE]);
  });

  it('runs only the red files again where nothing is recorded', async () => {
    const { files } = await run(false);
    assert.deepEqual(files, [undefined, ['cart.test.ts']]);
  });
});
