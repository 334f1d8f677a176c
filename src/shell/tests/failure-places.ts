import type { TestReport } from '../../engine/contract/test-run';

/** One failure and the place it is shown at. */
export interface PlacedFailure {
  /** Workspace-relative. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
  /** Full name of the test; undefined when the failure belongs to none, such as a suite that does not load. */
  readonly test?: string | undefined;
}

/** Where a failure without a place of its own is shown: the file that names the test command. */
export const FALLBACK_PATH = 'package.json';

/** Every failure of a report with the place where it happened, as near as the runner tells. */
export function placeFailures(report: TestReport, fallbackLine: number): PlacedFailure[] {
  const at = (path: string | undefined, line: number | undefined) =>
    path === undefined ? { path: FALLBACK_PATH, line: fallbackLine } : { path, line: line ?? 1 };
  const failed = report.failed.map(({ name, path, line, message, expected, actual }) => ({
    ...at(path, line),
    test: name,
    message: `${name}: ${message}${comparison(expected, actual)}`,
  }));
  const errors = report.errors.map(({ path, line, message }) => ({ ...at(path, line), message }));
  if (failed.length + errors.length > 0 || report.exitCode === 0) return [...failed, ...errors];
  const how = report.exitCode === null ? 'was ended by a signal' : `ended with exit code ${report.exitCode}`;
  return [
    {
      ...at(undefined, undefined),
      message: `The test command \`${report.command}\` ${how} and named no failing test.`,
    },
  ];
}

function comparison(expected: string | undefined, actual: string | undefined): string {
  return expected === undefined && actual === undefined
    ? ''
    : `\nexpected: ${expected ?? '(nothing)'}\nactual: ${actual ?? '(nothing)'}`;
}

/** 1-based line of package.json's `test` script, where there is one. */
export function testScriptLine(packageJson: string | null): number {
  const index = (packageJson ?? '').split('\n').findIndex((line) => /^\s*"test"\s*:/.test(line));
  return index === -1 ? 1 : index + 1;
}
