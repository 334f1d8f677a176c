import type * as ts from 'typescript';
import { bodyOf, functionOf, isDoingNothing } from '../functions';
import { pathOf } from '../resolve-name';
import type { Source } from '../source';
import { holdsAssertion } from './assertions';

const LOGS = /^(?:console\.|process\.std(?:out|err)\.write$)/;

/** Whether a `catch` does nothing with the error except logging it. */
export function swallows(source: Source, { block, variableDeclaration }: ts.CatchClause): boolean {
  if (holdsAssertion(source, block)) return false;
  const name = variableDeclaration?.name;
  if (name && !source.ts.isIdentifier(name)) return false;
  return !handles(source, block, name?.text);
}

/** Whether anything in it throws, assigns something, or uses the error's name other than to log it. */
function handles(source: Source, within: ts.Node, name: string | undefined): boolean {
  const { ts: compiler } = source;
  const { FirstAssignment, LastAssignment } = compiler.SyntaxKind;
  const open: ts.Node[] = [within];
  for (let node = open.pop(); node; node = open.pop()) {
    if (compiler.isCallExpression(node) && LOGS.test(pathOf(source, node.expression) ?? '')) continue;
    if (compiler.isThrowStatement(node) || (compiler.isIdentifier(node) && node.text === name)) return true;
    if (
      compiler.isBinaryExpression(node) &&
      node.operatorToken.kind >= FirstAssignment &&
      node.operatorToken.kind <= LastAssignment
    )
      return true;
    compiler.forEachChild(node, (child) => {
      open.push(child);
    });
  }
  return false;
}

/** `expect(promise).rejects.toThrow().catch(() => {})`. */
export function isCaught(source: Source, chain: ts.Node): boolean {
  const { ts: compiler } = source;
  if (
    !compiler.isCallExpression(chain) ||
    !compiler.isPropertyAccessExpression(chain.expression) ||
    chain.expression.name.text !== 'catch'
  )
    return false;
  const [handler] = chain.arguments;
  if (!handler) return false;
  if (isDoingNothing(source, handler)) return true;
  const fn = functionOf(source, handler);
  const body = fn && bodyOf(fn);
  return body !== undefined && compiler.isCallExpression(body) && LOGS.test(pathOf(source, body.expression) ?? '');
}

/** `expect(promise).resolves.toBe(1)` without an `await`. */
export function isFloating(source: Source, chain: ts.Node): boolean {
  const { ts: compiler } = source;
  if (!compiler.isExpressionStatement(chain.parent) || !compiler.isCallExpression(chain)) return false;
  for (
    let at: ts.Node = chain.expression;
    compiler.isPropertyAccessExpression(at) || compiler.isCallExpression(at);
    at = at.expression
  ) {
    if (compiler.isPropertyAccessExpression(at) && /^(?:resolves|rejects|eventually)$/.test(at.name.text)) return true;
  }
  return /^assert\.(?:rejects|doesNotReject)$/.test(pathOf(source, chain.expression) ?? '');
}
