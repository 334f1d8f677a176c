import type * as ts from 'typescript';
import type { Source } from '../../../../code/source';

/** Whether a node by itself is a type that accepts anything. */
export function isWide({ ts: compiler, tree }: Source, node: ts.Node): boolean {
  const { AnyKeyword, UnknownKeyword, ObjectKeyword } = compiler.SyntaxKind;
  if (node.kind === AnyKeyword || node.kind === UnknownKeyword || node.kind === ObjectKeyword) return true;
  // `string & {}` means `string`.
  if (compiler.isTypeLiteralNode(node))
    return (
      node.members.length === 0 &&
      !compiler.isIntersectionTypeNode(node.parent.parent) &&
      !compiler.isIntersectionTypeNode(node.parent)
    );
  return compiler.isTypeReferenceNode(node) && /^(?:Function|Object)$/.test(node.typeName.getText(tree));
}
