import type * as ts from 'typescript';
import { constantOf, unwrapped } from './resolve-name';
import { declarationOf } from './scopes';
import type { Source } from './source';

/** The function itself, or the function of this file that a name refers to. */
export function functionOf(source: Source, node: ts.Node): ts.SignatureDeclaration | undefined {
  const { ts: compiler } = source;
  const inner = unwrapped(compiler, node);
  if (compiler.isFunctionLike(inner)) return inner;
  const declaration = compiler.isIdentifier(inner) ? declarationOf(source, inner) : undefined;
  if (!declaration) return undefined;
  if (compiler.isFunctionDeclaration(declaration)) return declaration;
  if (!compiler.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
  const value = unwrapped(compiler, declaration.initializer);
  return compiler.isFunctionLike(value) ? value : undefined;
}

export function bodyOf(fn: ts.SignatureDeclaration): ts.Node | undefined {
  return 'body' in fn ? (fn.body as ts.Node | undefined) : undefined;
}

/** `() => {}`, also behind a name. */
export function isDoingNothing(source: Source, node: ts.Node): boolean {
  const fn = functionOf(source, node);
  const body = fn && bodyOf(fn);
  if (!body) return false;
  return source.ts.isBlock(body) ? body.statements.length === 0 : isNothing(source, body);
}

function isNothing({ ts: compiler, tree }: Source, value: ts.Node): boolean {
  return compiler.isVoidExpression(value) || /^(?:undefined|null)$/.test(value.getText(tree));
}

/** Whether a function always returns `true` and does nothing else. */
export function isAlwaysTrue(source: Source, node: ts.Node): boolean {
  const fn = functionOf(source, node);
  const body = fn && bodyOf(fn);
  const value = body && onlyValue(source, body);
  return value !== undefined && isTrue(source, value);
}

/** The value that a function returns if it does nothing else. */
export function onlyValue({ ts: compiler }: Source, body: ts.Node): ts.Node | undefined {
  if (!compiler.isBlock(body)) return body;
  const [only] = body.statements;
  return body.statements.length === 1 && only && compiler.isReturnStatement(only) ? only.expression : undefined;
}

function isTrue(source: Source, value: ts.Node): boolean {
  const { ts: compiler } = source;
  const inner = unwrapped(compiler, value);
  if (inner.kind === compiler.SyntaxKind.TrueKeyword) return true;
  if (compiler.isPrefixUnaryExpression(inner))
    return (
      inner.operator === compiler.SyntaxKind.ExclamationToken &&
      compiler.isNumericLiteral(inner.operand) &&
      Number(inner.operand.text) === 0
    );
  const constant = compiler.isIdentifier(inner) ? constantOf(source, inner) : undefined;
  return constant !== undefined && constant.kind === compiler.SyntaxKind.TrueKeyword;
}
