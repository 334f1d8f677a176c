import type * as ts from 'typescript';
import { bodyOf } from '../../../code/functions';
import { ownerOf, quoted, type Source, type SourceChange, walk } from '../../../code/source';
import { reachableAssertions } from '../../../code/tests/reachable-assertions';
import type { Finding } from '../../../contract/code-inspection';
import { memo } from '../../../platform/memo';
import { findingAt } from '../../finding';
import { ruleFamily } from '../../rule-family';

/** A text without any of these words asserts nothing with a library. */
const ASSERTS = /\b(?:assert|expect|chai|should)\b/;

type Body = { readonly source: Source; readonly body: ts.Node };

/** Functions that only assert, in any file, and that can no longer fail: every test that relies on them passes. */
export const emptiedHelpers = ruleFamily(
  'emptied test',
  [
    {
      id: 'emptied-assertion',
      summary: 'Refuses a function that only asserted and can no longer fail.',
      appliesTo: 'named functions in files of code that assert with a library',
    },
  ],
  { kind: 'difference', find: findEmptiedHelpers },
);

function findEmptiedHelpers(changes: readonly SourceChange[]): Finding<'emptied-assertion'>[] {
  if (!changes.some(({ before }) => before && ASSERTS.test(before.text))) return [];
  const before = byName(changes.flatMap((change) => change.before ?? []));
  const after = byName(changes.flatMap((change) => change.after ?? []));
  return [...before].flatMap(([name, bodies]) => {
    const asserting = bodies.filter(({ source, body }) => onlyAsserts(source, body));
    const now = after.get(name) ?? [];
    const empty = asserting.length > 0 ? now.filter(({ source, body }) => !canFail(source, body)) : [];
    const [first] = empty;
    if (!first || now.length - empty.length >= asserting.length) return [];
    const message =
      `${quoted(name)} asserted something and no longer does, so every test that relies on it passes. ` +
      'Put its assertions back, and make the code fulfil them.';
    return [findingAt(first.source, first.body.parent, { rule: 'emptied-assertion', key: name, message })];
  });
}

function byName(sources: readonly Source[]): Map<string, Body[]> {
  const found = new Map<string, Body[]>();
  for (const source of sources) {
    for (const { name, body } of bodiesIn(source)) memo(found, name, () => []).push({ source, body });
  }
  return found;
}

function bodiesIn(source: Source): { readonly name: string; readonly body: ts.Node }[] {
  const found: { name: string; body: ts.Node }[] = [];
  walk(source, (node) => {
    const body = source.ts.isFunctionLike(node) ? bodyOf(node) : undefined;
    const name = body ? ownerOf(source, body) : '';
    if (body && name !== '' && !source.ts.isCallExpression(node.parent)) found.push({ name, body });
  });
  return found;
}

/** Whether it asserts with a library and returns nothing. */
function onlyAsserts(source: Source, body: ts.Node): boolean {
  const { ts: compiler } = source;
  if (!reachableAssertions(source, body).some(({ kind }) => kind.by === 'library')) return false;
  if (!compiler.isBlock(body)) return true;
  return !body.statements.some(
    (statement) =>
      compiler.isReturnStatement(statement) &&
      statement.expression &&
      reachableAssertions(source, statement).length === 0,
  );
}

function canFail(source: Source, body: ts.Node): boolean {
  let throws = false;
  walk(
    source,
    (node) => {
      throws ||= source.ts.isThrowStatement(node);
    },
    body,
  );
  return throws || reachableAssertions(source, body).length > 0;
}
