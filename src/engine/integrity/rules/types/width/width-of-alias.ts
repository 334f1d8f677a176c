import type * as ts from 'typescript';
import { type Source, walk } from '../../../../code/source';
import { declaredType } from './declared-type';
import { isWide } from './wide';

/**
 * How many places accept anything in the function or object type that a name stands for; type parameters that the
 * name is used without count as their defaults. 0 for other names.
 */
export function widthOfAlias(source: Source, node: ts.Node, sources: readonly Source[]): number {
  const { ts: compiler } = source;
  if (!compiler.isTypeReferenceNode(node)) return 0;
  const declared = declaredType(source, node, sources);
  if (!declared || compiler.isInterfaceDeclaration(declared.node)) return 0;
  const { type, typeParameters = [] } = declared.node;
  if (!compiler.isFunctionTypeNode(type) && !compiler.isTypeLiteralNode(type)) return 0;
  const open = new Set(
    typeParameters
      .slice(node.typeArguments?.length ?? 0)
      .filter((parameter) => parameter.default && isWideDefault(declared.source, parameter.default))
      .map((parameter) => parameter.name.text),
  );
  let count = 0;
  walk(
    declared.source,
    (part) => {
      const isOpen = compiler.isTypeReferenceNode(part) && open.has(part.typeName.getText(declared.source.tree));
      if (isOpen || isWide(declared.source, part)) count++;
    },
    type,
  );
  return count;
}

/** Also `unknown | void`. */
function isWideDefault(source: Source, type: ts.TypeNode): boolean {
  const parts = source.ts.isUnionTypeNode(type) ? type.types : [type];
  return parts.some((part) => isWide(source, part));
}
