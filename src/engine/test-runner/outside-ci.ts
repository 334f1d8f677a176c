import type { TestFile, TestReport, TestRunner, TestRunRequest } from '../contract/test-run';
import { contrastFiles } from './function-coverage/contrast-files';

type Found = Awaited<ReturnType<TestRunner['run']>>;

/**
 * Runs tests without `CI=1` from then on if the first whole run is red only with it: it is not in the person's shell.
 * Where tests or suites fail, only their files are run again to find out, and once more with `CI=1`, so that a test
 * that passes by chance decides nothing. Where it is not known which these are, or nothing but the exit status is red
 * (such as by warnings that count as errors), the whole command is.
 */
export function outsideCi(runner: TestRunner, log: (line: string) => void): TestRunner {
  let state: 'unknown' | 'inside' | 'outside' = 'unknown';
  const decide = async (request: TestRunRequest, first: TestReport, signal: AbortSignal): Promise<Found> => {
    const outside = { ...request, outsideCi: true };
    const again = (more: Partial<TestRunRequest>): Promise<Found> => runner.run({ ...request, ...more }, signal);
    const known = (second: Found): TestReport =>
      'problem' in second || !second.coverage ? first : { ...first, coverage: second.coverage };
    const goOutside = (why: string): void => {
      state = 'outside';
      log(`Tests run without the variable CI, because ${why}.`);
    };
    // Without turbo or nx, what the tests load may not be built.
    const files = request.command.behindTasks === undefined ? filesOf(first) : undefined;
    if (files === undefined) {
      const found = await again({ outsideCi: true });
      if (!isGreen(found, first)) return known(found);
      goOutside(`\`${request.command.command}\` ends red only with it`);
      return found;
    }
    const contrast = request.coverage ? contrastFiles(files, first) : [];
    const second = await again({ files: [...files, ...contrast], outsideCi: true });
    const fixed = redOnlyIn(redIn(first), second);
    if (fixed.length === 0 || redOnlyIn(fixed, await again({ files })).length > 0) return known(second);
    const names = fixed.slice(0, 3).map(({ name }) => JSON.stringify(name));
    goOutside(`some fail only with it: ${names.join(', ')}`);
    return runner.run(outside, signal);
  };
  return {
    detect: (root, setting) => runner.detect(root, setting),
    async run(request, signal) {
      if (state === 'outside') return runner.run({ ...request, outsideCi: true }, signal);
      const isWhole = !request.targets && !request.files;
      // Where something is red, some tests run again anyway. What they run is recorded then.
      const first = await runner.run(isWhole ? { ...request, coverage: false } : request, signal);
      if (state !== 'unknown' || !isWhole) return first;
      state = 'inside';
      if ('problem' in first || isGreen(first, first)) return first;
      return decide(request, first, signal);
    },
  };
}

/** A failed test, or under the name of its file a suite that failed by itself. */
interface Red {
  readonly name: string;
  readonly path?: string | undefined;
}

function redIn({ failed, errors }: TestReport): Red[] {
  return [...failed, ...errors.map(({ path, message }) => ({ name: path ?? message, path }))];
}

/** Whether all is green, and no test was left out. */
function isGreen(found: Found, first: TestReport): boolean {
  return (
    !('problem' in found) &&
    found.exitCode === 0 &&
    found.inFront === undefined &&
    redIn(found).length === 0 &&
    (found.executed ?? 0) >= (first.executed ?? 0)
  );
}

/** The files of all that is red; undefined if not all of it has one, or only the exit status is red. */
function filesOf(found: TestReport): readonly TestFile[] | undefined {
  const paths = [...new Set(redIn(found).map(({ path }) => path))];
  const files = paths.flatMap((path) => {
    const names = found.tests.filter((test) => test.path === path).map(({ name }) => name);
    return path === undefined ? [] : [{ path, names }];
  });
  return files.length > 0 && files.length === paths.length ? files : undefined;
}

/** Those that have passed in `second`; none if nothing is known of the second run. */
function redOnlyIn(first: readonly Red[], second: Found): readonly Red[] {
  return 'problem' in second ? [] : first.filter((red) => hasPassed(red, second));
}

function hasPassed({ name, path }: Red, second: TestReport): boolean {
  if (redIn(second).some((other) => other.path === path && other.name === name)) return false;
  // A suite that did not load has the name of its file.
  const own = second.tests.filter((test) => test.path === path && (test.name === name || name === path));
  return own.length > 0 && own.every(({ status }) => status !== 'failed');
}
