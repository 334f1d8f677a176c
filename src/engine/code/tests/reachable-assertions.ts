import type * as ts from 'typescript';
import { memo } from '../../platform/memo';
import { constantValue } from '../constant-value';
import { functionOf } from '../functions';
import { pathOf, unwrapped } from '../resolve-name';
import type { Source } from '../source';
import { type AssertionKind, assertionKind, HELPER_STEPS, localHelper, wholeChain } from './assertions';
import { isCaught, isFloating, swallows } from './swallowed';

/** An assertion at which a piece of code can fail when it runs. */
export interface Assertion {
  /** The whole chain: `expect(x).not.toBe(1)`. */
  readonly node: ts.Node;
  readonly kind: AssertionKind;
  /** Whether it runs, and can fail the test, whatever the conditions around it are. */
  readonly isCertain: boolean;
}

interface Search {
  readonly source: Source;
  readonly within: ts.Node;
  /** How far helpers that call helpers are followed. */
  readonly steps: number;
  readonly found: Set<ts.Node>;
}

/** Where the search stands. */
interface Place {
  readonly isCertain: boolean;
  readonly depth: number;
}

/** Deeper than any test; it keeps a sum of ten thousand terms from overflowing the call stack. */
const MAX_DEPTH = 1_000;
const LATER = /^(?:setTimeout|setImmediate|setInterval|queueMicrotask|process\.nextTick)$/;

/** Cached results by the number of steps: a helper is used often, and read once. */
const FOUND = new WeakMap<ts.Node, Map<number, readonly Assertion[]>>();

/**
 * The assertions that count in `within`: those that run and whose failure is not swallowed. In a whole file, the
 * assertions in its functions count where they are written; in one test, those of the functions that it uses.
 */
export function reachableAssertions(source: Source, within: ts.Node, steps = HELPER_STEPS): readonly Assertion[] {
  return memo(
    memo(FOUND, within, () => new Map<number, readonly Assertion[]>()),
    steps,
    () => reach({ source, within, steps, found: new Set() }, within, { isCertain: true, depth: 0 }),
  );
}

function reach(search: Search, node: ts.Node | undefined, { isCertain, depth }: Place): Assertion[] {
  const { ts: compiler } = search.source;
  if (!node || depth > MAX_DEPTH) return [];
  const inside = { isCertain, depth: depth + 1 };
  const perhaps = { isCertain: false, depth: depth + 1 };
  if (compiler.isBlock(node) || compiler.isSourceFile(node) || compiler.isModuleBlock(node))
    return reachStatements(search, node.statements, inside);
  if (compiler.isIfStatement(node))
    return [
      ...reach(search, node.expression, inside),
      ...reachBranches(search, { condition: node.expression, yes: node.thenStatement, no: node.elseStatement }, inside),
    ];
  if (compiler.isConditionalExpression(node))
    return [
      ...reach(search, node.condition, inside),
      ...reachBranches(search, { condition: node.condition, yes: node.whenTrue, no: node.whenFalse }, inside),
    ];
  if (compiler.isBinaryExpression(node)) return reachOperands(search, node, inside);
  if (compiler.isSwitchStatement(node))
    return [...reach(search, node.expression, inside), ...reach(search, node.caseBlock, perhaps)];
  if (compiler.isTryStatement(node)) {
    const isSwallowed = node.catchClause !== undefined && swallows(search.source, node.catchClause);
    return [
      ...(isSwallowed ? [] : reach(search, node.tryBlock, inside)),
      ...reach(search, node.catchClause?.block, perhaps),
      ...reach(search, node.finallyBlock, inside),
    ];
  }
  if (isNeverEntered(search.source, node) || isNamedFunction(search, node)) return [];
  const found = [...ownAssertion(search, node, isCertain)];
  compiler.forEachChild(node, (child) => {
    if (isNeverCalled(search.source, node, child)) return;
    found.push(...reach(search, child, runsLater(search, node, child) ? perhaps : inside));
  });
  return found;
}

/** Reads statements up to one that leaves the function; after an `if` that may leave it, no assertion is certain. */
function reachStatements(
  search: Search,
  statements: readonly ts.Statement[],
  { isCertain, depth }: Place,
): Assertion[] {
  const { ts: compiler } = search.source;
  const found: Assertion[] = [];
  let certain = isCertain;
  for (const statement of statements) {
    const inner = reach(search, statement, { isCertain: certain, depth });
    found.push(...inner);
    if (compiler.isReturnStatement(statement)) break;
    if (!compiler.isIfStatement(statement) || !returns(search.source, statement.thenStatement)) continue;
    const value = constantValue(search.source, statement.expression);
    if (value) break;
    const assertsFirst = inner.some(({ node }) => isWithin(node, statement.thenStatement));
    if (value === undefined && !assertsFirst) certain = false;
  }
  return found;
}

function reachBranches(
  search: Search,
  { condition, yes, no }: { readonly condition: ts.Node; readonly yes: ts.Node; readonly no: ts.Node | undefined },
  place: Place,
): Assertion[] {
  const value = constantValue(search.source, condition);
  if (value !== undefined) return reach(search, value ? yes : no, place);
  const [whenTrue, whenFalse] = [reach(search, yes, place), reach(search, no, place)];
  const isBoth = [whenTrue, whenFalse].every((branch) => branch.some(({ isCertain }) => isCertain));
  const all = [...whenTrue, ...whenFalse];
  return isBoth ? all : all.map((assertion) => ({ ...assertion, isCertain: false }));
}

