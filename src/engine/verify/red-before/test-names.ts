import type { TestResult } from '../../contract/test-run';
import { memo } from '../../platform/memo';
import { testKey } from '../to-evidence';

/** A number, a hash, an identifier in hexadecimal digits, an address with a port. */
const VARYING = /0x[0-9a-f]+|-?\b(?=[0-9a-f-]*\d)[0-9a-f]{4,}(?:-[0-9a-f]{4,})*\b|-?\d+(?:[.:_-]\d+)*/gi;

/** The part of a test's name that stays the same when it contains a seed, a date, a port or a temporary path. */
export function looseName(name: string): string {
  return name.replace(VARYING, '#');
}

/**
 * The tests of `before` that did not run now. A test is lost when its file runs fewer tests than before, not
 * when its name is new: within a file, tests are matched by name, then by the part of the name that does not
 * vary, then by their number. Where the runner does not report files, only names can be matched.
 */
export function findLost(now: readonly TestResult[], before: readonly TestResult[]): TestResult[] {
  const ran = now.filter(({ status }) => status !== 'skipped');
  const expected = before.filter(({ status }) => status !== 'skipped');
  const byName = unmatched(expected, ran, testKey);
  const byLooseName = unmatched(byName.left, byName.right, (test) => testKey({ ...test, name: looseName(test.name) }));
  const { left } = unmatched(
    byLooseName.left.filter(({ path }) => path !== undefined),
    byLooseName.right,
    ({ path = '' }) => path,
  );
  const lost = new Set(left);
  return byLooseName.left.filter((test) => test.path === undefined || lost.has(test));
}

/** Pairs the tests that have the same key, and returns those that remain on each side. */
function unmatched(
  left: readonly TestResult[],
  right: readonly TestResult[],
  keyOf: (test: TestResult) => string,
): { readonly left: TestResult[]; readonly right: TestResult[] } {
  const open = new Map<string, TestResult[]>();
  for (const test of right) memo(open, keyOf(test), () => []).push(test);
  const remaining = left.filter((test) => open.get(keyOf(test))?.pop() === undefined);
  return { left: remaining, right: [...open.values()].flat() };
}
