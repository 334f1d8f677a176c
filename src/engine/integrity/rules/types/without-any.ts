import type * as ts from 'typescript';
import type { Source } from '../../../code/source';
import type { TextEdit } from '../../../contract/code-inspection';

/**
 * The edit that takes an `any` out of the file, where the code means the same without it. What the compiler then
 * reports is what the `any` silences. Undefined where the code says nothing else of the type, as in `new (): any`.
 */
export function withoutAny(source: Source, node: ts.Node): TextEdit | undefined {
  const { ts: compiler, tree } = source;
  if (node.kind !== compiler.SyntaxKind.AnyKeyword) return undefined;
  const { parent } = node;
  const assertion = assertionTo(source, node);
  if (assertion && compiler.isAsExpression(assertion))
    return { start: assertion.expression.end, end: assertion.end, text: '' };
  if (assertion) return { start: assertion.getStart(tree), end: assertion.expression.getStart(tree), text: '' };
  // A name for `any` gives every value that has it every type.
  if (compiler.isTypeAliasDeclaration(parent)) return { start: node.getStart(tree), end: node.end, text: 'unknown' };
  if (!isInferred(source, parent)) return undefined;
  return { start: tree.text.lastIndexOf(':', node.getStart(tree)), end: node.end, text: '' };
}

/** The assertion to this `any`, to a list of it or to another type with it as an argument. */
function assertionTo({ ts: compiler }: Source, node: ts.Node): ts.AsExpression | ts.TypeAssertion | undefined {
  let at = node;
  while (
    compiler.isArrayTypeNode(at.parent) ||
    compiler.isTypeReferenceNode(at.parent) ||
    compiler.isParenthesizedTypeNode(at.parent) ||
    compiler.isUnionTypeNode(at.parent)
  )
    at = at.parent;
  return compiler.isAsExpression(at.parent) || compiler.isTypeAssertionExpression(at.parent) ? at.parent : undefined;
}

/** Whether the compiler finds a type by itself where the declaration names none. */
function isInferred({ ts: compiler }: Source, node: ts.Node): boolean {
  if (compiler.isVariableDeclaration(node) || compiler.isPropertyDeclaration(node))
    return node.initializer !== undefined && !isEmpty(compiler, node.initializer);
  if (compiler.isParameter(node))
    return (
      node.initializer !== undefined ||
      compiler.isArrowFunction(node.parent) ||
      compiler.isFunctionExpression(node.parent)
    );
  return compiler.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

/** `{}`, `[]` and `null` are filled later, so that they say nothing of the type. */
function isEmpty(compiler: typeof ts, node: ts.Expression): boolean {
  if (compiler.isObjectLiteralExpression(node)) return node.properties.length === 0;
  if (compiler.isArrayLiteralExpression(node)) return node.elements.length === 0;
  return node.kind === compiler.SyntaxKind.NullKeyword || node.getText() === 'undefined';
}
