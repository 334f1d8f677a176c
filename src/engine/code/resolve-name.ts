import type * as ts from 'typescript';
import { declarationOf } from './scopes';
import { type Source, TEST_MODULES, type Ts } from './source';

const ASSERT_MODULES = new Set(['assert', 'node:assert', 'assert/strict', 'node:assert/strict']);
const PROCESS_MODULES = new Set(['process', 'node:process']);
const GLOBAL_OBJECTS = new Set(['globalThis', 'global', 'window', 'self']);

/**
 * What a name or a chain of names refers to, through imports, aliases and destructuring: `process.env.VITEST`,
 * `test.skip`, `assert.equal`, `./cart#total`. Undefined for what the file declares itself and for anything computed.
 */
export function pathOf(source: Source, node: ts.Node): string | undefined {
  return resolve(source, node, 0);
}

/** Aliases of aliases are followed this far. It also ends circles. */
const MAX_STEPS = 20;
/** Text in pieces is followed this deep. Each step can double the work. */
const MAX_PIECES = 12;

function resolve(source: Source, node: ts.Node, steps: number): string | undefined {
  const { ts: compiler } = source;
  if (steps > MAX_STEPS) return undefined;
  const inner = unwrapped(compiler, node);
  if (inner !== node) return resolve(source, inner, steps + 1);
  if (compiler.isIdentifier(node)) return resolveName(source, node, steps);
  if (node.kind === compiler.SyntaxKind.ThisKeyword) return 'this';
  if (compiler.isMetaProperty(node)) return 'import.meta';
  if (compiler.isPropertyAccessExpression(node))
    return member(resolve(source, node.expression, steps + 1), node.name.text);
  if (compiler.isElementAccessExpression(node)) {
    const key = constantText(source, node.argumentExpression);
    return key === undefined ? undefined : member(resolve(source, node.expression, steps + 1), key);
  }
  if (compiler.isBinaryExpression(node)) {
    if (isDefaulting(compiler, node.operatorToken.kind)) return resolve(source, node.left, steps + 1);
    // `(0, eval)` is `eval`.
    return node.operatorToken.kind === compiler.SyntaxKind.CommaToken
      ? resolve(source, node.right, steps + 1)
      : undefined;
  }
  // Fixtures: `const test = base.extend({ … })` and `base.bind(…)` are `base` with more arguments.
  if (
    compiler.isCallExpression(node) &&
    compiler.isPropertyAccessExpression(node.expression) &&
    /^(?:extend|bind)$/.test(node.expression.name.text)
  ) {
    return resolve(source, node.expression.expression, steps + 1);
  }
  // `{ ...process.env }` has what `process.env` has.
  if (compiler.isObjectLiteralExpression(node)) {
    const spread = node.properties.find(compiler.isSpreadAssignment);
    return spread && resolve(source, spread.expression, steps + 1);
  }
  const required = requiredModule(source, node, steps);
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
  if (compiler.isImportSpecifier(declaration))
    return exported(moduleOf(compiler, declaration), (declaration.propertyName ?? declaration.name).text);
  if (compiler.isVariableDeclaration(declaration))
    return declaration.initializer ? resolve(source, declaration.initializer, steps + 1) : undefined;
  if (compiler.isBindingElement(declaration)) return destructured(source, declaration, steps + 1);
  return compiler.isParameter(declaration) ? parameterPath(source, declaration, steps) : undefined;
}

/** What a parameter refers to: its default, or a module that was loaded for it. */
function parameterPath(source: Source, parameter: ts.ParameterDeclaration, steps: number): string | undefined {
  return parameter.initializer
    ? resolve(source, parameter.initializer, steps + 1)
    : loadedFor(source, parameter, steps);
}

/** `p` in `import('node:process').then((p) => …)`: the module. */
function loadedFor(source: Source, parameter: ts.ParameterDeclaration, steps: number): string | undefined {
  const { ts: compiler } = source;
  const call = parameter.parent.parent;
  const isThen =
    compiler.isCallExpression(call) &&
    compiler.isPropertyAccessExpression(call.expression) &&
    call.expression.name.text === 'then' &&
    call.arguments[0] === parameter.parent;
  const module = isThen
    ? requiredModule(source, (call.expression as ts.PropertyAccessExpression).expression, steps)
    : undefined;
  return module === undefined ? undefined : exported(module, '*');
}

