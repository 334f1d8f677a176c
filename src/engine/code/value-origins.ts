import type * as ts from 'typescript';
import { memo } from '../platform/memo';
import { bodyOf, onlyValue } from './functions';
import { constantText, pathOf, unwrapped } from './resolve-name';
import { declarationOf } from './scopes';
import type { Source } from './source';

/** Cached results by value: names are used often, and the values behind them are read once. */
type Found = Map<ts.Node, ReadonlySet<string>>;
const ORIGINS = new WeakMap<Source, Found>();
const TEXTS = new WeakMap<Source, Found>();

export function isMember({ ts: compiler }: Source, node: ts.Node): boolean {
  return compiler.isPropertyAccessExpression(node) || compiler.isElementAccessExpression(node);
}

/**
 * The places outside the file that a value comes from, as paths of `pathOf` such as `process.env.NODE_ENV`. It follows
 * the file's names through which the value passes.
 */
export function valueOrigins(source: Source, value: ts.Node): ReadonlySet<string> {
  const { ts: compiler } = source;
  return collected(source, ORIGINS, value, (node) => {
    if (isUserArgument(source, node) || (compiler.isIdentifier(node) && isNameOfMember(source, node))) return 'skip';
    const path = isMember(source, node) || compiler.isIdentifier(node) ? pathOf(source, node) : undefined;
    const stack =
      path === undefined && isMember(source, node) && /\.stack$/.test(node.getText(source.tree)) ? ['error.stack'] : [];
    return {
      found: path === undefined ? stack : [path],
      next: compiler.isIdentifier(node) ? assignedValue(source, node) : undefined,
    };
  });
}

/** The strings, patterns and property names in a value, also in the constants that it names. */
export function textsIn(source: Source, value: ts.Node): ReadonlySet<string> {
  const { ts: compiler } = source;
  return collected(source, TEXTS, value, (node) => ({
    found: textOf(source, node),
    next: compiler.isIdentifier(node) ? literalOf(source, node) : undefined,
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

type Look = (node: ts.Node) => { readonly found: readonly string[]; readonly next: ts.Node | undefined } | 'skip';

/** What `look` finds in a value and in the values behind its names; each of them is read once. */
function collected(source: Source, cache: WeakMap<Source, Found>, value: ts.Node, look: Look): ReadonlySet<string> {
  const known = memo(cache, source, () => new Map<ts.Node, ReadonlySet<string>>());
  const held = known.get(value);
  if (held) return held;
  const all = new Set<string>();
  // A name that refers to itself through others gets what was found so far.
  known.set(value, all);
  const open: ts.Node[] = [value];
  for (let node = open.pop(); node; node = open.pop()) {
    const seen = look(node);
    if (seen === 'skip') continue;
    for (const item of seen.found) all.add(item);
    if (seen.next) for (const item of collected(source, cache, seen.next, look)) all.add(item);
    source.ts.forEachChild(node, (child) => {
      open.push(child);
    });
  }
  return all;
}

/** `process.argv[2]` and `process.argv.slice(2)`: the user's arguments, not how the program was started. */
function isUserArgument(source: Source, node: ts.Node): boolean {
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

/** The first two arguments are the program and the script. */
function isPastProgram({ ts: compiler }: Source, index: ts.Node | undefined): boolean {
  return index !== undefined && compiler.isNumericLiteral(index) && Number(index.text) >= 2;
}

/** The value of a name of the file; where a member or a result of it is used, only that part. */
function assignedValue(source: Source, name: ts.Identifier): ts.Node | undefined {
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

/** The value that a destructuring pattern takes apart. */
function ownerOf({ ts: compiler }: Source, element: ts.BindingElement): ts.Node | undefined {
  let at: ts.Node = element;
  while (compiler.isBindingElement(at) || compiler.isObjectBindingPattern(at) || compiler.isArrayBindingPattern(at))
    at = at.parent;
  return compiler.isVariableDeclaration(at) ? at.initializer : undefined;
}

/** One member of an object literal; of any other value the whole value. */
function memberOf(source: Source, value: ts.Node, name: string): ts.Node | undefined {
  const { ts: compiler, tree } = source;
  if (!compiler.isObjectLiteralExpression(value)) return value;
  const property = value.properties.find((candidate) => candidate.name?.getText(tree) === name);
  if (property && compiler.isPropertyAssignment(property)) return property.initializer;
  return property && compiler.isShorthandPropertyAssignment(property) ? property.name : undefined;
}

/** The literal that a constant's name refers to. */
function literalOf(source: Source, name: ts.Identifier): ts.Node | undefined {
  const { ts: compiler } = source;
  if (isNameOfMember(source, name)) return undefined;
  const declaration = declarationOf(source, name);
  if (!declaration || !compiler.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
  const value = unwrapped(compiler, declaration.initializer);
  const isLiteral =
    compiler.isStringLiteralLike(value) ||
    compiler.isRegularExpressionLiteral(value) ||
    compiler.isArrayLiteralExpression(value) ||
    compiler.isObjectLiteralExpression(value) ||
    compiler.isNewExpression(value);
  return isLiteral ? value : undefined;
}

/** `name` of `x.name` and of `{ name: x }`, which refers to nothing by itself. */
function isNameOfMember({ ts: compiler }: Source, name: ts.Identifier): boolean {
  const { parent } = name;
  return (
    (compiler.isPropertyAccessExpression(parent) && parent.name === name) ||
    (compiler.isPropertyAssignment(parent) && parent.name === name)
  );
}
