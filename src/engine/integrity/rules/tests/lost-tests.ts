import type * as ts from 'typescript';
import { quoted, type Source, type SourceChange, textOf } from '../../../code/source';
import { reachableAssertions } from '../../../code/tests/reachable-assertions';
import { testCallsIn, testsIn } from '../../../code/tests/test-syntax';
import type { Finding } from '../../../contract/code-inspection';
import { type IntegrityRule, ruleFamily } from '../../rule-family';

const appliesTo = 'existing test files, and files that import a test framework';
const RULES = [
  {
    id: 'removed-test',
    summary: 'Refuses the removal or renaming of an existing test unless the person lets the run change tests.',
    appliesTo,
    isAllowedWithTests: true,
  },
  {
    id: 'removed-assertion',
    summary: 'Refuses the removal or rewriting of an existing assertion unless the person lets the run change tests.',
    appliesTo,
    isAllowedWithTests: true,
  },
] as const satisfies readonly IntegrityRule[];
type Id = (typeof RULES)[number]['id'];

/** Existing tests and assertions that a change deletes or rewrites. Moving them to another place is allowed. */
export const lostTests = ruleFamily('removed test', RULES, { kind: 'difference', find: findLostTests });

export function findLostTests(changes: readonly SourceChange[]): Finding<Id>[] {
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

function assertionTexts(source: Source | undefined): { readonly node: ts.Node; readonly text: string }[] {
  if (!source?.declaresTests) return [];
  return reachableAssertions(source, source.tree).map(({ node }) => ({ node, text: textOf(source, node) }));
}

function removed(path: string, now: Source | undefined, what: string): Finding<Id> {
  return {
    rule: 'removed-test',
    path,
    pos: now && 0,
    key: what,
    owner: '',
    message: `${what}. Existing tests define what is right: put it back, and change the code so that it passes.`,
  };
}

function lost(before: Source, now: Source | undefined, node: ts.Node, text: string): Finding<Id> {
  const message =
    `The assertion ${quoted(node.getText(before.tree))} is gone or no longer runs as it was. ` +
    'Existing assertions define what is right: put it back, and change the code so that it holds.';
  return {
    rule: 'removed-assertion',
    path: before.path,
    pos: now && testAround(before, now, node),
    key: text,
    owner: '',
    message,
  };
}

/** The offset, after the change, of the test that held the assertion. */
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

/** Counts one occurrence off; returns whether there was one left. */
function take(counts: Map<string, number>, text: string): boolean {
  const left = counts.get(text) ?? 0;
  counts.set(text, left - 1);
  return left > 0;
}
