import type * as ts from 'typescript';
import { functionOf, isAlwaysTrue, isDoingNothing } from '../../../code/functions';
import { constantText, pathOf } from '../../../code/resolve-name';
import { quoted, type Source, TEST_MODULES, walk } from '../../../code/source';
import { isTestContext, MODULE_MOCK, testCall } from '../../../code/tests/test-syntax';
import { keyOf, type Write, writesOf } from '../../../code/writes';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';
import { ruleFamily } from '../../rule-family';

/** What asserts and what declares tests: only its own package may change it. */
const TEST_TOOLS = /^(?:assert|expect|chai|should|it|test|describe|suite|vi|jest|mocha)(?:\.|$)/;
const SETTINGS = /^(?:chai|expect|mocha)(?:\.default)?\.(?:config|setup|timeout|slow|retries)(?:\.|$)/;
/** Internals of the packages that assert and that run tests, and of Node's own. */
const INTERNALS = [
  ['mocha', 'chai', 'vitest', 'jest[\\w-]*', '@jest/[\\w-]+', '@vitest/[\\w-]+', 'expect', 'ava', 'tap', 'uvu'],
  ['jasmine[\\w-]*', 'node:test', 'bun:test'],
].flat();
const IS_INTERNAL = new RegExp(
  `^(?:${INTERNALS.join('|')})(?:/[^#]*)?#(?!(?:default\\.)?(?:config|reporters)\\b)` +
    '|^(?:node:)?util#(?:default\\.)?isDeepStrictEqual$',
);
/** Where modules are loaded from: what is put there replaces the real module. */
const LOADING = /^(?:node:)?module#|^require\.(?:cache|extensions)(?:\.|$)/;
const CRASHES = /^(?:uncaughtException|unhandledRejection)$/;
const LISTENS = /^process\.(?:on|once|addListener|prependListener)$/;
const STOPS_LISTENING = /^process\.(?:removeAllListeners|setUncaughtExceptionCaptureCallback)$/;
const REWRITES_MATCHER = /^overwrite(?:Method|Property|ChainableMethod)$/;
/** Matchers that come with vitest and jest, after their `to`. */
const BUILT_IN_MATCHERS = [
  'Be(?:|CloseTo|Defined|Falsy|GreaterThan(?:OrEqual)?|InstanceOf|LessThan(?:OrEqual)?|NaN)',
  'Be(?:Null|Nullable|OneOf|Truthy|TypeOf|Undefined)',
  'Contain(?:Equal)?|Equal|StrictEqual',
  'HaveBeenCalled(?:With|Times|Once|OnceWith|Before|After)?|HaveBeen(?:LastCalledWith|NthCalledWith)',
  'HaveBeen(?:Last|Nth)?ReturnedWith|Have(?:Length|Property)',
  'Have(?:Returned(?:With|Times)?|LastReturnedWith|NthReturnedWith|Resolved(?:With|Times)?)',
  'Match(?:Object|Snapshot|InlineSnapshot|FileSnapshot)?|Satisfy',
  'Throw(?:Error|ErrorMatchingSnapshot|ErrorMatchingInlineSnapshot)?',
];
const BUILT_IN_MATCHER = new RegExp(`^to(?:${BUILT_IN_MATCHERS.join('|')})$`);

/** Code that changes what assertions or tests do instead of what they test. */
export const tampering = ruleFamily(
  'tampering with the tests',
  [
    {
      id: 'test-tampering',
      summary: 'Refuses code that changes what assertions, matchers, runners or results do, or that swallows crashes.',
      appliesTo: 'files of code',
    },
  ],
  { kind: 'added', find: findTampering },
);

function findTampering(source: Source): Finding<'test-tampering'>[] {
  const found: Finding<'test-tampering'>[] = [];
  walk(source, (node) => {
    const isTampering =
      rewritesMatcher(source, node) ||
      writesOf(source, node).some((write) => isToTestTool(write)) ||
      (source.isTest ? changesResult(source, node) || replacesForAll(source, node) : inProduct(source, node));
    if (!isTampering) return;
    const text = quoted(node.getText(source.tree));
    const message = `${text} changes what the tests do, not what they test. Remove it, and correct the code.`;
    found.push(findingAt(source, node, { rule: 'test-tampering', message }));
  });
  return found;
}

/** `assert.equal = …`, `Object.assign(globalThis, { expect })`, `Runner.prototype.fail = …`, a cached module. */
function isToTestTool({ path, isDelete }: Write): boolean {
  if (path === 'Object.is' || IS_INTERNAL.test(path)) return true;
  return (TEST_TOOLS.test(path) && !SETTINGS.test(path)) || (LOADING.test(path) && isDelete !== true);
}

