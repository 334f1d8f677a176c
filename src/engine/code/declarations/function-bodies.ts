import type * as ts from 'typescript';
import type { FunctionBody } from '../../contract/code-inspection';
import type { Ts } from '../source';

/** Errors by which a function says that it is still to be written. */
const UNIMPLEMENTED = /\bNot(?:Yet)?Implemented|\bnot (?:yet )?implemented|\bunimplemented|\bto ?do\b|\bfixme\b/i;

/** What the functions of a statement do: itself, those of a variable, an object or a class, but no constructors. */
export function functionBodies(compiler: Ts, tree: ts.SourceFile, statement: ts.Statement): FunctionBody[] {
  if (compiler.isFunctionDeclaration(statement))
    return bodyOf(compiler, tree, statement.name?.text ?? 'default', statement);
  if (compiler.isClassDeclaration(statement))
    return membersOf(compiler, tree, statement.name?.text ?? 'default', statement.members);
  if (!compiler.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
    compiler.isIdentifier(name) && initializer ? valueBodies(compiler, tree, name.text, initializer) : [],
  );
}

function valueBodies(compiler: Ts, tree: ts.SourceFile, name: string, value: ts.Expression): FunctionBody[] {
  const inner = withoutTypes(compiler, value);
  if (compiler.isArrowFunction(inner) || compiler.isFunctionExpression(inner))
    return bodyOf(compiler, tree, name, inner);
  if (compiler.isClassExpression(inner)) return membersOf(compiler, tree, name, inner.members);
  return compiler.isObjectLiteralExpression(inner) ? membersOf(compiler, tree, name, inner.properties) : [];
}

function membersOf(
  compiler: Ts,
  tree: ts.SourceFile,
  owner: string,
  members: readonly (ts.ClassElement | ts.ObjectLiteralElementLike)[],
): FunctionBody[] {
  return members.flatMap((member) => {
    const name = `${owner}.${member.name?.getText(tree) ?? ''}`;
    if (compiler.isMethodDeclaration(member) || compiler.isAccessor(member))
      return bodyOf(compiler, tree, name, member);
    const hasValue = compiler.isPropertyDeclaration(member) || compiler.isPropertyAssignment(member);
    const value = hasValue && member.initializer ? withoutTypes(compiler, member.initializer) : undefined;
    const isFunction = value && (compiler.isArrowFunction(value) || compiler.isFunctionExpression(value));
    return isFunction ? bodyOf(compiler, tree, name, value) : [];
  });
}

function bodyOf(
  compiler: Ts,
  tree: ts.SourceFile,
  name: string,
  { body }: { readonly body?: ts.ConciseBody | undefined },
): FunctionBody[] {
  if (!body) return [];
  return [{ name, does: whatItDoes(compiler, tree, body), text: body.getText(tree) }];
}

function whatItDoes(compiler: Ts, tree: ts.SourceFile, body: ts.ConciseBody): FunctionBody['does'] {
  if (!compiler.isBlock(body)) return isNothing(compiler, body) ? 'nothing' : 'something';
  const [only, another] = body.statements;
  if (!only) return 'nothing';
  if (another) return 'something';
  if (compiler.isThrowStatement(only)) return UNIMPLEMENTED.test(only.getText(tree)) ? 'unimplemented' : 'something';
  const isBare = compiler.isReturnStatement(only) && (!only.expression || isNothing(compiler, only.expression));
  return isBare ? 'nothing' : 'something';
}

/** `undefined`, `null`, `void 0`, `undefined as never`. */
function isNothing(compiler: Ts, expression: ts.Expression): boolean {
  const value = withoutTypes(compiler, expression);
  return (
    (compiler.isIdentifier(value) && value.text === 'undefined') ||
    compiler.isVoidExpression(value) ||
    value.kind === compiler.SyntaxKind.NullKeyword
  );
}

/** The expression without brackets and what only its types need. */
function withoutTypes(compiler: Ts, expression: ts.Expression): ts.Expression {
  let inner = expression;
  while (
    compiler.isParenthesizedExpression(inner) ||
    compiler.isAsExpression(inner) ||
    compiler.isSatisfiesExpression(inner) ||
    compiler.isNonNullExpression(inner) ||
    compiler.isTypeAssertionExpression(inner)
  )
    inner = inner.expression;
  return inner;
}
