import type * as ts from 'typescript';
import type { Ts } from '../../source';
import { membersOf, nameOf } from '../members';
import type { Declarations, ImportedName } from '../module-code';
import { type Draft, declare, textOf } from './draft';

/** `module.exports = …`, `exports.total = …`, `Cart.prototype.total = …`, and calls that do the same. */
export function readExpression(compiler: Ts, draft: Draft, statement: ts.ExpressionStatement): void {
  const { expression } = statement;
  if (compiler.isCallExpression(expression)) readCall(compiler, draft, expression);
  const { targets, value } = assignmentsIn(compiler, expression);
  for (const target of targets) {
    const exported = exportedName(compiler, target);
    const place = placeOf(compiler, target);
    if (exported !== undefined) exportValue(compiler, draft, exported, statement, value);
    else if (place?.name === 'prototype')
      addMembers(draft, place.owner, (owner) => membersOf(compiler, draft.path, owner, value));
    else if (place) addMembers(draft, place.owner, (owner) => memberOf(draft.path, owner, place.name, statement));
  }
}

/** What is given to whom in `exports = module.exports = create`. */
export function assignmentsIn(compiler: Ts, expression: ts.Expression) {
  const targets: ts.Expression[] = [];
  let value = expression;
  while (compiler.isBinaryExpression(value) && value.operatorToken.kind === compiler.SyntaxKind.EqualsToken) {
    targets.push(value.left);
    value = value.right;
  }
  return { targets, value };
}

/** The name under which a value is exported that is given to this; `export=`: as the whole module. */
export function exportedName(compiler: Ts, target: ts.Expression): string | undefined {
  const place = placeOf(compiler, target);
  if (place?.owner === 'module' && place.name === 'exports') return 'export=';
  return place && isExports(place.owner) ? place.name : undefined;
}

/** `module.exports` and `module['exports']`, each as its owner and its name. */
function placeOf(compiler: Ts, target: ts.Expression) {
  if (compiler.isPropertyAccessExpression(target))
    return { owner: target.expression.getText(), name: target.name.text };
  const name = compiler.isElementAccessExpression(target) ? textOf(compiler, target.argumentExpression) : undefined;
  return compiler.isElementAccessExpression(target) && name !== undefined
    ? { owner: target.expression.getText(), name }
    : undefined;
}

function isExports(text: string): boolean {
  return /^(?:exports|module\.exports|module\[['"]exports['"]\])$/.test(text);
}

/** `Object.assign(exports, require('./cart'))`, `Object.defineProperties(Cart.prototype, { total: … })`. */
function readCall(compiler: Ts, draft: Draft, call: ts.CallExpression): void {
  const [first, second, third] = call.arguments;
  // Compilers write `export *` as a call that is given the exports last, or as a loop over names.
  const isOfExports = call.arguments.some((each) => isExports(each.getText()));
  const looped = loopedOver(compiler, call);
  if (looped) passOn(compiler, draft, looped);
  const method = /^(?:Object|Reflect)\.(assign|defineProperties|defineProperty)$/.exec(call.expression.getText())?.[1];
  const name = method === 'defineProperty' && second ? textOf(compiler, second) : undefined;
  if (isOfExports) {
    const value = third && name !== undefined ? describedValue(compiler, third) : undefined;
    if (name !== undefined && value) exportValue(compiler, draft, name, call, value);
    else for (const each of call.arguments) passOn(compiler, draft, each);
  } else if (first && name !== undefined)
    addMembers(draft, first.getText(), (owner) => memberOf(draft.path, owner, name, third ?? call));
  else if (method !== undefined && first && second)
    addMembers(draft, first.getText(), (owner) => membersOf(compiler, draft.path, owner, second));
}

/** The module in `Object.keys(cart).forEach((key) => { exports[key] = cart[key]; })`. */
function loopedOver(compiler: Ts, { expression, arguments: [body] }: ts.CallExpression): ts.Expression | undefined {
  const names =
    compiler.isPropertyAccessExpression(expression) && expression.name.text === 'forEach'
      ? expression.expression
      : body;
  const isOfNames = names && compiler.isCallExpression(names) && /^Object\.keys$/.test(names.expression.getText());
  return isOfNames && /\bexports\s*[[,]/.test(body?.getText() ?? '') ? names.arguments[0] : undefined;
}

/** The value in `{ value: total }`, `{ get: () => cart.total }` and `{ get() { return require('./cart').total; } }`. */
function describedValue(compiler: Ts, descriptor: ts.Expression): ts.Expression | undefined {
  if (!compiler.isObjectLiteralExpression(descriptor)) return undefined;
  for (const property of descriptor.properties) {
    const name = nameOf(compiler, property.name);
    const held = compiler.isPropertyAssignment(property) ? property.initializer : property;
    if (name === 'value' && compiler.isPropertyAssignment(property)) return property.initializer;
    if (name !== 'get' || !compiler.isFunctionLike(held) || !('body' in held) || !held.body) continue;
    if (!compiler.isBlock(held.body)) return held.body;
    const returned = held.body.statements.find(compiler.isReturnStatement)?.expression;
    if (returned) return returned;
  }
  return undefined;
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
export function exportValue(compiler: Ts, draft: Draft, name: string, statement: ts.Node, value: ts.Expression): void {
  const specifier = requiredModule(compiler, value);
  const local = name === 'export=' ? 'default' : name;
  const member = memberOfModule(compiler, draft, value);
  if (specifier !== undefined) draft.exports.set(name, { specifier, name: requiredName(compiler, value) });
  else if (member) draft.exports.set(name, member);
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

/** `cart.total`, of a module that was loaded under this name. */
function memberOfModule(compiler: Ts, draft: Draft, value: ts.Expression): ImportedName | undefined {
  if (!compiler.isPropertyAccessExpression(value)) return undefined;
  const owner = draft.imports.get(value.expression.getText());
  return owner?.name === '*' ? { specifier: owner.specifier, name: value.name.text } : undefined;
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
