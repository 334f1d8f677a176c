import { dirname, join } from 'node:path/posix';
import type * as ts from 'typescript';
import { memo } from '../../platform/memo';
import { bodyOf, functionOf } from '../functions';
import { pathOf, unwrapped } from '../resolve-name';
import type { Source } from '../source';
import { isTestFile } from './test-files';
import { isTestContext } from './test-syntax';

const EXPECT = /^expect(?:\.(?:soft|poll|element))?$/;
const FAILS = /^expect\.(?:fail|unreachable)$/;
const ASSERT = /^assert(?:\.|$)/;
const ASSERTING_NAME = /^(?:assert|expect|should|verify|check|ensure|must)(?![a-z])/;
const NO_ASSERTION = new Set([
  'plan',
  'skip',
  'todo',
  'test',
  'diagnostic',
  'log',
  'teardown',
  'after',
  'before',
  'beforeEach',
  'afterEach',
  'timeout',
  'pass',
  'comment',
  'mock',
]);
/** Helpers that call helpers are followed this far. */
export const HELPER_STEPS = 3;

/**
 * What asserts: an assertion library, a helper function of the file, or a function that is taken to assert because of
 * its name or because it comes from another test file.
 */
export type AssertionKind = { readonly by: 'library' | 'name' } | { readonly by: 'helper'; readonly body: ts.Node };

/** Whether a node is the call (or for `should`, the property) that asserts. */
export function assertionKind(source: Source, node: ts.Node, steps = HELPER_STEPS): AssertionKind | undefined {
  const { ts: compiler } = source;
  if (compiler.isPropertyAccessExpression(node)) return node.name.text === 'should' ? { by: 'library' } : undefined;
  if (!compiler.isCallExpression(node)) return undefined;
  const callee = unwrapped(compiler, node.expression);
  const path = pathOf(source, callee);
  if (path !== undefined && EXPECT.test(path)) return hasMatcher(source, node) ? { by: 'library' } : undefined;
  if (path !== undefined && (ASSERT.test(path) || FAILS.test(path))) return { by: 'library' };
  if (compiler.isPropertyAccessExpression(callee)) {
    const root = rootOf(source, callee);
    if (
      root &&
      isTestContext(source, root) &&
      !callee
        .getText(source.tree)
        .split('.')
        .some((name) => NO_ASSERTION.has(name))
    )
      return { by: 'library' };
    return ASSERTING_NAME.test(callee.name.text) && path?.startsWith('expect.') !== true ? { by: 'name' } : undefined;
  }
  return compiler.isIdentifier(callee) ? byName(source, callee, steps) : undefined;
}

function byName(source: Source, callee: ts.Identifier, steps: number): AssertionKind | undefined {
  const helper = steps > 0 ? localHelper(source, callee, steps - 1) : undefined;
  if (helper) return { by: 'helper', body: helper };
  return ASSERTING_NAME.test(callee.text) || isTestHelper(source, callee) ? { by: 'name' } : undefined;
}

/** The body of a function of this file that asserts. */
export function localHelper(source: Source, name: ts.Identifier, steps = HELPER_STEPS): ts.Node | undefined {
  const fn = functionOf(source, name);
  const body = fn && bodyOf(fn);
  return body && holdsAssertion(source, body, steps) ? body : undefined;
}

/** Cached results by the number of steps: a helper is called often, and read once. */
const ASSERTION_FOUND = new WeakMap<ts.Node, Map<number, boolean>>();

/** Whether there is an assertion anywhere in a node, whether it runs or not. */
export function holdsAssertion(source: Source, within: ts.Node, steps = HELPER_STEPS): boolean {
  return memo(
    memo(ASSERTION_FOUND, within, () => new Map<number, boolean>()),
    steps,
    () => findsAssertion(source, within, steps),
  );
}

function findsAssertion(source: Source, within: ts.Node, steps: number): boolean {
  const open: ts.Node[] = [within];
  for (let node = open.pop(); node; node = open.pop()) {
    if (assertionKind(source, node, steps)) return true;
    source.ts.forEachChild(node, (child) => {
      open.push(child);
    });
  }
  return false;
}

/** Whether a matcher follows; `expect(x)` alone asserts nothing. */
function hasMatcher({ ts: compiler }: Source, call: ts.Node): boolean {
  let at = call;
  while (compiler.isNonNullExpression(at.parent) || compiler.isParenthesizedExpression(at.parent)) at = at.parent;
  return compiler.isPropertyAccessExpression(at.parent) || compiler.isElementAccessExpression(at.parent);
}

export function isBareExpect(source: Source, node: ts.Node): boolean {
  return (
    source.ts.isCallExpression(node) &&
    EXPECT.test(pathOf(source, unwrapped(source.ts, node.expression)) ?? '') &&
    !hasMatcher(source, node)
  );
}

/** Whether a function is imported from another test file; helpers assert there. */
function isTestHelper(source: Source, callee: ts.Identifier): boolean {
  const from = pathOf(source, callee)?.split('#')[0];
  return (
    from?.startsWith('.') === true &&
    isTestFile(`${join(dirname(source.path), from).replace(/\.[cm]?[jt]sx?$/, '')}.ts`)
  );
}

function rootOf({ ts: compiler }: Source, node: ts.Node): ts.Identifier | undefined {
  let at = node;
  while (compiler.isPropertyAccessExpression(at) || compiler.isCallExpression(at)) at = at.expression;
  return compiler.isIdentifier(at) ? at : undefined;
}

/** The whole chain: `expect(x).not.toBe(1)` for `expect(x)`. */
export function wholeChain({ ts: compiler }: Source, node: ts.Node): ts.Node {
  let at = node;
  while (
    (compiler.isPropertyAccessExpression(at.parent) && at.parent.expression === at) ||
    (compiler.isCallExpression(at.parent) && at.parent.expression === at) ||
    compiler.isNonNullExpression(at.parent)
  )
    at = at.parent;
  return at;
}
