import type * as ts from 'typescript';
import { commentsOf, quoted, type Source, type SourceChange, textOf } from '../../../code/source';
import { type Assertion, reachableAssertions } from '../../../code/tests/reachable-assertions';
import { type TestCall, testCallsIn, testsIn } from '../../../code/tests/test-syntax';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';

/** Existing tests and assertions that a change takes away or rewrites. Moving them is no loss. */
export function lostTests(changes: readonly SourceChange[]): Finding[] {
  const after = changes.flatMap((change) => (change.after ? [change.after] : []));
  const names = new Set(after.flatMap(testCallsIn).map(({ name }) => name));
  const left = countOf(after.flatMap((source) => assertionTexts(source)).map(({ text }) => text));
  return changes.flatMap(({ path, before, after: now }) => {
    if (!before?.declaresTests) return [];
    const calls = testCallsIn(before);
    const gone = calls.filter(({ isSuite, name }) => !isSuite && !names.has(name));
    if (!now && calls.length > 0 && calls.every(({ name }) => !names.has(name)))
      return [removed(path, undefined, 'The test file is gone')];
    const removedTests = gone.map(({ name }) => removed(path, now, `The test ${quoted(name)} is gone`));
    const removedAssertions = assertionTexts(before)
      .filter(({ node }) => !gone.some((test) => isWithin(node, test.call)))
      .filter(({ text }) => !take(left, text))
      .map(({ node, text }) => lost(before, now, node, text));
    return [...removedTests, ...removedAssertions];
  });
}

/** Tests that asserted something and no longer do, or only under a condition. */
export function emptiedTests(changes: readonly SourceChange[]): Finding[] {
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
      // A test under a new name takes the place of one that is gone.
      const expected = old?.source ? assertions(old.source, old.test) : wasAsserting ? ONE : [];
      const what = howEmptied(expected, assertions(after, test));
      if (!what) return [];
      const message = `The test ${quoted(test.name)} ${what}. Put its assertions back, and make the code fulfil them.`;
      return [findingAt(after, test.call, { rule: 'emptied-test', key: test.name, message })];
    });
  });
}

/** Tests that are still there, but as comments. */
export function commentedTests(changes: readonly SourceChange[]): Finding[] {
  const names = new Set(changes.flatMap(({ after }) => (after ? testsIn(after).map(({ name }) => name) : [])));
  return changes.flatMap(({ before, after }) => {
    if (!before || !after) return [];
    const gone = testsIn(before).filter(({ name }) => !names.has(name));
    const comments = gone.length > 0 ? commentsOf(after) : [];
    return gone.flatMap(({ call, name }) => {
      const [title] = call.arguments;
      const words = title?.getText(before.tree) ?? '';
      const comment = comments.find(
        ({ text }) => words !== '' && text.includes(words) && /\b(?:it|test|specify)\b/.test(text),
      );
      if (!comment) return [];
      return [
        {
          rule: 'skipped-test',
          path: after.path,
          pos: comment.pos,
          key: name,
          owner: '',
          message: `The test ${quoted(name)} is only a comment now, so it does not run. Put it back, and change the code until it passes.`,
        },
      ];
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

function assertionTexts(source: Source | undefined): { readonly node: ts.Node; readonly text: string }[] {
  if (!source?.declaresTests) return [];
  return reachableAssertions(source, source.tree).map(({ node }) => ({ node, text: textOf(source, node) }));
}

function removed(path: string, now: Source | undefined, what: string): Finding {
  return {
    rule: 'removed-test',
    path,
    pos: now && 0,
    key: what,
    owner: '',
    message: `${what}. Existing tests are the measure: put it back, and change the code so that it passes.`,
  };
}

function lost(before: Source, now: Source | undefined, node: ts.Node, text: string): Finding {
  const message = `The assertion ${quoted(node.getText(before.tree))} is gone or no longer runs as it was. Existing assertions are the measure: put it back, and change the code so that it holds.`;
  return {
    rule: 'removed-assertion',
    path: before.path,
    pos: now && testAround(before, now, node),
    key: text,
    owner: '',
    message,
  };
}

/** Where the test that held the assertion now stands. */
function testAround(before: Source, now: Source, node: ts.Node): number {
  const name = testsIn(before).find(({ call }) => isWithin(node, call))?.name;
  const test = testsIn(now).find((candidate) => candidate.name === name);
  return test ? test.call.getStart(now.tree) : 0;
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end;
}

function countOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function take(counts: Map<string, number>, text: string): boolean {
  const left = counts.get(text) ?? 0;
  counts.set(text, left - 1);
  return left > 0;
}
