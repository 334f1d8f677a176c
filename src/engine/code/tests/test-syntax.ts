import type * as ts from 'typescript';
import { functionOf } from '../functions';
import { pathOf, unwrapped } from '../resolve-name';
import { declarationOf } from '../scopes';
import { normalised, ownerOf, type Source, walk } from '../source';

const TESTS = new Set(['it', 'test', 'specify', 'xit', 'xtest', 'xspecify', 'fit', 'ftest']);
const SUITES = new Set(['describe', 'suite', 'context', 'xdescribe', 'xcontext', 'xsuite', 'fdescribe', 'fcontext']);
/** What may follow the name of a test function: `it.concurrent.each`. */
const MODIFIERS = new Set([
  'skip',
  'only',
  'todo',
  'each',
  'for',
  'concurrent',
  'sequential',
  'parallel',
  'serial',
  'shuffle',
  'failing',
  'fails',
  'fail',
  'fixme',
  'skipIf',
  'runIf',
  'todoIf',
  'if',
  'describe',
  'suite',
  'test',
  'it',
  'slow',
]);

/** Paths of the functions that replace a module. */
export const MODULE_MOCK = /^(?:vi|vitest|jest)\.(?:mock|doMock|unstable_mockModule|setMock)$|^mock\.module$/;

/** Whether a path of `pathOf` such as `it.skip.each` is that of a function that declares tests or suites. */
export function isTestPath(path: string): boolean {
  const [root = '', ...rest] = path.split('.');
  return (TESTS.has(root) || SUITES.has(root)) && rest.every((name) => MODIFIERS.has(name));
}

export interface TestCall {
  readonly call: ts.CallExpression;
  /** `it.skip.each`. */
  readonly path: string;
  readonly isSuite: boolean;
  /** Titles of the suites around it and its own, joined by dots. */
  readonly name: string;
  /** Undefined when the test has no body, or a body in another file. */
  readonly body: ts.Node | undefined;
}

/** `it('title', …)` in all its forms; undefined for any other node. */
export function testCall(source: Source, node: ts.Node): TestCall | undefined {
  const { ts: compiler } = source;
  if (!compiler.isCallExpression(node)) return undefined;
  const path = calleePath(source, node.expression);
  if (path === undefined || !isTestPath(path)) return undefined;
  const [title] = node.arguments;
  const last = node.arguments.findLast(
    (argument) => compiler.isFunctionLike(argument) || compiler.isIdentifier(argument),
  );
  const isEach =
    /\.(?:each|for|skipIf|runIf|todoIf|if)$/.test(path) && compiler.isPropertyAccessExpression(node.expression);
  if (!title || isEach) return undefined;
  const parts = path.split('.');
  const isSuite = SUITES.has(parts[0] ?? '') || parts.includes('describe') || parts.includes('suite');
  const around = ownerOf(source, node.parent);
  const own = compiler.isStringLiteralLike(title) ? title.text : normalised(title.getText(source.tree));
  return {
    call: node,
    path,
    isSuite,
    name: around === '' ? own : `${around}.${own}`,
    body: last && functionOf(source, last),
  };
}

/** The path of a callee, also through the calls in it: `it.each([…])('title', …)`, `it.skipIf(x)('title', …)`. */
function calleePath(source: Source, callee: ts.Node): string | undefined {
  const { ts: compiler } = source;
  const inner = unwrapped(compiler, callee);
  if (compiler.isCallExpression(inner)) return calleePath(source, inner.expression);
  if (compiler.isTaggedTemplateExpression(inner)) return calleePath(source, inner.tag);
  if (compiler.isConditionalExpression(inner))
    return calleePath(source, inner.whenTrue) ?? calleePath(source, inner.whenFalse);
  return pathOf(source, inner);
}

const TESTS_OF = new WeakMap<Source, readonly TestCall[]>();

/** The tests and suites of a file, cached. */
export function testCallsIn(source: Source): readonly TestCall[] {
  const known = TESTS_OF.get(source);
  if (known) return known;
  const found: TestCall[] = [];
  walk(source, (node) => {
    const call = testCall(source, node);
    if (call) found.push(call);
  });
  TESTS_OF.set(source, found);
  return found;
}

export function testsIn(source: Source): readonly TestCall[] {
  return testCallsIn(source).filter(({ isSuite }) => !isSuite);
}

const HOOK = /^(?:before|after)(?:Each|All)?$|^(?:suite)?(?:setup|teardown)$/i;

/** Whether a name is the context that a test or a hook gets as its first argument: `t` in `test('…', (t) => …)`. */
export function isTestContext(source: Source, name: ts.Identifier): boolean {
  const { ts: compiler } = source;
  let at = declarationOf(source, name);
  while (at && (compiler.isBindingElement(at) || compiler.isObjectBindingPattern(at))) at = at.parent;
  if (!at || !compiler.isParameter(at)) return false;
  const owner = at.parent.parent;
  return (
    compiler.isCallExpression(owner) &&
    (testCall(source, owner) !== undefined || HOOK.test(pathOf(source, owner.expression) ?? ''))
  );
}
