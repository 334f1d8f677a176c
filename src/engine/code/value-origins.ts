import type * as ts from 'typescript';
import { bodyOf, onlyValue } from './functions';
import { constantText, pathOf, unwrapped } from './resolve-name';
import { declarationOf } from './scopes';
import type { Source } from './source';

/** What was found for a value, by value: names are used often, and what they stand for is read once. */
type Found = Map<ts.Node, ReadonlySet<string>>;
const ORIGINS = new WeakMap<Source, Found>();
const TEXTS = new WeakMap<Source, Found>();

export function isMember({ ts: compiler }: Source, node: ts.Node): boolean {
  return compiler.isPropertyAccessExpression(node) || compiler.isElementAccessExpression(node);
}

/** The places outside the file that a value comes from, as `pathOf` says them, through the names it went by: `process.env.NODE_ENV`. */
export function valueOrigins(source: Source, value: ts.Node): ReadonlySet<string> {
  const { ts: compiler } = source;
  return collected(source, ORIGINS, value, (node) => {
    if (isTyped(source, node) || (compiler.isIdentifier(node) && isNameOfMember(source, node))) return 'leave';
    const path = isMember(source, node) || compiler.isIdentifier(node) ? pathOf(source, node) : undefined;
    const stack =
      path === undefined && isMember(source, node) && /\.stack$/.test(node.getText(source.tree)) ? ['error.stack'] : [];
    return {
      found: path === undefined ? stack : [path],
      next: compiler.isIdentifier(node) ? givenTo(source, node) : undefined,
    };
  });
}

/** Strings, patterns and property names that are written in a value, or in the constants that it names. */
export function textsIn(source: Source, value: ts.Node): ReadonlySet<string> {
  const { ts: compiler } = source;
  return collected(source, TEXTS, value, (node) => ({
    found: textOf(source, node),
    next: compiler.isIdentifier(node) ? writtenOf(source, node) : undefined,
  }));
}

function textOf(source: Source, node: ts.Node): string[] {
  const { ts: compiler, tree } = source;
  const text =
    compiler.isBinaryExpression(node) || compiler.isTemplateExpression(node) || compiler.isStringLiteralLike(node)
      ? constantText(source, node)
      : undefined;
  if (text !== undefined) return [text];
  if (compiler.isRegularExpressionLiteral(node)) return [node.text.replace(/^\/|\/[a-z]*$/g, '').replace(/\\/g, '')];
  return compiler.isPropertyAssignment(node) ? [node.name.getText(tree)] : [];
}

type Look = (node: ts.Node) => { readonly found: readonly string[]; readonly next: ts.Node | undefined } | 'leave';

/** What `look` finds in a value and in all that the value's names stand for; each of these is read once. */
function collected(source: Source, cache: WeakMap<Source, Found>, value: ts.Node, look: Look): ReadonlySet<string> {
  const known = cache.get(source) ?? new Map<ts.Node, ReadonlySet<string>>();
  cache.set(source, known);
  const held = known.get(value);
  if (held) return held;
  const all = new Set<string>();
  // A name that stands for itself, over others, finds what is there so far.
  known.set(value, all);
  const open: ts.Node[] = [value];
  for (let node = open.pop(); node; node = open.pop()) {
    const seen = look(node);
    if (seen === 'leave') continue;
    for (const item of seen.found) all.add(item);
    if (seen.next) for (const item of collected(source, cache, seen.next, look)) all.add(item);
    source.ts.forEachChild(node, (child) => {
      open.push(child);
    });
  }
  return all;
}

/** `process.argv[2]` and `process.argv.slice(2)`: what the person typed, not how the program was started. */
function isTyped(source: Source, node: ts.Node): boolean {
  const { ts: compiler } = source;
  if (compiler.isElementAccessExpression(node))
    return isArgv(source, node.expression) && isPastProgram(source, node.argumentExpression);
  if (!compiler.isCallExpression(node) || !compiler.isPropertyAccessExpression(node.expression)) return false;
  const { expression, name } = node.expression;
  return (
    /^(?:slice|splice|at)$/.test(name.text) && isArgv(source, expression) && isPastProgram(source, node.arguments[0])
  );
}

