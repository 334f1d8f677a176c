import type * as ts from 'typescript';
import { memo } from '../../platform/memo';
import type { Ts } from '../source';
import type { Declaration, Declarations } from './module-code';

type NamedDeclaration =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.EnumDeclaration
  | ts.ModuleDeclaration;

export function isNamedDeclaration(compiler: Ts, node: ts.Node): node is NamedDeclaration {
  return (
    compiler.isFunctionDeclaration(node) ||
    compiler.isClassDeclaration(node) ||
    compiler.isInterfaceDeclaration(node) ||
    compiler.isTypeAliasDeclaration(node) ||
    compiler.isEnumDeclaration(node) ||
    compiler.isModuleDeclaration(node)
  );
}

/** Members deeper than this are part of their owner. */
const MAX_DEPTH = 4;

/** The members of a class, an object, an interface or a namespace, each with the members that it has itself. */
export function membersOf(compiler: Ts, path: string, owner: string, value: ts.Node, depth = 0): Declarations {
  const found = new Map<string, Declaration[]>();
  if (depth >= MAX_DEPTH) return found;
  const add = (name: string | undefined, node: ts.Node, held: ts.Node = node): void => {
    if (name === undefined || name === '') return;
    const whole = `${owner}.${name}`;
    const members = membersOf(compiler, path, whole, held, depth + 1);
    memo(found, name, () => []).push({ path, name: whole, node, members });
  };
  const inner = unwrapped(compiler, value);
  if (compiler.isClassLike(inner) || compiler.isInterfaceDeclaration(inner))
    for (const member of inner.members)
      add(compiler.isConstructorDeclaration(member) ? 'constructor' : nameOf(compiler, member.name), member);
  else if (compiler.isObjectLiteralExpression(inner))
    for (const property of inner.properties)
      add(
        nameOf(compiler, property.name),
        property,
        compiler.isPropertyAssignment(property) ? property.initializer : property,
      );
  else if (compiler.isModuleDeclaration(inner) && inner.body) {
    if (compiler.isModuleDeclaration(inner.body)) add(inner.body.name.getText(), inner.body);
    else if (compiler.isModuleBlock(inner.body))
      for (const statement of inner.body.statements) addStatement(compiler, statement, add);
  }
  return found;
}

function addStatement(
  compiler: Ts,
  statement: ts.Statement,
  add: (name: string | undefined, node: ts.Node, held?: ts.Node) => void,
): void {
  if (isNamedDeclaration(compiler, statement)) add(statement.name?.getText(), statement);
  if (!compiler.isVariableStatement(statement)) return;
  const { declarations } = statement.declarationList;
  for (const declaration of declarations) {
    const whole = declarations.length === 1 ? statement : declaration;
    add(declaration.name.getText(), whole, declaration.initializer ?? whole);
  }
}

/** Without the quotes of a text; undefined for a spread. */
export function nameOf(compiler: Ts, name: ts.PropertyName | undefined): string | undefined {
  if (!name) return undefined;
  return compiler.isStringLiteralLike(name) || compiler.isNumericLiteral(name) ? name.text : name.getText();
}

/** The value itself behind `as const`, parentheses, `Object.freeze(…)` and other calls that take it. */
export function unwrapped(compiler: Ts, value: ts.Node): ts.Node {
  const inner = withoutTypes(compiler, value);
  if (!compiler.isCallExpression(inner)) return inner;
  const [first] = inner.arguments;
  const only = inner.arguments.length === 1 && first ? withoutTypes(compiler, first) : inner;
  return compiler.isObjectLiteralExpression(only) ? only : inner;
}

function withoutTypes(compiler: Ts, value: ts.Node): ts.Node {
  let inner = value;
  while (
    compiler.isAsExpression(inner) ||
    compiler.isParenthesizedExpression(inner) ||
    compiler.isSatisfiesExpression(inner) ||
    compiler.isNonNullExpression(inner)
  )
    inner = inner.expression;
  return inner;
}