/** `expect.extend({ toBe })`, `overwriteMethod('equal', …)`, an equality that always holds. */
function rewritesMatcher(source: Source, node: ts.Node): boolean {
  const { ts: compiler } = source;
  if (!compiler.isCallExpression(node) || !compiler.isPropertyAccessExpression(node.expression)) return false;
  const [given] = node.arguments;
  const name = node.expression.name.text;
  if (!given) return false;
  if (MODULE_MOCK.test(pathOf(source, node.expression) ?? '') && isTestToolModule(constantText(source, given) ?? ''))
    return true;
  if (REWRITES_MATCHER.test(name)) return compiler.isStringLiteralLike(given);
  if (pathOf(source, node.expression.expression) !== 'expect') return false;
  if (name === 'addEqualityTesters')
    return compiler.isArrayLiteralExpression(given) && given.elements.some((tester) => isAlwaysTrue(source, tester));
  return (
    name === 'extend' &&
    compiler.isObjectLiteralExpression(given) &&
    given.properties.some(({ name: matcher }) => matcher && BUILT_IN_MATCHER.test(keyOf(source, matcher) ?? ''))
  );
}

/**
 * `require('../src/cart').total = () => 119` outside any test and never restored: it replaces the function for all
 * test files that share the process.
 */
function replacesForAll(source: Source, node: ts.Node): boolean {
  const write = writesOf(source, node).find(
    ({ path, value }) => /^\.{1,2}\//.test(path) && value !== undefined && functionOf(source, value) !== undefined,
  );
  if (!write || !isOutsideTests(source, node)) return false;
  let isRestored = false;
  walk(source, (other) => {
    isRestored ||= other !== node && writesOf(source, other).some(({ path }) => path === write.path);
  });
  return !isRestored;
}

/** Whether it is at the top, in a suite, or in a hook that runs before its tests. */
function isOutsideTests(source: Source, node: ts.Node): boolean {
  const { ts: compiler } = source;
  for (let at: ts.Node = node; at.parent; at = at.parent) {
    if (!compiler.isFunctionLike(at)) continue;
    const call = at.parent;
    const isBefore =
      compiler.isCallExpression(call) &&
      (/^(?:before|setup|suiteSetup)/.test(pathOf(source, call.expression) ?? '') ||
        testCall(source, call)?.isSuite === true);
    if (!isBefore) return false;
  }
  return true;
}

/** `static [Symbol.hasInstance]() { return true; }`. */
function acceptsEveryInstance(source: Source, node: ts.MethodDeclaration): boolean {
  const { name } = node;
  return (
    source.ts.isComputedPropertyName(name) &&
    pathOf(source, name.expression) === 'Symbol.hasInstance' &&
    isAlwaysTrue(source, node)
  );
}

/** `vi.mock('node:assert')`: a package that asserts or that declares tests. */
function isTestToolModule(name: string): boolean {
  return TEST_MODULES.has(name) || /^(?:(?:node:)?assert(?:\/strict)?|chai|expect)$/.test(name);
}

/** `this.currentTest.state = 'passed'`, `context.task.result = …`. */
function changesResult(source: Source, node: ts.Node): boolean {
  const { ts: compiler } = source;
  if (!compiler.isBinaryExpression(node) || node.operatorToken.kind !== compiler.SyntaxKind.EqualsToken) return false;
  const names: string[] = [];
  let at: ts.Node = node.left;
  while (compiler.isPropertyAccessExpression(at)) {
    names.unshift(at.name.text);
    at = at.expression;
  }
  const isTest = /^(?:currentTest|test|task)$/.test(names[0] ?? '') && names.length > 1;
  return (
    isTest && (at.kind === compiler.SyntaxKind.ThisKeyword || (compiler.isIdentifier(at) && isTestContext(source, at)))
  );
}

/** What only a test has a use for: mocks, matchers, swallowed crashes, an exit that does not end anything. */
function inProduct(source: Source, node: ts.Node): boolean {
  const { ts: compiler } = source;
  if (writesOf(source, node).some(({ path }) => /^process\.(?:exit|reallyExit|abort|kill|emit)$/.test(path)))
    return true;
  if (compiler.isMethodDeclaration(node))
    return keyOf(source, node.name) === 'asymmetricMatch' || acceptsEveryInstance(source, node);
  if (compiler.isPropertyAssignment(node) || compiler.isPropertyDeclaration(node))
    return keyOf(source, node.name) === 'asymmetricMatch';
  if (compiler.isBinaryExpression(node))
    return (
      node.operatorToken.kind === compiler.SyntaxKind.EqualsToken &&
      compiler.isPropertyAccessExpression(node.left) &&
      node.left.name.text === 'asymmetricMatch'
    );
  if (!compiler.isCallExpression(node)) return false;
  const path = pathOf(source, node.expression) ?? '';
  const [event, listener] = node.arguments;
  const text = event && constantText(source, event);
  if (MODULE_MOCK.test(path) || (path === 'Symbol.for' && /^jest\.asymmetricMatcher$/.test(text ?? ''))) return true;
  if (STOPS_LISTENING.test(path))
    return event !== undefined && (CRASHES.test(text ?? '') || isDoingNothing(source, event));
  return LISTENS.test(path) && CRASHES.test(text ?? '') && listener !== undefined && isDoingNothing(source, listener);
}