function isArgv(source: Source, node: ts.Node): boolean {
  return pathOf(source, node) === 'process.argv';
}

/** The program and the script come first. */
function isPastProgram({ ts: compiler }: Source, index: ts.Node | undefined): boolean {
  return index !== undefined && compiler.isNumericLiteral(index) && Number(index.text) >= 2;
}

/** What a name of the file was given; of a member or of a call, only the part that is taken. */
function givenTo(source: Source, name: ts.Identifier): ts.Node | undefined {
  const { ts: compiler } = source;
  if (isNameOfMember(source, name)) return undefined;
  const declaration = declarationOf(source, name);
  if (!declaration) return undefined;
  if (compiler.isFunctionDeclaration(declaration)) return declaration.body && onlyValue(source, declaration.body);
  if (compiler.isBindingElement(declaration)) {
    const owner = ownerOf(source, declaration);
    const isThird =
      compiler.isArrayBindingPattern(declaration.parent) && declaration.parent.elements.indexOf(declaration) >= 2;
    if (owner && isThird && isArgv(source, owner)) return undefined;
    return owner && memberOf(source, owner, (declaration.propertyName ?? declaration.name).getText(source.tree));
  }
  if (!compiler.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
  const value = unwrapped(compiler, declaration.initializer);
  if (compiler.isFunctionLike(value)) {
    const body = bodyOf(value);
    return body && onlyValue(source, body);
  }
  const { parent } = name;
  const member =
    compiler.isPropertyAccessExpression(parent) && parent.expression === name ? parent.name.text : undefined;
  return member === undefined ? value : memberOf(source, value, member);
}

/** The variable's value that a pattern takes apart. */
function ownerOf({ ts: compiler }: Source, element: ts.BindingElement): ts.Node | undefined {
  let at: ts.Node = element;
  while (compiler.isBindingElement(at) || compiler.isObjectBindingPattern(at) || compiler.isArrayBindingPattern(at))
    at = at.parent;
  return compiler.isVariableDeclaration(at) ? at.initializer : undefined;
}

/** One member of an object that is written down; of any other value all of it. */
function memberOf(source: Source, value: ts.Node, name: string): ts.Node | undefined {
  const { ts: compiler, tree } = source;
  if (!compiler.isObjectLiteralExpression(value)) return value;
  const property = value.properties.find((candidate) => candidate.name?.getText(tree) === name);
  if (property && compiler.isPropertyAssignment(property)) return property.initializer;
  return property && compiler.isShorthandPropertyAssignment(property) ? property.name : undefined;
}

/** The literal that a constant's name stands for. */
function writtenOf(source: Source, name: ts.Identifier): ts.Node | undefined {
  const { ts: compiler } = source;
  if (isNameOfMember(source, name)) return undefined;
  const declaration = declarationOf(source, name);
  if (!declaration || !compiler.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
  const value = unwrapped(compiler, declaration.initializer);
  const isWritten =
    compiler.isStringLiteralLike(value) ||
    compiler.isRegularExpressionLiteral(value) ||
    compiler.isArrayLiteralExpression(value) ||
    compiler.isObjectLiteralExpression(value) ||
    compiler.isNewExpression(value);
  return isWritten ? value : undefined;
}

/** `name` of `x.name` and of `{ name: x }`, which stands for nothing by itself. */
function isNameOfMember({ ts: compiler }: Source, name: ts.Identifier): boolean {
  const { parent } = name;
  return (
    (compiler.isPropertyAccessExpression(parent) && parent.name === name) ||
    (compiler.isPropertyAssignment(parent) && parent.name === name)
  );
}
