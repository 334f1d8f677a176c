import type { FailedTest, TestReport, TestRunner, TestRunRequest } from '../contract/test-run';

type Found = Awaited<ReturnType<TestRunner['run']>>;

/**
 * Runs tests without `CI=1` from then on if some of those that fail in the first whole run fail only with it: they do
 * not fail in the person's shell. Only the files of the failed tests are run again to find out, and once more with
 * `CI=1`, so that a test that passes by chance decides nothing.
 */
export function outsideCi(runner: TestRunner, log: (line: string) => void): TestRunner {
  let state: 'unknown' | 'inside' | 'outside' = 'unknown';
  return {
    detect: (root, setting) => runner.detect(root, setting),
    async run(request, signal) {
      if (state === 'outside') return runner.run({ ...request, outsideCi: true }, signal);
      const first = await runner.run(request, signal);
      if (state !== 'unknown' || request.targets || request.files) return first;
      state = 'inside';
      const selection = selectionOf(first);
      if (selection === undefined) return first;
      const again = (outside: boolean): Promise<Found> =>
        runner.run({ ...request, ...selection, outsideCi: outside }, signal);
      const fixed = failedOnlyIn(first, await again(true));
      if (fixed.length === 0 || failedOnlyIn({ failed: fixed }, await again(false)).length > 0) return first;
      state = 'outside';
      const names = fixed.slice(0, 3).map(({ name }) => JSON.stringify(name));
      log(`Tests run without the variable CI, because some fail only with it: ${names.join(', ')}.`);
      return runner.run({ ...request, outsideCi: true }, signal);
    },
  };
}

/** The files of the tests that failed; undefined if no test failed, or it is not known where. */
function selectionOf(found: Found): Pick<TestRunRequest, 'files'> | undefined {
  if ('problem' in found || found.failed.length === 0) return undefined;
  const paths = [...new Set(found.failed.map(({ path }) => path))];
  const files = paths.flatMap((path) => {
    const names = found.tests.filter((test) => test.path === path).map(({ name }) => name);
    return path === undefined ? [] : [{ path, names }];
  });
  return files.length === paths.length ? { files } : undefined;
}

/** Those that failed in `first` and have passed in `second`; none if nothing is known of the second run. */
function failedOnlyIn(first: { readonly failed: readonly FailedTest[] } | Found, second: Found): readonly FailedTest[] {
  if ('problem' in first || 'problem' in second) return [];
  return first.failed.filter((failed) => hasPassed(failed, second));
}

function hasPassed({ name, path }: FailedTest, { tests, failed }: TestReport): boolean {
  if (failed.some((other) => other.path === path && other.name === name)) return false;
  // A suite that did not load has the name of its file.
  const own = tests.filter((test) => test.path === path && (test.name === name || name === path));
  return own.length > 0 && own.every(({ status }) => status !== 'failed');
}
