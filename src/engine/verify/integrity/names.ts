import type * as ts from 'typescript';
import { type Source, TEST_MODULES, type Ts } from './source';

const ASSERT_MODULES = new Set(['assert', 'node:assert', 'assert/strict', 'node:assert/strict']);
const PROCESS_MODULES = new Set(['process', 'node:process']);
const GLOBAL_OBJECTS = new Set(['globalThis', 'global', 'window', 'self']);

/**
 * What a name or a chain of names stands for, through imports, aliases and destructuring:
 * `process.env.VITEST`, `test.skip`, `assert.equal`, `./cart#total`. Undefined for what the file
 * declares itself and for anything computed.
 */
export function pathOf(source: Source, node: ts.Node): string | undefined {
  return resolve(source, node, 0);
}

/** Aliases of aliases are followed this far; a circle ends here, too. */
const MAX_STEPS = 20;

function resolve(source: Source, node: ts.Node, steps: number): string | undefined {
  const { ts: compiler } = source;
  if (steps > MAX_STEPS) return undefined;
  const inner = unwrapped(compiler, node);
  if (inner !== node) return resolve(source, inner, steps + 1);
  if (compiler.isIdentifier(node)) return resolveName(source, node, steps);
  if (node.kind === compiler.SyntaxKind.ThisKeyword) return 'this';
  if (compiler.isMetaProperty(node)) return 'import.meta';
  if (compiler.isPropertyAccessExpression(node)) return member(resolve(source, node.expression, steps + 1), node.name.text);
  if (compiler.isElementAccessExpression(node)) {
    const key = constantText(compiler, node.argumentExpression);
    return key === undefined ? undefined : member(resolve(source, node.expression, steps + 1), key);
  }
  if (compiler.isBinaryExpression(node) && isDefaulting(compiler, node.operatorToken.kind)) return resolve(source, node.left, steps + 1);
  // Fixtures: `const test = base.extend({ … })` is `base` with more arguments.
  if (compiler.isCallExpression(node) && compiler.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'extend') {
    return resolve(source, node.expression.expression, steps + 1);
  }
  const required = requiredModule(compiler, node);
  return required === undefined ? undefined : exported(required, '*');
}

function isDefaulting(compiler: Ts, kind: ts.SyntaxKind): boolean {
  return kind === compiler.SyntaxKind.QuestionQuestionToken || kind === compiler.SyntaxKind.BarBarToken;
}

function resolveName(source: Source, name: ts.Identifier, steps: number): string | undefined {
  const { ts: compiler } = source;
  const declaration = declarationOf(source, name);
  if (declaration === undefined) return GLOBAL_OBJECTS.has(name.text) ? '' : name.text;
  if (compiler.isImportClause(declaration)) return exported(moduleOf(compiler, declaration), 'default');
  if (compiler.isNamespaceImport(declaration)) return exported(moduleOf(compiler, declaration), '*');
  if (compiler.isImportSpecifier(declaration)) return exported(moduleOf(compiler, declaration), (declaration.propertyName ?? declaration.name).text);
  if (compiler.isVariableDeclaration(declaration)) return declaration.initializer ? resolve(source, declaration.initializer, steps + 1) : undefined;
  if (compiler.isBindingElement(declaration)) return destructured(source, declaration, steps + 1);
  return undefined;
}

function destructured(source: Source, element: ts.BindingElement, steps: number): string | undefined {
  const { ts: compiler } = source;
  const owner = element.parent.parent;
  if (element.dotDotDotToken || !compiler.isObjectBindingPattern(element.parent)) return undefined;
  const from = compiler.isBindingElement(owner)
    ? destructured(source, owner, steps + 1)
    : compiler.isVariableDeclaration(owner) && owner.initializer
      ? resolve(source, owner.initializer, steps + 1)
      : undefined;
  const key = element.propertyName ?? element.name;
  const text = compiler.isIdentifier(key) || compiler.isStringLiteral(key) ? key.text : undefined;
  return text === undefined ? undefined : member(from, text);
}

function member(of: string | undefined, name: string): string | undefined {
  if (of === undefined) return undefined;
  if (of === '') return GLOBAL_OBJECTS.has(name) ? '' : name;
  return of.endsWith('#*') ? exported(of.slice(0, -2), name) : `${of}.${name}`;
}

