import { isTestFile } from '../code/tests/test-files';
import type { Evidence } from '../contract/evidence';
import { fingerprint } from '../contract/fingerprint';
import type { TestProblem, TestReport } from '../contract/test-run';
import { plural } from '../platform/plural';

/** What was run and how it went, in one phrase. */
export function describeRun({
  command,
  runner,
  executed,
  exitCode,
  failed,
  absentManager,
  wentOn,
}: TestReport): string {
  const without = absentManager === undefined ? '' : ` (${absentManager})`;
  const after = wentOn === undefined ? '' : `, then it went on and was stopped after ${wentOn.seconds} s`;
  if (executed === null) {
    const how = exitCode === null ? 'ended by a signal' : `exit code ${exitCode}`;
    return `\`${command}\` gave no results that can be read (${how})${without}`;
  }
  return `\`${command}\` (${runner}): ${plural(executed, 'test')} run, ${failed.length} failed${without}${after}`;
}

/** For a command that gave nothing from which a verdict could be read. */
export function withoutResults({ command, exitCode, hint }: TestReport): TestProblem {
  const message =
    `\`${command}\` ended with exit code ${exitCode} but gave no test results that can be read, ` +
    `so nothing would show that a change works. ${hint === undefined ? '' : `${hint} `}` +
    'Let it write JUnit (for example to junit.xml) or TAP, or set ' +
    'loopcraft.testCommand (--test-command) to a command of vitest, jest, mocha, node:test, playwright or bun.';
  return { kind: 'no-results', message };
}

/** The command as it is said of a workspace without any tests; undefined where it has some. */
export function commandWithoutTests(report: TestReport, files: readonly string[]): string | undefined {
  const { executed, failed, errors, command, runner } = report;
  const hasTests = executed !== 0 || failed.length + errors.length > 0 || files.some(isTestFile);
  return hasTests ? undefined : `\`${command}\` (${runner})`;
}

/** For a command that ran no test. */
export function nothingRan({ command }: TestReport): Evidence {
  const message =
    `No test was executed by \`${command}\`, so nothing shows that the change works. ` +
    'Add a test for it where the test command finds it.';
  return { stage: 'tests', fingerprint: fingerprint({ stage: 'tests', message }), message };
}
