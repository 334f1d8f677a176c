import type { TestReport } from '../../engine/contract/test-run';
import { wentOnText } from '../../engine/test-runner/went-on';
import { l10n } from '../l10n';

/** A failure and the place where it is shown. */
export interface PlacedFailure {
  /** Workspace-relative. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
  /** Full name of the test; undefined when the failure belongs to no test, such as a suite that doesn't load. */
  readonly test?: string | undefined;
}

/** The file that names the test command; it shows the failures without a place of their own. */
export const FALLBACK_PATH = 'package.json';

/** Every failure of a report with its place, as precisely as the runner reports it. */
export function placeFailures(report: TestReport, fallbackLine: number): PlacedFailure[] {
  const at = (path: string | undefined, line: number | undefined) =>
    path === undefined ? { path: FALLBACK_PATH, line: fallbackLine } : { path, line: line ?? 1 };
  const failed = report.failed.map(({ name, path, line, message, expected, actual }) => ({
    ...at(path, line),
    test: name,
    message: `${name}: ${message}${comparison(expected, actual)}`,
  }));
  const errors = report.errors.map(({ path, line, message }) => ({ ...at(path, line), message }));
  const ofCommand = (message: string) => ({ ...at(undefined, undefined), message });
  const isExplained = failed.length + errors.length > 0 || report.exitCode === 0;
  const exit = isExplained && report.inFront === undefined ? [] : [ofCommand(failedCommand(report))];
  const after = report.wentOn === undefined ? [] : [ofCommand(wentOnText(report.wentOn))];
  return [...failed, ...errors, ...exit, ...after];
}

function failedCommand({ command, exitCode, inFront }: TestReport): string {
  if (inFront)
    return l10n.t(
      'A step of the test command `{0}` in front of the tests ended with exit code {1}; the tests were run without it.',
      command,
      inFront.exitCode,
    );
  return exitCode === null
    ? l10n.t('The test command `{0}` was ended by a signal and named no failing test.', command)
    : l10n.t('The test command `{0}` ended with exit code {1} and named no failing test.', command, exitCode);
}

function comparison(expected: string | undefined, actual: string | undefined): string {
  if (expected === undefined && actual === undefined) return '';
  const nothing = l10n.t('(nothing)');
  return `\n${l10n.t('expected: {0}', expected ?? nothing)}\n${l10n.t('actual: {0}', actual ?? nothing)}`;
}

/** 1-based line of package.json's `test` script, where there is one. */
export function testScriptLine(packageJson: string | null): number {
  const index = (packageJson ?? '').split('\n').findIndex((line) => /^\s*"test"\s*:/.test(line));
  return index === -1 ? 1 : index + 1;
}
