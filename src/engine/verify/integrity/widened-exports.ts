import type * as ts from 'typescript';
import { type Finding, findingAt } from './finding';
import { quoted, type Source, type SourceChange, textOf, walk } from './source';

/** A place in the exported surface where a type stands: `total()`, `total(items)`, `Cart.items`. */
interface Slot {
  readonly name: string;
  readonly type: ts.TypeNode;
}

/** Exported types that said what they are and now say anything. */
export function widenedExports(changes: readonly SourceChange[]): Finding[] {
  return changes.flatMap(({ before, after }) => {
    if (!before || !after || before.isTest) return [];
    const old = new Map(slotsOf(before).map((slot) => [slot.name, slot]));
    const declared = new Set([...old.keys()].map((name) => name.split('.')[0]));
    return slotsOf(after).flatMap(({ name, type }) => {
      const was = old.get(name);
      const width = widthOf(after, type);
      if (was ? width <= widthOf(before, was.type) : width === 0 || !isOpening(name, declared)) return [];
      const from = was ? ` was ${quoted(textOf(before, was.type))} and` : '';
      const message = `The exported type of ${quoted(name)}${from} is now ${quoted(textOf(after, type))}, which tells callers nothing. Keep the precise type, and make the code fit it.`;
      return [findingAt(after, type, { rule: 'widened-export', message, key: name })];
    });
  });
}

/** Whether a new slot opens a type that was there: an index signature in it, or one type in place of all its members. */
function isOpening(name: string, declared: ReadonlySet<string | undefined>): boolean {
  const [owner, member] = name.split('.');
  return declared.has(owner) && (member === undefined ? !name.includes('(') : member === '[]');
}

/** How many places of a type accept anything: `any`, `unknown`, `object`, `{}`, `Function`, `Object`. */
function widthOf(source: Source, type: ts.TypeNode): number {
  const { ts: compiler } = source;
  const wide: ReadonlySet<ts.SyntaxKind> = new Set([compiler.SyntaxKind.AnyKeyword, compiler.SyntaxKind.UnknownKeyword, compiler.SyntaxKind.ObjectKeyword]);
  let width = 0;
  walk(source, (node) => {
    const isEmpty = compiler.isTypeLiteralNode(node) && node.members.length === 0;
    const isLoose = compiler.isTypeReferenceNode(node) && /^(?:Function|Object)$/.test(node.typeName.getText(source.tree));
    if (wide.has(node.kind) || isEmpty || isLoose) width++;
  }, type);
  return width;
}

function slotsOf(source: Source): Slot[] {
  const { ts: compiler, tree } = source;
  const named = new Set(tree.statements.flatMap((statement) => {
    if (compiler.isExportAssignment(statement) && compiler.isIdentifier(statement.expression)) return [statement.expression.text];
    const list = compiler.isExportDeclaration(statement) && !statement.moduleSpecifier ? statement.exportClause : undefined;
    return list && compiler.isNamedExports(list) ? list.elements.map(({ name, propertyName }) => (propertyName ?? name).text) : [];
  }));
  return tree.statements.flatMap((statement) => {
    const isExported = compiler.canHaveModifiers(statement) && (compiler.getModifiers(statement) ?? []).some(({ kind }) => kind === compiler.SyntaxKind.ExportKeyword);
    return declarationsOf(source, statement).filter(({ name }) => isExported || named.has(name)).flatMap(({ name, node }) => slotsIn(source, name, node));
  });
}

function declarationsOf({ ts: compiler, tree }: Source, statement: ts.Statement): { readonly name: string; readonly node: ts.Node }[] {
  if (compiler.isVariableStatement(statement)) return statement.declarationList.declarations.map((node) => ({ name: node.name.getText(tree), node }));
  const isNamed =
    compiler.isFunctionDeclaration(statement) || compiler.isClassDeclaration(statement) || compiler.isInterfaceDeclaration(statement) || compiler.isTypeAliasDeclaration(statement);
  return isNamed ? [{ name: statement.name?.text ?? 'default', node: statement }] : [];
}

/** The types of one declaration, those of its public members included. */
function slotsIn(source: Source, name: string, node: ts.Node): Slot[] {
  const { ts: compiler, tree } = source;
  if (compiler.isTypeAliasDeclaration(node)) return typeSlots(source, name, node.type);
  if (compiler.isInterfaceDeclaration(node) || compiler.isClassDeclaration(node)) return node.members.flatMap((member) => memberSlots(source, name, member));
  if (compiler.isFunctionLike(node)) {
    const parameters = node.parameters.flatMap((parameter, index) => (parameter.type ? [{ name: `${name}(${index})`, type: parameter.type }] : []));
    return node.type ? [{ name: `${name}()`, type: node.type }, ...parameters] : parameters;
  }
  const isValue = compiler.isVariableDeclaration(node) || compiler.isPropertyDeclaration(node) || compiler.isPropertySignature(node);
  if (!isValue) return [];
  const own = node.type ? typeSlots(source, name, node.type) : [];
  const value = 'initializer' in node ? node.initializer : undefined;
  const isPrivate = node.name.getText(tree).startsWith('#');
  return isPrivate ? [] : value && compiler.isFunctionLike(value) ? [...own, ...slotsIn(source, name, value)] : own;
}

function typeSlots(source: Source, name: string, type: ts.TypeNode): Slot[] {
  const { ts: compiler } = source;
  if (compiler.isTypeLiteralNode(type) && type.members.length > 0) return type.members.flatMap((member) => memberSlots(source, name, member));
  return [{ name, type }];
}

function memberSlots(source: Source, owner: string, member: ts.TypeElement | ts.ClassElement): Slot[] {
  const { ts: compiler, tree } = source;
  if (compiler.isIndexSignatureDeclaration(member)) return [{ name: `${owner}.[]`, type: member.type }];
  const isPrivate = compiler.canHaveModifiers(member) && (compiler.getModifiers(member) ?? []).some(({ kind }) => kind === compiler.SyntaxKind.PrivateKeyword);
  return isPrivate ? [] : slotsIn(source, `${owner}.${member.name?.getText(tree) ?? 'new'}`, member);
}
