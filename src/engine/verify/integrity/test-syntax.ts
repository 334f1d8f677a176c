import { dirname, join } from 'node:path/posix';
import type * as ts from 'typescript';
import { isTestFile } from '../../edit/test-files';
import { declarationOf, pathOf, unwrapped } from './names';
import { normalised, ownerOf, type Source, walk } from './source';

const TESTS = new Set(['it', 'test', 'specify', 'xit', 'xtest', 'xspecify', 'fit', 'ftest']);
const SUITES = new Set(['describe', 'suite', 'context', 'xdescribe', 'xcontext', 'xsuite', 'fdescribe', 'fcontext']);
/** What may follow a test function's name and still make a test: `it.concurrent.each`. */
const MODIFIERS = new Set([
  'skip', 'only', 'todo', 'each', 'for', 'concurrent', 'sequential', 'parallel', 'serial', 'shuffle', 'failing', 'fails', 'fail',
  'fixme', 'skipIf', 'runIf', 'todoIf', 'if', 'describe', 'suite', 'test', 'it', 'slow',
]);

/** Resolved paths of the functions that replace a module. */
export const MODULE_MOCK = /^(?:vi|vitest|jest)\.(?:mock|doMock|unstable_mockModule|setMock)$|^mock\.module$/;

/** Whether a resolved path such as `it.skip.each` is that of a function that declares tests or suites. */
export function isTestPath(path: string): boolean {
  const [root = '', ...rest] = path.split('.');
  return (TESTS.has(root) || SUITES.has(root)) && rest.every((name) => MODIFIERS.has(name));
}

export interface TestCall {
  readonly call: ts.CallExpression;
  /** `it.skip.each`. */
  readonly path: string;
  readonly isSuite: boolean;
  /** Titles of the suites around it and its own. */
  readonly name: string;
  /** Undefined when the test has none, or one that is not written in this file. */
  readonly body: ts.Node | undefined;
}

/** `it('title', …)` in all its forms; undefined for any other node. */
export function testCall(source: Source, node: ts.Node): TestCall | undefined {
  const { ts: compiler } = source;
  if (!compiler.isCallExpression(node)) return undefined;
  const path = calleePath(source, node.expression);
  if (path === undefined || !isTestPath(path)) return undefined;
  const [title] = node.arguments;
  const last = node.arguments.findLast((argument) => compiler.isFunctionLike(argument) || compiler.isIdentifier(argument));
  const isEach = /\.(?:each|for|skipIf|runIf|todoIf|if)$/.test(path) && compiler.isPropertyAccessExpression(node.expression);
  if (!title || isEach) return undefined;
  const parts = path.split('.');
  const isSuite = SUITES.has(parts[0] ?? '') || parts.includes('describe') || parts.includes('suite');
  const around = ownerOf(source, node.parent);
  const own = compiler.isStringLiteralLike(title) ? title.text : normalised(title.getText(source.tree));
  return { call: node, path, isSuite, name: around === '' ? own : `${around}.${own}`, body: last && functionOf(source, last) };
}

/** Through the calls in the middle: `it.each([…])('title', …)`, `it.skipIf(x)('title', …)`. */
function calleePath(source: Source, callee: ts.Node): string | undefined {
  const { ts: compiler } = source;
  const inner = unwrapped(compiler, callee);
  if (compiler.isCallExpression(inner)) return calleePath(source, inner.expression);
  if (compiler.isTaggedTemplateExpression(inner)) return calleePath(source, inner.tag);
  if (compiler.isConditionalExpression(inner)) return calleePath(source, inner.whenTrue) ?? calleePath(source, inner.whenFalse);
  return pathOf(source, inner);
}

/** The function itself, or the one a name stands for in this file. */
function functionOf(source: Source, node: ts.Node): ts.Node | undefined {
  const { ts: compiler } = source;
  if (compiler.isFunctionLike(node)) return node;
  const declaration = compiler.isIdentifier(node) ? declarationOf(source, node) : undefined;
  if (!declaration) return undefined;
  if (compiler.isFunctionDeclaration(declaration)) return declaration;
  return compiler.isVariableDeclaration(declaration) && declaration.initializer && compiler.isFunctionLike(declaration.initializer) ? declaration.initializer : undefined;
}

export function testsIn(source: Source): TestCall[] {
  const found: TestCall[] = [];
  walk(source, (node) => {
    const call = testCall(source, node);
    if (call && !call.isSuite) found.push(call);
  });
  return found;
}

/** Whether a name is the context that a test gets as its first argument: `t` in `test('…', (t) => …)`. */
export function isTestContext(source: Source, name: ts.Identifier): boolean {
  const { ts: compiler } = source;
  let at = declarationOf(source, name);
  while (at && (compiler.isBindingElement(at) || compiler.isObjectBindingPattern(at))) at = at.parent;
  if (!at || !compiler.isParameter(at)) return false;
  const owner = at.parent.parent;
  return compiler.isCallExpression(owner) && testCall(source, owner) !== undefined;
}

