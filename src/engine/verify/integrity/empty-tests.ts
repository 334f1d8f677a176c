import type * as ts from 'typescript';
import { type Finding, findingAt } from './finding';
import { quoted, type Source, walk } from './source';
import { assertionsIn, testsIn } from './test-syntax';

/** Tests that cannot fail: nothing in them, a return before anything, or assertions about constants only. */
export function emptyTests(source: Source): Finding[] {
  if (!source.declaresTests) return [];
  const { ts: compiler } = source;
  return testsIn(source).flatMap(({ call, body, name }) => {
    if (!body || !compiler.isFunctionLike(body) || !('body' in body)) return [];
    const block = body.body as ts.Node | undefined;
    const why = block && whyEmpty(source, block);
    if (!why) return [];
    return [findingAt(source, call, { rule: 'empty-test', key: name, message: `The test ${quoted(name)} ${why}, so it passes whatever the code does. Assert what the code returns or does.` })];
  });
}

function whyEmpty(source: Source, block: ts.Node): string | undefined {
  const { ts: compiler } = source;
  if (compiler.isBlock(block)) {
    const [first] = block.statements;
    if (!first) return 'is empty';
    if (compiler.isReturnStatement(first) && (!first.expression || block.statements.length > 1)) return 'returns before it asserts anything';
  }
  const assertions = assertionsIn(source, block);
  return assertions.length > 0 && assertions.every((assertion) => isAboutConstants(source, assertion)) ? 'only asserts about constants' : undefined;
}

/** `expect(true).toBe(true)`, `assert.equal(1, 1)`: every argument of the chain is written down. */
function isAboutConstants(source: Source, assertion: ts.Node): boolean {
  const { ts: compiler } = source;
  const given: ts.Node[] = [];
  for (let at = assertion; compiler.isCallExpression(at) || compiler.isPropertyAccessExpression(at); at = at.expression) {
    if (!compiler.isCallExpression(at)) continue;
    // An assertion about types, `assertEqual<A, B>(true)`, asserts in its type arguments.
    if (at.typeArguments) return false;
    given.push(...at.arguments);
  }
  return given.length > 0 && given.every((argument) => {
    let constant = true;
    walk(source, (node) => {
      if (compiler.isIdentifier(node) || compiler.isCallExpression(node) || node.kind === compiler.SyntaxKind.ThisKeyword || compiler.isFunctionLike(node)) constant = false;
    }, argument);
    return constant;
  });
}
