import { codeFrame } from '../code/code-frame';
import type { Evidence } from '../contract/evidence';
import { diagnosticCode, fingerprint, typeFingerprint } from '../contract/fingerprint';
import type { FailedTest, TestReport } from '../contract/test-run';
import type { Diagnostic } from '../contract/type-check';
import { wentOnText } from '../test-runner/went-on';
import type { Snapshot } from '../workspace/snapshot';

type ReadText = (path: string) => Promise<string | undefined>;

/** Reads files with the candidate applied over the snapshot. */
export function readerOver(snapshot: Snapshot, files: ReadonlyMap<string, string | null>): ReadText {
  return async (path) => {
    const edited = files.get(path);
    if (edited !== undefined) return edited ?? undefined;
    const file = await snapshot.read(path);
    return file?.kind === 'text' ? file.text : undefined;
  };
}

/** Evidence for every error; the compiler's warnings and suggestions never make a candidate red. */
export async function typeEvidence(diagnostics: readonly Diagnostic[], read: ReadText): Promise<Evidence[]> {
  const errors = diagnostics.filter((diagnostic) => diagnostic.category === 'error');
  return Promise.all(
    errors.map(async ({ path, line, column, code, message, source }) => {
      const text = path === '' ? undefined : await read(path);
      return {
        stage: 'types' as const,
        fingerprint: typeFingerprint({ path, code, message }),
        message,
        code: diagnosticCode({ code, source }),
        ...(path === '' ? {} : { path, line, column }),
        ...(text === undefined ? {} : { frame: codeFrame(text, line, column) }),
      };
    }),
  );
}

/**
 * Evidence for every failed test, for suites that did not load and, where neither explains it, for the
 * command's exit status.
 */
export async function testEvidence(report: TestReport, read: ReadText): Promise<Evidence[]> {
  const failures = await Promise.all(report.failed.map((failed) => failureEvidence(failed, read)));
  const named = new Set(report.failed.map(({ path }) => path));
  const errors = report.errors
    .filter(({ path }) => path === undefined || !named.has(path))
    .map(({ path, line, message }) => ({
      stage: 'tests' as const,
      fingerprint: fingerprint({ stage: 'tests', path, message }),
      message,
      ...(path === undefined ? {} : { path }),
      ...(line === undefined ? {} : { line }),
    }));
  const front = report.inFront === undefined ? [] : [frontEvidence(report.command, report.inFront)];
  const beside = [...front, ...(report.wentOn === undefined ? [] : [wentOnEvidence(report.wentOn)])];
  const all: Evidence[] = [...failures, ...errors];
  if (all.length > 0 || report.exitCode === 0) return [...all, ...beside];
  const how = report.exitCode === null ? 'a signal' : `exit code ${report.exitCode}`;
  const message = `\`${report.command}\` ended with ${how}.\n${tail(report.output)}`;
  return [{ stage: 'tests', fingerprint: exitFingerprint(report), message }, ...beside];
}

/** The fingerprint of a red step in front of the tests, whatever it says. */
export const FRONT_FINGERPRINT = fingerprint({ stage: 'tests', message: 'in front of the tests' });

function frontEvidence(command: string, { exitCode, output }: NonNullable<TestReport['inFront']>): Evidence {
  const message =
    `A step of \`${command}\` in front of the tests ended with exit code ${exitCode}; the tests were run without ` +
    `it.\n${tail(output)}`;
  return { stage: 'tests', fingerprint: FRONT_FINGERPRINT, message };
}

/** The fingerprint of a command that went on after its tests, whatever kept it alive. */
export const WENT_ON_FINGERPRINT = fingerprint({ stage: 'tests', message: 'went on after the tests' });

function wentOnEvidence(wentOn: NonNullable<TestReport['wentOn']>): Evidence {
  return { stage: 'tests', fingerprint: WENT_ON_FINGERPRINT, message: wentOnText(wentOn) };
}

/** The fingerprint of a failure that only the command's exit status shows. */
export function exitFingerprint({ exitCode }: TestReport): string {
  return fingerprint({ stage: 'tests', message: `exit ${exitCode}` });
}

/** Jest says that it wrote no snapshot; vitest compares with `undefined`. */
function lacksSnapshot({ message, expected }: FailedTest): boolean {
  return (
    message.includes('New snapshot was not written') ||
    (expected === 'undefined' && /^(?:Error: )?Snapshot `.*` mismatched/.test(message))
  );
}

const SNAPSHOT_ADVICE =
  'No snapshot is stored for this test. None is written while a change is verified, because a value that is taken ' +
  'from the result itself proves nothing. Write the expected value into the test, with toEqual or ' +
  'toMatchInlineSnapshot.';

async function failureEvidence(failed: FailedTest, read: ReadText): Promise<Evidence> {
  const { path, line, name, message, expected, actual, stack } = failed;
  const advice = lacksSnapshot(failed) ? `\n${SNAPSHOT_ADVICE}` : '';
  const text = path !== undefined && line !== undefined ? await read(path) : undefined;
  return {
    stage: 'tests',
    fingerprint: fingerprint({
      stage: 'tests',
      path,
      test: name,
      message,
      values: [expected ?? '', actual ?? ''],
    }),
    message: (stack && !message.includes(stack) ? `${message}\n${stack}` : message) + advice,
    test: name,
    ...(path === undefined ? {} : { path }),
    ...(line === undefined ? {} : { line }),
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    ...(text === undefined || line === undefined ? {} : { frame: codeFrame(text, line) }),
  };
}

/** The end of the output, where most commands print what went wrong. */
function tail(output: string): string {
  const limit = 3000;
  return output.length > limit ? `…${output.slice(-limit)}` : output;
}

/** Identifies a test by its file and name, so that a failure of the baseline is recognised later. */
export function testKey(item: { readonly path?: string | undefined; readonly name: string }): string {
  return `${item.path ?? ''}\u0000${item.name}`;
}

/** Identifies a failure across runs: a test by file and name, whatever its message; other findings by fingerprint. */
export function keyOf(item: Evidence): string {
  return item.test === undefined ? item.fingerprint : testKey({ path: item.path, name: item.test });
}
