import type { RedTest } from '../../../engine/contract/stop';
import type { TestReport } from '../../../engine/contract/test-run';

/** The workspace-relative files of which a narrowed run says something: those it was for, and those it ran. */
export function filesOf(report: TestReport, wanted: readonly string[] = []): ReadonlySet<string> {
  const named = [...report.tests, ...report.failed, ...report.errors].flatMap(({ path }) => path ?? []);
  return new Set([...wanted, ...named]);
}

/**
 * The results of a run laid over those of earlier ones. A run of only some files says nothing of the others; one of all
 * tests replaces what was known.
 */
export function mergeReports(
  before: TestReport | undefined,
  now: TestReport,
  wanted: readonly string[] = [],
): TestReport {
  if (before === undefined || now.narrowed !== true) return now;
  const ran = filesOf(now, wanted);
  const isOther = ({ path }: { readonly path?: string | undefined }): boolean => path !== undefined && !ran.has(path);
  return {
    ...now,
    // How long all tests take, which decides whether it pays to run only some.
    ms: before.ms,
    tests: [...before.tests.filter(isOther), ...now.tests],
    failed: [...before.failed.filter(isOther), ...now.failed],
    errors: [...before.errors.filter(isOther), ...now.errors],
  };
}

/** What is known after a verified change was accepted: all passes, but for the tests that it leaves red. */
export function verifiedReport(before: TestReport, left: readonly RedTest[]): TestReport {
  const stays = (test: RedTest) => left.some(({ name, path }) => name === test.name && path === test.path);
  const tests = before.tests.map((test) =>
    test.status === 'failed' && !stays(test) ? { ...test, status: 'passed' as const } : test,
  );
  return { ...before, tests, failed: before.failed.filter(stays), errors: [] };
}
