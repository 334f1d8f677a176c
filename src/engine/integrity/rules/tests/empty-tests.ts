import type * as ts from 'typescript';
import { bodyOf } from '../../../code/functions';
import { constantOf } from '../../../code/resolve-name';
import { quoted, type Source, walk } from '../../../code/source';
import { holdsAssertion, isBareExpect } from '../../../code/tests/assertions';
import { type Assertion, reachableAssertions } from '../../../code/tests/reachable-assertions';
import { testsIn } from '../../../code/tests/test-syntax';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';
import { ruleFamily } from '../../rule-family';

/**
 * Tests that cannot fail: empty ones, and those whose assertions never run, have their failure swallowed, or are
 * about constants only.
 */
export const emptyTests = ruleFamily(
  'emptied test',
  [
    {
      id: 'empty-test',
      summary: 'Refuses a new or edited test that cannot fail: an empty one, or one whose assertions check nothing.',
      appliesTo: 'test files, and files that import a test framework',
    },
  ],
  { kind: 'added', find: findEmptyTests },
);

function findEmptyTests(source: Source): Finding<'empty-test'>[] {
  if (!source.declaresTests) return [];
  const { ts: compiler } = source;
  return testsIn(source).flatMap(({ call, body, name }) => {
    const block = body && compiler.isFunctionLike(body) ? bodyOf(body) : undefined;
    const reason = block && reasonItPasses(source, block);
    if (!reason) return [];
    return [
      findingAt(source, call, {
        rule: 'empty-test',
        key: name,
        message:
          `The test ${quoted(name)} ${reason}, so it passes whatever the code does. ` +
          'Assert what the code returns or does.',
      }),
    ];
  });
}

function reasonItPasses(source: Source, block: ts.Node): string | undefined {
  const { ts: compiler } = source;
  if (compiler.isBlock(block)) {
    const [first] = block.statements;
    if (!first) return 'is empty';
    if (compiler.isReturnStatement(first) && (!first.expression || block.statements.length > 1))
      return 'returns before it asserts anything';
  }
  const assertions = reachableAssertions(source, block);
  if (assertions.length > 0)
    return assertions.every((assertion) => isAboutConstants(source, assertion))
      ? 'only asserts about constants'
      : undefined;
  if (holdsAssertion(source, block)) return 'has assertions that are never run, or whose failure is caught and dropped';
  return holdsBareExpect(source, block) ? 'calls `expect` without a matcher' : undefined;
}

function holdsBareExpect(source: Source, block: ts.Node): boolean {
  let found = false;
  walk(
    source,
    (node) => {
      found ||= isBareExpect(source, node);
    },
    block,
  );
  return found;
}

/** `expect(true).toBe(true)`, `assert.equal(1, 1)`: everything that is compared is a literal. */
function isAboutConstants(source: Source, { node, kind }: Assertion): boolean {
  const { ts: compiler } = source;
  if (kind.by === 'name') return false;
  if (kind.by === 'helper')
    return reachableAssertions(source, kind.body, 1).every(
      (assertion) => assertion.kind.by === 'library' && isAboutConstants(source, assertion),
    );
  const compared: ts.Node[] = [];
  for (let at = node; compiler.isCallExpression(at) || compiler.isPropertyAccessExpression(at); at = at.expression) {
    // `value.should.equal(1)`: the subject of the assertion comes first.
    if (compiler.isPropertyAccessExpression(at) && at.name.text === 'should') compared.push(at.expression);
    if (!compiler.isCallExpression(at)) continue;
    // `assertEqual<A, B>(true)` is an assertion about types, made by its type arguments.
    if (at.typeArguments) return false;
    compared.push(...at.arguments);
  }
  return compared.length > 0 && compared.every((argument) => isConstant(source, argument));
}

function isConstant(source: Source, value: ts.Node): boolean {
  const { ts: compiler } = source;
  let constant = true;
  walk(
    source,
    (node) => {
      if (
        compiler.isIdentifier(node)
          ? !isNamedConstant(source, node)
          : compiler.isCallExpression(node) ||
            compiler.isNewExpression(node) ||
            node.kind === compiler.SyntaxKind.ThisKeyword ||
            compiler.isFunctionLike(node)
      )
        constant = false;
    },
    value,
  );
  return constant;
}

/** `const two = 2`. An object does not count: the code may have changed it. */
function isNamedConstant(source: Source, name: ts.Identifier): boolean {
  const { ts: compiler } = source;
  const value = constantOf(source, name);
  if (!value) return false;
  return (
    compiler.isLiteralExpression(value) ||
    value.kind === compiler.SyntaxKind.TrueKeyword ||
    value.kind === compiler.SyntaxKind.FalseKeyword
  );
}
