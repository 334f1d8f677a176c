import type * as ts from 'typescript';
import { memo } from '../platform/memo';
import { type Source, type Ts, walk } from './source';

/** The import, variable, parameter, function or class that a name refers to; undefined for a global. */
export function declarationOf(source: Source, name: ts.Identifier): ts.Node | undefined {
  for (let at: ts.Node | undefined = name.parent; at; at = at.parent) {
    const found = declaredIn(source, at).get(name.text);
    if (found) return found;
  }
  return undefined;
}

const REFERENCES = new WeakMap<Source, ReadonlyMap<ts.Node, readonly ts.Identifier[]>>();

/** All uses of the names that a declaration binds, the declaration itself included. */
export function referencesOf(source: Source, declaration: ts.Node): readonly ts.Identifier[] {
  return memo(REFERENCES, source, () => allReferences(source)).get(declaration) ?? [];
}

function allReferences(source: Source): ReadonlyMap<ts.Node, readonly ts.Identifier[]> {
  const found = new Map<ts.Node, ts.Identifier[]>();
  walk(source, (node) => {
    const declaration = source.ts.isIdentifier(node) ? declarationOf(source, node) : undefined;
    if (!declaration) return;
    memo(found, declaration, () => []).push(node as ts.Identifier);
  });
  return found;
}

const NOTHING: ReadonlyMap<string, ts.Node> = new Map();

function declaredIn({ ts: compiler, scopes }: Source, scope: ts.Node): ReadonlyMap<string, ts.Node> {
  const known = scopes.get(scope);
  if (known) return known;
  const names = new Map<string, ts.Node>();
  if (compiler.isFunctionLike(scope))
    for (const parameter of scope.parameters) bind(compiler, parameter.name, parameter, names);
  else if (
    compiler.isSourceFile(scope) ||
    compiler.isBlock(scope) ||
    compiler.isModuleBlock(scope) ||
    compiler.isCaseOrDefaultClause(scope)
  ) {
    for (const statement of scope.statements) declare(compiler, statement, names);
  } else if (compiler.isForStatement(scope) || compiler.isForOfStatement(scope) || compiler.isForInStatement(scope)) {
    if (scope.initializer && compiler.isVariableDeclarationList(scope.initializer))
      for (const declaration of scope.initializer.declarations) bind(compiler, declaration.name, declaration, names);
  } else if (compiler.isCatchClause(scope)) {
    if (scope.variableDeclaration) bind(compiler, scope.variableDeclaration.name, scope.variableDeclaration, names);
  } else return NOTHING;
  scopes.set(scope, names);
  return names;
}

function declare(compiler: Ts, statement: ts.Statement, names: Map<string, ts.Node>): void {
  if (compiler.isVariableStatement(statement))
    for (const declaration of statement.declarationList.declarations)
      bind(compiler, declaration.name, declaration, names);
  else if (
    (compiler.isFunctionDeclaration(statement) ||
      compiler.isClassDeclaration(statement) ||
      compiler.isEnumDeclaration(statement)) &&
    statement.name
  ) {
    names.set(statement.name.text, statement);
  } else if (compiler.isImportDeclaration(statement)) {
    const clause = statement.importClause;
    if (clause?.name) names.set(clause.name.text, clause);
    const bindings = clause?.namedBindings;
    if (bindings && compiler.isNamespaceImport(bindings)) names.set(bindings.name.text, bindings);
    else if (bindings) for (const specifier of bindings.elements) names.set(specifier.name.text, specifier);
  }
}

/** Binds the names of a pattern; a plain name is bound to `owner`. */
function bind(compiler: Ts, name: ts.BindingName, owner: ts.Node, names: Map<string, ts.Node>): void {
  if (compiler.isIdentifier(name)) {
    names.set(name.text, owner);
    return;
  }
  for (const element of name.elements) {
    if (compiler.isBindingElement(element)) bind(compiler, element.name, element, names);
  }
}
