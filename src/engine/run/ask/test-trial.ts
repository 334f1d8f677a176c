import type { TestTrial } from '../../contract/looking/test-trial';
import { runTests, type TestsStageDeps } from '../../verify/tests-stage';

/** Milliseconds that tests may take which the model asks for: it waits for them, and the person for it. */
const MAX_MS = 60_000;

/** Tests for the model to look at, before it writes a change over the candidate. */
export function createTestTrial(deps: TestsStageDeps): TestTrial {
  const bounded = { ...deps, testTimeoutMs: Math.min(deps.testTimeoutMs, MAX_MS) };
  return async (files, { path, name }, signal) => {
    const selection = name === undefined ? { files: [{ path, names: [] }] } : { targets: [{ path, name }] };
    const run = await runTests(bounded, files, selection, signal);
    const { checked: summary, evidence } = run;
    return { executed: 'report' in run ? run.report.executed : null, summary, evidence };
  };
}