function reachOperands(
  search: Search,
  { left, operatorToken: { kind }, right }: ts.BinaryExpression,
  place: Place,
): Assertion[] {
  const { SyntaxKind } = search.source.ts;
  const isLogical =
    kind === SyntaxKind.AmpersandAmpersandToken ||
    kind === SyntaxKind.BarBarToken ||
    kind === SyntaxKind.QuestionQuestionToken;
  const first = reach(search, left, place);
  if (!isLogical) return [...first, ...reach(search, right, place)];
  const value = constantValue(search.source, left);
  if (value === undefined) return [...first, ...reach(search, right, { ...place, isCertain: false })];
  const isRun = kind === SyntaxKind.AmpersandAmpersandToken ? Boolean(value) : !value;
  return isRun ? [...first, ...reach(search, right, place)] : first;
}

function ownAssertion(search: Search, node: ts.Node, isCertain: boolean): Assertion[] {
  const { source, steps, found } = search;
  const kind = assertionKind(source, node, steps);
  if (!kind) return byReference(search, node, isCertain);
  const chain = wholeChain(source, node);
  if (found.has(chain) || isCaught(source, chain)) return [];
  found.add(chain);
  const isUse = kind.by === 'helper' && !isWholeFile(search);
  const certain = isUse
    ? reachableAssertions(source, kind.body, steps - 1).some((assertion) => assertion.isCertain)
    : !isFloating(source, chain);
  return [{ node: chain, kind, isCertain: isCertain && certain }];
}

/** `cases.forEach(check)`: a helper that is passed as an argument. */
function byReference(search: Search, node: ts.Node, isCertain: boolean): Assertion[] {
  const { ts: compiler } = search.source;
  const isArgument =
    compiler.isIdentifier(node) && compiler.isCallExpression(node.parent) && node.parent.expression !== node;
  const body = isArgument && !isWholeFile(search) ? localHelper(search.source, node, search.steps) : undefined;
  return body ? [{ node, kind: { by: 'helper', body }, isCertain }] : [];
}

function isWholeFile({ source, within }: Search): boolean {
  return source.ts.isSourceFile(within);
}

/** Whether a node is a named function: its assertions count where it is used. */
function isNamedFunction(search: Search, node: ts.Node): boolean {
  const { ts: compiler } = search.source;
  if (isWholeFile(search) || node === search.within) return false;
  if (compiler.isFunctionDeclaration(node)) return true;
  return (
    compiler.isVariableDeclaration(node) &&
    node.initializer !== undefined &&
    compiler.isFunctionLike(unwrapped(compiler, node.initializer))
  );
}

/** Whether a node is a loop that never runs. */
function isNeverEntered(source: Source, node: ts.Node): boolean {
  const { ts: compiler } = source;
  if (compiler.isForOfStatement(node) || compiler.isForInStatement(node)) return isEmptyList(source, node.expression);
  const value = compiler.isWhileStatement(node) ? constantValue(source, node.expression) : undefined;
  return value !== undefined && !value;
}

/** Whether a child is the callback of `[].forEach(…)`. */
function isNeverCalled(source: Source, node: ts.Node, child: ts.Node): boolean {
  const { ts: compiler } = source;
  return (
    compiler.isCallExpression(node) &&
    child !== node.expression &&
    compiler.isPropertyAccessExpression(node.expression) &&
    isEmptyList(source, node.expression.expression)
  );
}

function isEmptyList({ ts: compiler }: Source, node: ts.Node): boolean {
  const inner = unwrapped(compiler, node);
  return compiler.isArrayLiteralExpression(inner) && inner.elements.length === 0;
}

/** Whether a child is a callback that is not waited for: of a timer, or of a promise without an `await`. */
function runsLater(search: Search, node: ts.Node, child: ts.Node): boolean {
  const { source } = search;
  const { ts: compiler } = source;
  if (!compiler.isCallExpression(node) || child === node.expression || !functionOf(source, child)) return false;
  const isThen =
    compiler.isPropertyAccessExpression(node.expression) && /^(?:then|catch|finally)$/.test(node.expression.name.text);
  if (isThen) return compiler.isExpressionStatement(wholeChain(source, node).parent);
  return LATER.test(pathOf(source, node.expression) ?? '') && !isWaitedFor(search, node);
}

/** Whether it is inside a `new Promise`, or in a test with a `done` callback. */
function isWaitedFor({ source, within }: Search, node: ts.Node): boolean {
  const { ts: compiler } = source;
  const test = compiler.isFunctionLike(within) ? within : within.parent;
  if (test && compiler.isFunctionLike(test) && test.parameters.length > 0) return true;
  for (let at = node.parent; at && at !== within; at = at.parent)
    if (compiler.isNewExpression(at) && pathOf(source, at.expression) === 'Promise') return true;
  return false;
}

function returns({ ts: compiler }: Source, statement: ts.Statement): boolean {
  return (
    compiler.isReturnStatement(statement) ||
    (compiler.isBlock(statement) && statement.statements.some(compiler.isReturnStatement))
  );
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end;
}
