import type * as ts from 'typescript';
import type { Lines } from '../../../contract/code-reach';
import type { Ts } from '../../source';
import { linesOf } from './lines-of';

/** A part of a long declaration: a function in it, or some statements. */
export interface LongPart extends Lines {
  /** Of what the part declares; empty where it declares nothing. */
  readonly name: string;
  /** Its first node. */
  readonly node: ts.Node;
  readonly depth: number;
}

/** A declaration with more lines than this is divided. */
const LONG_LINES = 50;
/** Statements that follow each other become one part of at most so many lines. */
const PART_LINES = 15;

/**
 * Divides what is too long to be shown whole, such as a factory or a plugin with all of its functions inside: into its
 * statements, properties, elements or members, short ones together, and long ones again.
 */
export function longParts(compiler: Ts, tree: ts.SourceFile, node: ts.Node, depth: number): LongPart[] {
  if (!isLong(linesOf(tree, node))) return [];
  const parts: { startLine: number; endLine: number; name: string; node: ts.Node; depth: number }[] = [];
  const inner: LongPart[] = [];
  for (const list of listsIn(compiler, node)) {
    let isOpen = false;
    for (const item of list) {
      const { startLine, endLine } = linesOf(tree, item);
      const last = parts.at(-1);
      const name = declaredName(compiler, item);
      const joins = isOpen && last !== undefined && name === '' && endLine - last.startLine < PART_LINES;
      if (joins) last.endLine = Math.max(last.endLine, endLine);
      else parts.push({ startLine, endLine, name, node: item, depth });
      isOpen = name === '';
      inner.push(...longParts(compiler, tree, item, depth + 1));
    }
  }
  return [...parts, ...inner];
}

export function isLong({ startLine, endLine }: Lines): boolean {
  return endLine - startLine >= LONG_LINES;
}

/** The outermost lists of nodes below a node: a body's statements, an object's properties, a call's arguments. */
function listsIn(compiler: Ts, node: ts.Node): (readonly ts.Node[])[] {
  const lists: (readonly ts.Node[])[] = [];
  const open: ts.Node[] = [node];
  for (let at = open.pop(); at; at = open.pop()) {
    const list = listOf(compiler, at);
    if (list) lists.push(list);
    else {
      const children: ts.Node[] = [];
      compiler.forEachChild(at, (child) => {
        children.push(child);
      });
      open.push(...children.reverse());
    }
  }
  return lists;
}

function listOf(compiler: Ts, node: ts.Node): readonly ts.Node[] | undefined {
  if (compiler.isBlock(node) || compiler.isModuleBlock(node)) return node.statements;
  if (compiler.isCaseBlock(node)) return node.clauses;
  if (compiler.isClassLike(node) || compiler.isInterfaceDeclaration(node) || compiler.isTypeLiteralNode(node))
    return node.members;
  if (compiler.isObjectLiteralExpression(node)) return node.properties;
  if (compiler.isArrayLiteralExpression(node)) return node.elements;
  return undefined;
}

function declaredName(compiler: Ts, node: ts.Node): string {
  if (compiler.isFunctionDeclaration(node) || compiler.isClassElement(node) || compiler.isObjectLiteralElement(node))
    return node.name?.getText() ?? '';
  if (!compiler.isVariableStatement(node)) return '';
  const [first] = node.declarationList.declarations;
  const isFunction =
    first?.initializer !== undefined &&
    (compiler.isArrowFunction(first.initializer) || compiler.isFunctionExpression(first.initializer));
  return isFunction ? first.name.getText() : '';
}
