import { dirname, join } from 'node:path/posix';
import type * as ts from 'typescript';
import { pathOf } from '../../../../code/resolve-name';
import type { Source } from '../../../../code/source';

export type Declared = { readonly source: Source; readonly node: ts.TypeAliasDeclaration | ts.InterfaceDeclaration };

/** The declaration that a type's name refers to, in this file or in another of `sources`. */
export function declaredType(source: Source, node: ts.Node, sources: readonly Source[]): Declared | undefined {
  const { ts: compiler } = source;
  if (compiler.isImportTypeNode(node)) {
    const { argument, qualifier } = node;
    if (!compiler.isLiteralTypeNode(argument) || !compiler.isStringLiteral(argument.literal) || !qualifier)
      return undefined;
    return declarationNamed(moduleAt(source, argument.literal.text, sources), qualifier.getText(source.tree));
  }
  if (!compiler.isTypeReferenceNode(node) || !compiler.isIdentifier(node.typeName)) return undefined;
  const [module, name] = (pathOf(source, node.typeName) ?? '').split('#');
  return module && name
    ? declarationNamed(moduleAt(source, module, sources), name)
    : declarationNamed(source, node.typeName.text);
}

export function declarationNamed(source: Source | undefined, name: string): Declared | undefined {
  const node = source?.tree.statements.find(
    (statement) =>
      (source.ts.isTypeAliasDeclaration(statement) || source.ts.isInterfaceDeclaration(statement)) &&
      statement.name.text === name,
  );
  return source && node ? { source, node: node as Declared['node'] } : undefined;
}

function moduleAt(source: Source, specifier: string, sources: readonly Source[]): Source | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const base = join(dirname(source.path), specifier).replace(/\.[cm]?jsx?$/, '');
  return sources.find(
    ({ path }) =>
      path.replace(/(?:\/index)?(?:\.d)?\.[cm]?tsx?$/, '') === base.replace(/\/index$/, '') || path === base,
  );
}
