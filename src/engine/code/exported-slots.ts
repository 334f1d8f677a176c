import type * as ts from 'typescript';
import type { Source } from './source';

/** A type in a file's exports, with its place: `total()` for a result, `total(0)` for a parameter, `Cart.items`. */
export interface Slot {
  readonly name: string;
  readonly type: ts.TypeNode;
  /** The function, method or overload whose result or parameter it is. */
  readonly signature?: ts.SignatureDeclaration | undefined;
}

/** The types in a file's exports, as far as they are declared. */
export function slotsOf(source: Source): Slot[] {
  const { ts: compiler, tree } = source;
  const named = new Set(
    tree.statements.flatMap((statement) => {
      if (compiler.isExportAssignment(statement) && compiler.isIdentifier(statement.expression))
        return [statement.expression.text];
      const list =
        compiler.isExportDeclaration(statement) && !statement.moduleSpecifier ? statement.exportClause : undefined;
      return list && compiler.isNamedExports(list)
        ? list.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
        : [];
    }),
  );
  return withoutImplementations(source, tree.statements).flatMap((statement) => {
    const isExported =
      compiler.canHaveModifiers(statement) &&
      (compiler.getModifiers(statement) ?? []).some(({ kind }) => kind === compiler.SyntaxKind.ExportKeyword);
    return declarationsOf(source, statement)
      .filter(({ name }) => isExported || named.has(name))
      .flatMap(({ name, node }) => slotsIn(source, name, node));
  });
}

/** Leaves out the implementations of overloaded functions: callers only see the overloads. */
function withoutImplementations<T extends ts.Node>(
  { ts: compiler, tree }: Source,
  declarations: readonly T[],
): readonly T[] {
  const nameOf = (node: ts.Node): string | undefined =>
    compiler.isConstructorDeclaration(node)
      ? 'constructor'
      : compiler.isFunctionDeclaration(node) || compiler.isMethodDeclaration(node)
        ? (node.name?.getText(tree) ?? 'default')
        : undefined;
  const hasBody = (node: ts.Node): boolean => 'body' in node && node.body !== undefined;
  const overloaded = new Set(declarations.filter((node) => !hasBody(node)).map(nameOf));
  return declarations.filter((node) => nameOf(node) === undefined || !hasBody(node) || !overloaded.has(nameOf(node)));
}

function declarationsOf(
  { ts: compiler, tree }: Source,
  statement: ts.Statement,
): { readonly name: string; readonly node: ts.Node }[] {
  if (compiler.isVariableStatement(statement))
    return statement.declarationList.declarations.map((node) => ({ name: node.name.getText(tree), node }));
  const isNamed =
    compiler.isFunctionDeclaration(statement) ||
    compiler.isClassDeclaration(statement) ||
    compiler.isInterfaceDeclaration(statement) ||
    compiler.isTypeAliasDeclaration(statement);
  return isNamed ? [{ name: statement.name?.text ?? 'default', node: statement }] : [];
}

/** The types of one declaration, its public members included. */
function slotsIn(source: Source, name: string, node: ts.Node): Slot[] {
  const { ts: compiler, tree } = source;
  if (compiler.isTypeAliasDeclaration(node)) return typeSlots(source, name, node.type);
  if (compiler.isInterfaceDeclaration(node)) {
    // A base of an interface can add members to it, as an index signature does.
    const bases = (node.heritageClauses ?? []).flatMap(({ types }) =>
      types.map((type) => ({ name: `${name}.[]`, type })),
    );
    return [...bases, ...node.members.flatMap((member) => memberSlots(source, name, member))];
  }
  if (compiler.isClassDeclaration(node))
    return withoutImplementations<ts.ClassElement>(source, node.members).flatMap((member) =>
      memberSlots(source, name, member),
    );
  if (compiler.isFunctionLike(node)) {
    const parameters = node.parameters.flatMap((parameter, index) =>
      parameter.type ? [{ name: `${name}(${index})`, type: parameter.type, signature: node }] : [],
    );
    return node.type ? [{ name: `${name}()`, type: node.type, signature: node }, ...parameters] : parameters;
  }
  const isValue =
    compiler.isVariableDeclaration(node) || compiler.isPropertyDeclaration(node) || compiler.isPropertySignature(node);
  if (!isValue) return [];
  const own = node.type ? typeSlots(source, name, node.type) : [];
  const value = 'initializer' in node ? node.initializer : undefined;
  const isPrivate = node.name.getText(tree).startsWith('#');
  return isPrivate ? [] : value && compiler.isFunctionLike(value) ? [...own, ...slotsIn(source, name, value)] : own;
}

function typeSlots(source: Source, name: string, type: ts.TypeNode): Slot[] {
  const { ts: compiler } = source;
  if (compiler.isTypeLiteralNode(type) && type.members.length > 0)
    return type.members.flatMap((member) => memberSlots(source, name, member));
  return [{ name, type }];
}

function memberSlots(source: Source, owner: string, member: ts.TypeElement | ts.ClassElement): Slot[] {
  const { ts: compiler, tree } = source;
  if (compiler.isIndexSignatureDeclaration(member)) return [{ name: `${owner}.[]`, type: member.type }];
  const isPrivate =
    compiler.canHaveModifiers(member) &&
    (compiler.getModifiers(member) ?? []).some(({ kind }) => kind === compiler.SyntaxKind.PrivateKeyword);
  return isPrivate ? [] : slotsIn(source, `${owner}.${member.name?.getText(tree) ?? 'new'}`, member);
}
