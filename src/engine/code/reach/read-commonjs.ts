import type * as ts from 'typescript';
import type { Ts } from '../source';
import { type Draft, declare, textOf } from './draft';
import { membersOf, nameOf } from './members';
import type { Declarations } from './module-code';

/** `module.exports = …`, `exports.total = …`, `Cart.prototype.total = …`, and calls that do the same. */
export function readExpression(compiler: Ts, draft: Draft, statement: ts.ExpressionStatement): void {
  const { expression } = statement;
  if (compiler.isCallExpression(expression)) readCall(compiler, draft, expression);
  if (!compiler.isBinaryExpression(expression) || !compiler.isPropertyAccessExpression(expression.left)) return;
  const { left, right } = expression;
  const target = left.expression.getText();
  const name = left.name.text;
  if (target === 'module' && name === 'exports') exportValue(compiler, draft, 'export=', statement, right);
  else if (target === 'exports' || target === 'module.exports') exportValue(compiler, draft, name, statement, right);
  else if (name === 'prototype') addMembers(draft, target, (owner) => membersOf(compiler, draft.path, owner, right));
  else addMembers(draft, target, (owner) => memberOf(draft.path, owner, name, statement));
}

/** `Object.assign(exports, require('./cart'))`, `Object.defineProperties(Cart.prototype, { total: … })`. */
function readCall(compiler: Ts, draft: Draft, call: ts.CallExpression): void {
  const [first, second, third] = call.arguments;
  // Compilers write `export *` as a call that is given the exports last.
  const isOfExports = call.arguments.some((each) => /^(?:module\.)?exports$/.test(each.getText()));
  if (isOfExports) for (const each of call.arguments) passOn(compiler, draft, each);
  const method = /^(?:Object|Reflect)\.(assign|defineProperties|defineProperty)$/.exec(call.expression.getText())?.[1];
  if (method === undefined || isOfExports || !first || !second) return;
  const name = method === 'defineProperty' ? textOf(compiler, second) : undefined;
  if (name !== undefined)
    addMembers(draft, first.getText(), (owner) => memberOf(draft.path, owner, name, third ?? call));
  else addMembers(draft, first.getText(), (owner) => membersOf(compiler, draft.path, owner, second));
}

/** Adds to what is declared under a name, or to its prototype, which is all the same here. */
function addMembers(draft: Draft, target: string, made: (owner: string) => Declarations): void {
  const [owner, ...others] = draft.declarations.get(target.replace(/\.prototype$/, '')) ?? [];
  if (!owner) return;
  const members = new Map(owner.members);
  for (const [name, added] of made(owner.name)) members.set(name, [...(members.get(name) ?? []), ...added]);
  draft.declarations.set(owner.name, [{ ...owner, members }, ...others]);
}

function memberOf(path: string, owner: string, name: string, node: ts.Node): Declarations {
  return new Map([[name, [{ path, name: `${owner}.${name}`, node, members: new Map() }]]]);
}

/** What a module exports under a name; `export=` is the whole of it. */
export function exportValue(
  compiler: Ts,
  draft: Draft,
  name: string,
  statement: ts.Statement,
  value: ts.Expression,
): void {
  const specifier = requiredModule(compiler, value);
  const local = name === 'export=' ? 'default' : name;
  if (specifier !== undefined) draft.exports.set(name, { specifier, name: requiredName(compiler, value) });
  else if (compiler.isIdentifier(value)) draft.exports.set(name, value.text);
  else {
    declare(compiler, draft, local, statement, value);
    draft.exports.set(name, local);
  }
  if (name !== 'export=' || !compiler.isObjectLiteralExpression(value)) return;
  for (const property of value.properties) {
    if (compiler.isSpreadAssignment(property)) passOn(compiler, draft, property.expression);
    const key = nameOf(compiler, property.name);
    const local = localName(compiler, property);
    if (key === undefined) continue;
    draft.exports.set(key, local ?? `default.${key}`);
    draft.isObject = true;
  }
}

/** Exports all of a module that is loaded here, or was under this name. */
function passOn(compiler: Ts, draft: Draft, value: ts.Expression): void {
  const known = compiler.isIdentifier(value) ? draft.imports.get(value.text) : undefined;
  const specifier = known?.name === '*' ? known.specifier : requiredModule(compiler, value);
  if (specifier !== undefined) draft.stars.push(specifier);
}

/** The name in `{ total }` and `{ sum: total }`, which the exported one only stands for. */
function localName(compiler: Ts, property: ts.ObjectLiteralElementLike): string | undefined {
  if (compiler.isShorthandPropertyAssignment(property)) return property.name.text;
  return compiler.isPropertyAssignment(property) && compiler.isIdentifier(property.initializer)
    ? property.initializer.text
    : undefined;
}

/** The module of `require('…')`, `await import('…')` and `require('…').name`. */
export function requiredModule(compiler: Ts, value: ts.Expression): string | undefined {
  const call =
    compiler.isPropertyAccessExpression(value) || compiler.isAwaitExpression(value) ? value.expression : value;
  if (!compiler.isCallExpression(call)) return undefined;
  const { expression } = call;
  const isLoading =
    expression.kind === compiler.SyntaxKind.ImportKeyword ||
    (compiler.isIdentifier(expression) && expression.text === 'require');
  const [argument] = call.arguments;
  return isLoading && argument ? textOf(compiler, argument) : undefined;
}

/** The name that is taken of it; `*`: all. */
export function requiredName(compiler: Ts, value: ts.Expression): string {
  return compiler.isPropertyAccessExpression(value) ? value.name.text : '*';
}
