import type * as ts from 'typescript';
import type { Ts } from '../../source';

/** A function of a file, by the name that V8 gives it. */
export interface SourceFunction {
  /** Empty where it has none. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** All functions of a file that have a body, in the order of its text. */
export function sourceFunctions(compiler: Ts, tree: ts.SourceFile): SourceFunction[] {
  const found: SourceFunction[] = [];
  const open: ts.Node[] = [tree];
  for (let node = open.pop(); node; node = open.pop()) {
    if (compiler.isFunctionLike(node) && 'body' in node && node.body)
      found.push({ name: nameOf(compiler, node), start: node.getStart(tree), end: node.end });
    compiler.forEachChild(node, (child) => {
      open.push(child);
    });
  }
  return found.sort((a, b) => a.start - b.start);
}

function nameOf(compiler: Ts, node: ts.SignatureDeclaration): string {
  if (compiler.isConstructorDeclaration(node)) return textOf(node.parent.name) || assignedName(compiler, node.parent);
  const own = textOf(node.name);
  if (compiler.isGetAccessor(node)) return `get ${own}`;
  if (compiler.isSetAccessor(node)) return `set ${own}`;
  return own || assignedName(compiler, node);
}

/** The name of what a function without a name of its own is assigned to. */
function assignedName(compiler: Ts, node: ts.Node): string {
  let value = node;
  while (isSame(compiler, value.parent)) value = value.parent;
  const { parent } = value;
  if (!parent) return '';
  if (compiler.isExportAssignment(parent)) return 'default';
  if (compiler.isBinaryExpression(parent)) {
    const { left, right } = parent;
    if (right !== value) return '';
    return compiler.isPropertyAccessExpression(left) ? left.name.text : textOf(left);
  }
  const isNamed =
    compiler.isVariableDeclaration(parent) ||
    compiler.isPropertyAssignment(parent) ||
    compiler.isPropertyDeclaration(parent) ||
    compiler.isBindingElement(parent) ||
    compiler.isParameter(parent);
  return isNamed && parent.initializer === value ? textOf(parent.name) : '';
}

/** Brackets and types around a value. */
function isSame(compiler: Ts, node: ts.Node | undefined): boolean {
  return (
    node !== undefined &&
    (compiler.isParenthesizedExpression(node) ||
      compiler.isAsExpression(node) ||
      compiler.isSatisfiesExpression(node) ||
      compiler.isNonNullExpression(node))
  );
}

function textOf(name: ts.Node | undefined): string {
  if (!name) return '';
  return 'text' in name && typeof name.text === 'string' ? name.text : '';
}
