import type { TestReport, TestTarget } from '../../../engine/contract/test-run';

/** The tests that passed in `before` and do not pass now: they fail, or their file does not load any more. */
export function turnedRed(before: TestReport, now: TestReport): TestTarget[] {
  return before.tests
    .filter(({ status }) => status === 'passed')
    .map(({ name, path }) => ({ name, ...(path === undefined ? {} : { path }) }))
    .filter((test) => isRed(test, now));
}

/** Those of the tests that are still red in a report. */
export function stillRed(targets: readonly TestTarget[], now: TestReport): TestTarget[] {
  return targets.filter((target) => isRed(target, now));
}

function isRed({ name, path }: TestTarget, { tests, failed, errors }: TestReport): boolean {
  if (failed.some((test) => test.name === name && test.path === path)) return true;
  const ran = tests.some((test) => test.name === name && test.path === path);
  return !ran && path !== undefined && errors.some((error) => error.path === path);
}

/** Adds targets that are not there yet. */
export function withTargets(targets: readonly TestTarget[], more: readonly TestTarget[]): TestTarget[] {
  const isNew = ({ name, path }: TestTarget) => !targets.some((each) => each.name === name && each.path === path);
  return [...targets, ...more.filter(isNew)];
}
