import type * as ts from 'typescript';
import { bodyOf } from '../../../code/functions';
import { constantOf } from '../../../code/resolve-name';
import { quoted, type Source, walk } from '../../../code/source';
import { holdsAssertion, isBareExpect } from '../../../code/tests/assertions';
import { type Assertion, reachableAssertions } from '../../../code/tests/reachable-assertions';
import { testsIn } from '../../../code/tests/test-syntax';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';

/** Tests that cannot fail: nothing in them, assertions that never run or whose failure is swallowed, or ones about constants only. */
export function emptyTests(source: Source): Finding[] {
  if (!source.declaresTests) return [];
  const { ts: compiler } = source;
  return testsIn(source).flatMap(({ call, body, name }) => {
    const block = body && compiler.isFunctionLike(body) ? bodyOf(body) : undefined;
    const why = block && whyEmpty(source, block);
    if (!why) return [];
    return [
      findingAt(source, call, {
        rule: 'empty-test',
        key: name,
        message: `The test ${quoted(name)} ${why}, so it passes whatever the code does. Assert what the code returns or does.`,
      }),
    ];
  });
}

function whyEmpty(source: Source, block: ts.Node): string | undefined {
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

/** `expect(true).toBe(true)`, `assert.equal(1, 1)`: all that is compared is written down. */
function isAboutConstants(source: Source, { node, kind }: Assertion): boolean {
  const { ts: compiler } = source;
  if (kind.by === 'name') return false;
  if (kind.by === 'helper')
    return reachableAssertions(source, kind.body, 1).every(
      (assertion) => assertion.kind.by === 'library' && isAboutConstants(source, assertion),
    );
  const given: ts.Node[] = [];
  for (let at = node; compiler.isCallExpression(at) || compiler.isPropertyAccessExpression(at); at = at.expression) {
    // `value.should.equal(1)`: what is asserted about comes first.
    if (compiler.isPropertyAccessExpression(at) && at.name.text === 'should') given.push(at.expression);
    if (!compiler.isCallExpression(at)) continue;
    // An assertion about types, `assertEqual<A, B>(true)`, asserts in its type arguments.
    if (at.typeArguments) return false;
    given.push(...at.arguments);
  }
  return given.length > 0 && given.every((argument) => isConstant(source, argument));
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

/** `const two = 2`; an object under a name may have been changed by the code. */
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
