import { quoted, type Source, type SourceChange } from '../../../code/source';
import { type Assertion, reachableAssertions } from '../../../code/tests/reachable-assertions';
import { type TestCall, testsIn } from '../../../code/tests/test-syntax';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';
import { ruleFamily } from '../../rule-family';

/** Tests that asserted something and no longer do, or only under a condition. */
export const emptiedTests = ruleFamily(
  'emptied test',
  [
    {
      id: 'emptied-test',
      summary: 'Refuses an existing test that asserted something and no longer does, or only under a condition.',
      appliesTo: 'existing tests',
    },
  ],
  { kind: 'difference', find: findEmptiedTests },
);

function findEmptiedTests(changes: readonly SourceChange[]): Finding<'emptied-test'>[] {
  const before = new Map(
    changes.flatMap((change) =>
      change.before ? testsIn(change.before).map((test) => [test.name, { test, source: change.before }] as const) : [],
    ),
  );
  const names = new Set(changes.flatMap(({ after }) => (after ? testsIn(after).map(({ name }) => name) : [])));
  return changes.flatMap(({ before: was, after }) => {
    if (!after) return [];
    const gone = was ? testsIn(was).filter(({ name }) => !names.has(name)) : [];
    const wasAsserting = was !== undefined && gone.some((test) => assertions(was, test).length > 0);
    return testsIn(after).flatMap((test) => {
      const old = before.get(test.name);
      // A test under a new name replaces one that is gone.
      const expected = old?.source ? assertions(old.source, old.test) : wasAsserting ? ONE : [];
      const what = howEmptied(expected, assertions(after, test));
      if (!what) return [];
      const message = `The test ${quoted(test.name)} ${what}. Put its assertions back, and make the code fulfil them.`;
      return [findingAt(after, test.call, { rule: 'emptied-test', key: test.name, message })];
    });
  });
}

const ONE = [{ isCertain: false }];

function howEmptied(before: readonly Pick<Assertion, 'isCertain'>[], after: readonly Assertion[]): string | undefined {
  if (before.length === 0) return undefined;
  if (after.length === 0) return 'no longer asserts anything';
  const wasCertain = before.some(({ isCertain }) => isCertain);
  return wasCertain && !after.some(({ isCertain }) => isCertain)
    ? 'now asserts only under a condition, or without waiting for the result'
    : undefined;
}

function assertions(source: Source, { body }: TestCall): readonly Assertion[] {
  return body ? reachableAssertions(source, body) : [];
}