function exported(from: string, name: string): string {
  const whole = name === '*' || name === 'default';
  if (PROCESS_MODULES.has(from)) return whole ? 'process' : `process.${name}`;
  if (ASSERT_MODULES.has(from)) return whole || name === 'strict' ? 'assert' : `assert.${name}`;
  if (TEST_MODULES.has(from) && !(whole && from === 'mocha')) return name === '*' ? '' : name === 'default' ? 'test' : name;
  if (from === 'chai' && !whole) return name;
  return `${from}#${name}`;
}

function moduleOf(compiler: Ts, node: ts.Node): string {
  for (let at: ts.Node | undefined = node; at; at = at.parent) {
    if (compiler.isImportDeclaration(at) && compiler.isStringLiteral(at.moduleSpecifier)) return at.moduleSpecifier.text;
  }
  return '';
}

/** The module of `require('x')`, `await import('x')` and `import x = require('x')`. */
function requiredModule(compiler: Ts, node: ts.Node): string | undefined {
  const call = compiler.isAwaitExpression(node) ? node.expression : node;
  if (!compiler.isCallExpression(call)) return undefined;
  const loads = call.expression.kind === compiler.SyntaxKind.ImportKeyword || (compiler.isIdentifier(call.expression) && call.expression.text === 'require');
  return loads && call.arguments[0] ? constantText(compiler, call.arguments[0]) : undefined;
}

/** Without parentheses, assertions and `!`, which change no value. */
export function unwrapped(compiler: Ts, node: ts.Node): ts.Node {
  let at = node;
  while (
    compiler.isParenthesizedExpression(at) || compiler.isAsExpression(at) || compiler.isNonNullExpression(at) ||
    compiler.isSatisfiesExpression(at) || compiler.isTypeAssertionExpression(at)
  ) at = at.expression;
  return at;
}

/** The text of a string that is written down, also in pieces: `'ex' + 'it'`. */
export function constantText(compiler: Ts, node: ts.Node): string | undefined {
  const inner = unwrapped(compiler, node);
  if (compiler.isStringLiteralLike(inner)) return inner.text;
  if (!compiler.isBinaryExpression(inner) || inner.operatorToken.kind !== compiler.SyntaxKind.PlusToken) return undefined;
  const [left, right] = [constantText(compiler, inner.left), constantText(compiler, inner.right)];
  return left === undefined || right === undefined ? undefined : left + right;
}

/** The import, variable, parameter, function or class that binds a name where it is used; undefined: a global. */
export function declarationOf(source: Source, name: ts.Identifier): ts.Node | undefined {
  for (let at: ts.Node | undefined = name.parent; at; at = at.parent) {
    const found = declaredIn(source, at).get(name.text);
    if (found) return found;
  }
  return undefined;
}

const NOTHING: ReadonlyMap<string, ts.Node> = new Map();

function declaredIn({ ts: compiler, scopes }: Source, scope: ts.Node): ReadonlyMap<string, ts.Node> {
  const known = scopes.get(scope);
  if (known) return known;
  const names = new Map<string, ts.Node>();
  if (compiler.isFunctionLike(scope)) for (const parameter of scope.parameters) bind(compiler, parameter.name, parameter, names);
  else if (compiler.isSourceFile(scope) || compiler.isBlock(scope) || compiler.isModuleBlock(scope) || compiler.isCaseOrDefaultClause(scope)) {
    for (const statement of scope.statements) declare(compiler, statement, names);
  } else if (compiler.isForStatement(scope) || compiler.isForOfStatement(scope) || compiler.isForInStatement(scope)) {
    if (scope.initializer && compiler.isVariableDeclarationList(scope.initializer)) for (const declaration of scope.initializer.declarations) bind(compiler, declaration.name, declaration, names);
  } else if (compiler.isCatchClause(scope)) {
    if (scope.variableDeclaration) bind(compiler, scope.variableDeclaration.name, scope.variableDeclaration, names);
  } else return NOTHING;
  scopes.set(scope, names);
  return names;
}

function declare(compiler: Ts, statement: ts.Statement, names: Map<string, ts.Node>): void {
  if (compiler.isVariableStatement(statement)) for (const declaration of statement.declarationList.declarations) bind(compiler, declaration.name, declaration, names);
  else if ((compiler.isFunctionDeclaration(statement) || compiler.isClassDeclaration(statement) || compiler.isEnumDeclaration(statement)) && statement.name) {
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
