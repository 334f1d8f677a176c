import type * as ts from 'typescript';
import type { Ts } from '../source';

/** What a piece of code refers to, by its words alone. */
export interface References {
  /** Names that are used, in the order of the text, without those that only name a property. */
  readonly names: readonly string[];
  /** Names of properties that are read, called or taken apart. */
  readonly properties: readonly string[];
  /** Names that the code itself gives to its variables and parameters. */
  readonly bound: ReadonlySet<string>;
  /** Modules that are loaded or replaced in the middle of the code, or whose relative paths stand there. */
  readonly specifiers: readonly string[];
  /** Short fixed texts, without specifiers. */
  readonly texts: readonly string[];
}

/** Characters of a fixed text that may name something; a longer one is data. */
const MAX_TEXT = 2000;

export function referencesIn(compiler: Ts, nodes: readonly ts.Node[]): References {
  const names = new Set<string>();
  const properties = new Set<string>();
  const specifiers = new Set<string>();
  const bound = new Set<string>();
  const texts = new Set<string>();
  const open: ts.Node[] = [...nodes].reverse();
  for (let node = open.pop(); node; node = open.pop()) {
    if (compiler.isIdentifier(node)) {
      if (isBound(compiler, node)) bound.add(node.text);
      if (!isOwnName(compiler, node)) (isProperty(compiler, node) ? properties : names).add(node.text);
    } else if (compiler.isPrivateIdentifier(node)) properties.add(node.text);
    else if (compiler.isCallExpression(node)) {
      const specifier = loadedModule(compiler, node);
      if (specifier !== undefined) specifiers.add(specifier);
    } else if (isText(compiler, node) && node.text.length <= MAX_TEXT)
      (isRelative(compiler, node) ? specifiers : texts).add(node.text);
    else if (compiler.isElementAccessExpression(node) && compiler.isStringLiteralLike(node.argumentExpression))
      properties.add(node.argumentExpression.text);
    const inner: ts.Node[] = [];
    compiler.forEachChild(node, (child) => {
      inner.push(child);
    });
    open.push(...inner.reverse());
  }
  const only = [...texts].filter((text) => !specifiers.has(text));
  return { names: [...names], properties: [...properties], bound, specifiers: [...specifiers], texts: only };
}

/** A string, or a piece of one with values in it. */
function isText(compiler: Ts, node: ts.Node): node is ts.LiteralLikeNode {
  return compiler.isStringLiteralLike(node) || compiler.isTemplateLiteralToken(node);
}

/** Whether a text is the path of a module beside: `proxyquire('../cart', {})`, `new URL('./worker.js', …)`. */
function isRelative(compiler: Ts, node: ts.LiteralLikeNode): boolean {
  return compiler.isStringLiteralLike(node) && /^\.\.?\/\S*\w$/.test(node.text);
}

/** Whether an identifier names a property. */
function isProperty(compiler: Ts, node: ts.Identifier): boolean {
  const { parent } = node;
  if (compiler.isPropertyAccessExpression(parent)) return parent.name === node;
  if (compiler.isQualifiedName(parent)) return parent.right === node;
  if (compiler.isImportTypeNode(parent)) return parent.qualifier === node;
  if (compiler.isBindingElement(parent))
    return compiler.isObjectBindingPattern(parent.parent) && (parent.propertyName ?? parent.name) === node;
  return (compiler.isPropertyAssignment(parent) && parent.name === node) || compiler.isJsxAttribute(parent);
}

function isBound(compiler: Ts, node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (compiler.isVariableDeclaration(parent) || compiler.isBindingElement(parent) || compiler.isParameter(parent)) &&
    parent.name === node
  );
}

/** Whether an identifier only says what a member or a parameter is called. */
function isOwnName(compiler: Ts, node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (compiler.isClassElement(parent) || compiler.isTypeElement(parent) || compiler.isParameter(parent)) &&
    parent.name === node
  );
}

const LOADING = /^(?:require|(?:vi|vitest|jest)\.(?:mock|doMock|importActual|requireActual)|mock\.module)$/;

function loadedModule(compiler: Ts, { expression, arguments: [first] }: ts.CallExpression): string | undefined {
  if (!first || !compiler.isStringLiteralLike(first)) return undefined;
  if (expression.kind === compiler.SyntaxKind.ImportKeyword) return first.text;
  return expression.end - expression.pos < 200 && LOADING.test(expression.getText()) ? first.text : undefined;
}