function destructured(source: Source, element: ts.BindingElement, steps: number): string | undefined {
  const { ts: compiler } = source;
  const owner = element.parent.parent;
  if (element.dotDotDotToken || !compiler.isObjectBindingPattern(element.parent)) return undefined;
  const from = compiler.isBindingElement(owner)
    ? destructured(source, owner, steps + 1)
    : compiler.isVariableDeclaration(owner) && owner.initializer
      ? resolve(source, owner.initializer, steps + 1)
      : compiler.isParameter(owner)
        ? parameterPath(source, owner, steps)
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
  // A name with a capital letter is a class: `Runner` of mocha, `Assertion` of chai.
  if (/^[A-Z]/.test(name)) return `${from}#${name}`;
  if (TEST_MODULES.has(from) && !(whole && from === 'mocha'))
    return name === '*' ? '' : name === 'default' ? 'test' : name;
  if (from === 'chai' && !whole) return name;
  return `${from}#${name}`;
}

function moduleOf(compiler: Ts, node: ts.Node): string {
  for (let at: ts.Node | undefined = node; at; at = at.parent) {
    if (compiler.isImportDeclaration(at) && compiler.isStringLiteral(at.moduleSpecifier))
      return at.moduleSpecifier.text;
  }
  return '';
}

/** The module of `require('x')`, `await import('x')` and `createRequire(…)('x')`. */
function requiredModule(source: Source, node: ts.Node, steps: number): string | undefined {
  const { ts: compiler } = source;
  const call = compiler.isAwaitExpression(node) ? node.expression : node;
  if (!compiler.isCallExpression(call) || !call.arguments[0] || !isLoader(source, call.expression, steps))
    return undefined;
  return constantText(source, call.arguments[0]);
}

function isLoader(source: Source, callee: ts.Node, steps: number): boolean {
  const { ts: compiler } = source;
  if (callee.kind === compiler.SyntaxKind.ImportKeyword) return true;
  if (compiler.isCallExpression(callee))
    return /#createRequire$/.test(resolve(source, callee.expression, steps + 1) ?? '');
  if (!compiler.isIdentifier(callee)) return false;
  const declaration = declarationOf(source, callee);
  if (!declaration) return callee.text === 'require';
  return (
    compiler.isVariableDeclaration(declaration) &&
    declaration.initializer !== undefined &&
    compiler.isCallExpression(declaration.initializer) &&
    isLoader(source, declaration.initializer, steps)
  );
}

/** The expression without parentheses, assertions and `!`, which don't change its value. */
export function unwrapped(compiler: Ts, node: ts.Node): ts.Node {
  let at = node;
  while (
    compiler.isParenthesizedExpression(at) ||
    compiler.isAsExpression(at) ||
    compiler.isNonNullExpression(at) ||
    compiler.isSatisfiesExpression(at) ||
    compiler.isTypeAssertionExpression(at)
  )
    at = at.expression;
  return at;
}

/** The text of a constant string, also in pieces or behind a constant's name: `'ex' + 'it'`. */
export function constantText(source: Source, node: ts.Node, steps = 0): string | undefined {
  const { ts: compiler } = source;
  const inner = unwrapped(compiler, node);
  if (compiler.isStringLiteralLike(inner)) return inner.text;
  if (steps > MAX_PIECES) return undefined;
  const next = (part: ts.Node): string | undefined => constantText(source, part, steps + 1);
  if (compiler.isIdentifier(inner)) {
    const value = constantOf(source, inner);
    return value && next(value);
  }
  if (compiler.isTemplateExpression(inner))
    return joined([
      inner.head.text,
      ...inner.templateSpans.flatMap(({ expression, literal }) => [next(expression), literal.text]),
    ]);
  if (compiler.isCallExpression(inner)) return calledText(source, inner, next);
  if (!compiler.isBinaryExpression(inner) || inner.operatorToken.kind !== compiler.SyntaxKind.PlusToken)
    return undefined;
  return joined([next(inner.left), next(inner.right)]);
}

/** `['ex', 'it'].join('')` and `atob('ZXhpdA==')`. */
function calledText(
  source: Source,
  { expression, arguments: [given] }: ts.CallExpression,
  next: (part: ts.Node) => string | undefined,
): string | undefined {
  const { ts: compiler } = source;
  if (compiler.isIdentifier(expression) && expression.text === 'atob' && !declarationOf(source, expression)) {
    const encoded = given && next(given);
    return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('latin1');
  }
  if (
    !compiler.isPropertyAccessExpression(expression) ||
    expression.name.text !== 'join' ||
    !compiler.isArrayLiteralExpression(expression.expression)
  )
    return undefined;
  const pieces = expression.expression.elements.map(next);
  const separator = given ? next(given) : ',';
  return pieces.includes(undefined) || separator === undefined ? undefined : pieces.join(separator);
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : parts.join('');
}

/** The value of a `const`; undefined for every name whose value may change. */
export function constantOf(source: Source, name: ts.Identifier): ts.Expression | undefined {
  const { ts: compiler } = source;
  const declaration = declarationOf(source, name);
  if (!declaration || !compiler.isVariableDeclaration(declaration)) return undefined;
  return compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.Const ? declaration.initializer : undefined;
}