const EXPECT = /^expect(?:\.(?:soft|poll|element))?$/;
const ASSERT = /^assert(?:\.|$)/;
const ASSERTING_NAME = /^(?:assert|expect|should|verify|check|ensure|must)(?![a-z])/;
const NO_ASSERTION = new Set(['plan', 'skip', 'todo', 'test', 'diagnostic', 'log', 'teardown', 'after', 'before', 'beforeEach', 'afterEach', 'timeout', 'pass', 'comment', 'mock']);

/** The assertions that running `within` reaches, each as its whole chain: `expect(x).not.toBe(1)`. */
export function assertionsIn(source: Source, within: ts.Node, steps = 3): ts.Node[] {
  const { ts: compiler } = source;
  const found = new Set<ts.Node>();
  const step = (node: ts.Node): void => {
    if (isNeverRun(source, node)) return;
    if (isAssertion(source, node, steps)) found.add(wholeChain(source, node));
    compiler.forEachChild(node, step);
  };
  step(within);
  return [...found];
}

function isAssertion(source: Source, node: ts.Node, steps: number): boolean {
  const { ts: compiler } = source;
  if (compiler.isPropertyAccessExpression(node)) return node.name.text === 'should';
  if (!compiler.isCallExpression(node)) return false;
  const callee = unwrapped(compiler, node.expression);
  const path = pathOf(source, callee);
  if (path !== undefined && (EXPECT.test(path) || ASSERT.test(path))) return true;
  if (compiler.isPropertyAccessExpression(callee)) {
    const root = rootOf(source, callee);
    if (root && isTestContext(source, root) && !callee.getText(source.tree).split('.').some((name) => NO_ASSERTION.has(name))) return true;
    return ASSERTING_NAME.test(callee.name.text) && path?.startsWith('expect.') !== true;
  }
  if (!compiler.isIdentifier(callee)) return false;
  return ASSERTING_NAME.test(callee.text) || isTestHelper(source, callee) || (steps > 0 && isLocalHelper(source, callee, steps - 1));
}

function isLocalHelper(source: Source, callee: ts.Identifier, steps: number): boolean {
  const helper = functionOf(source, callee);
  return helper !== undefined && assertionsIn(source, helper, steps).length > 0;
}

/** Imported from another test file, where helpers assert. */
function isTestHelper(source: Source, callee: ts.Identifier): boolean {
  const from = pathOf(source, callee)?.split('#')[0];
  return from?.startsWith('.') === true && isTestFile(`${join(dirname(source.path), from).replace(/\.[cm]?[jt]sx?$/, '')}.ts`);
}

function rootOf({ ts: compiler }: Source, node: ts.Node): ts.Identifier | undefined {
  let at = node;
  while (compiler.isPropertyAccessExpression(at) || compiler.isCallExpression(at)) at = at.expression;
  return compiler.isIdentifier(at) ? at : undefined;
}

function wholeChain({ ts: compiler }: Source, node: ts.Node): ts.Node {
  let at = node;
  while (
    (compiler.isPropertyAccessExpression(at.parent) && at.parent.expression === at) ||
    (compiler.isCallExpression(at.parent) && at.parent.expression === at) ||
    compiler.isNonNullExpression(at.parent)
  ) at = at.parent;
  return at;
}

/** What stands after a `return`, or under a condition that is written down as false. */
function isNeverRun({ ts: compiler }: Source, node: ts.Node): boolean {
  const { parent } = node;
  if (!parent) return false;
  const isFalse = (condition: ts.Node) => condition.kind === compiler.SyntaxKind.FalseKeyword || (compiler.isNumericLiteral(condition) && Number(condition.text) === 0);
  if (compiler.isIfStatement(parent)) return parent.thenStatement === node && isFalse(parent.expression);
  if (compiler.isConditionalExpression(parent)) return parent.whenTrue === node && isFalse(parent.condition);
  if (compiler.isBinaryExpression(parent)) return parent.right === node && parent.operatorToken.kind === compiler.SyntaxKind.AmpersandAmpersandToken && isFalse(parent.left);
  if (!compiler.isBlock(parent)) return false;
  const leaves = parent.statements.findIndex((statement) => compiler.isReturnStatement(statement) || (compiler.isIfStatement(statement) && isTrueReturn(compiler, statement)));
  return leaves >= 0 && parent.statements.some((statement, index) => index > leaves && statement === node);
}

function isTrueReturn(compiler: Source['ts'], { expression, thenStatement }: ts.IfStatement): boolean {
  if (expression.kind !== compiler.SyntaxKind.TrueKeyword && !(compiler.isNumericLiteral(expression) && Number(expression.text) !== 0)) return false;
  return compiler.isReturnStatement(thenStatement) || (compiler.isBlock(thenStatement) && thenStatement.statements.some(compiler.isReturnStatement));
}
