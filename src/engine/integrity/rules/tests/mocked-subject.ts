import { basename, dirname, join } from 'node:path/posix';
import type * as ts from 'typescript';
import { constantText, pathOf, unwrapped } from '../../../code/resolve-name';
import { quoted, type Source, walk } from '../../../code/source';
import { reachableAssertions } from '../../../code/tests/reachable-assertions';
import { isTestFile } from '../../../code/tests/test-files';
import { MODULE_MOCK } from '../../../code/tests/test-syntax';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';
import { ruleFamily } from '../../rule-family';

/** A factory that starts from the real module replaces only parts of it. */
const KEEPS_REAL = /\b(?:importActual|importOriginal|requireActual)\b/;
const SPIES = /^(?:vi|jest|sinon|mock|t\.mock)\.(?:spyOn|method|stub)$/;
/** Methods of a spy that replace the real function. */
const REPLACES =
  /^(?:mock(?:ReturnValue|ResolvedValue|RejectedValue|Implementation)(?:Once)?|returns|resolves|rejects|callsFake)$/;

/** A test that replaces what it is about: it then tests the replacement. */
export const mockedSubject = ruleFamily(
  'mocked test subject',
  [
    {
      id: 'mocked-subject',
      summary: 'Refuses a test that mocks the very module or function whose result it asserts.',
      appliesTo: 'test files',
    },
  ],
  { kind: 'added', find: findMockedSubjects },
);

function findMockedSubjects(source: Source): Finding<'mocked-subject'>[] {
  const { ts: compiler, isTest } = source;
  if (!isTest) return [];
  let known: ReadonlySet<string> | undefined;
  const asserted = () => {
    known ??= assertedCalls(source);
    return known;
  };
  const found: Finding<'mocked-subject'>[] = [];
  walk(source, (node) => {
    if (
      !compiler.isCallExpression(node) ||
      !(replacesModule(source, node, asserted) || replacesMember(source, node, asserted))
    )
      return;
    const message =
      `${quoted(node.getText(source.tree))} replaces what the test is about, so it tests the replacement. ` +
      'Test the module itself, and mock only what it depends on.';
    found.push(findingAt(source, node, { rule: 'mocked-subject', message }));
  });
  return found;
}

/** `vi.mock('../src/cart')` in the test of that name, or in one that asserts the result of that module's function. */
function replacesModule(source: Source, call: ts.CallExpression, asserted: () => ReadonlySet<string>): boolean {
  const { path, tree } = source;
  if (!MODULE_MOCK.test(pathOf(source, call.expression) ?? '')) return false;
  const [target, factory] = call.arguments;
  const module = target && constantText(source, target);
  if (
    !module?.startsWith('.') ||
    isTestFile(join(dirname(path), module)) ||
    (factory && KEEPS_REAL.test(factory.getText(tree)))
  )
    return false;
  return (
    stem(module) === stem(path) ||
    (factory !== undefined && [...asserted()].some((name) => name.startsWith(`${module}#`)))
  );
}

/** `vi.spyOn(cart, 'total').mockReturnValue(119)` before `expect(cart.total(…)).toBe(119)`. */
function replacesMember(source: Source, call: ts.CallExpression, asserted: () => ReadonlySet<string>): boolean {
  const { ts: compiler } = source;
  const [owner, key] = call.arguments;
  if (!owner || !key || !SPIES.test(pathOf(source, call.expression) ?? '')) return false;
  const chain = call.parent;
  const isReplaced =
    call.arguments.length > 2 || (compiler.isPropertyAccessExpression(chain) && REPLACES.test(chain.name.text));
  const [path, name] = [pathOf(source, owner), constantText(source, key)];
  if (!isReplaced || !path?.startsWith('.') || name === undefined) return false;
  return asserted().has(path.endsWith('#*') ? `${path.slice(0, -1)}${name}` : `${path}.${name}`);
}

/** The functions of workspace modules whose results the file's assertions are about. */
function assertedCalls(source: Source): ReadonlySet<string> {
  const { ts: compiler } = source;
  const paths = reachableAssertions(source, source.tree).flatMap(({ node }) => {
    const found: string[] = [];
    for (
      let at: ts.Node = node;
      compiler.isCallExpression(at) || compiler.isPropertyAccessExpression(at);
      at = at.expression
    ) {
      const [subject] = compiler.isCallExpression(at) ? at.arguments : [];
      let value = subject && unwrapped(compiler, subject);
      if (value && compiler.isAwaitExpression(value)) value = unwrapped(compiler, value.expression);
      const path = value && compiler.isCallExpression(value) ? pathOf(source, value.expression) : undefined;
      if (path?.startsWith('.')) found.push(path);
    }
    return found;
  });
  return new Set(paths);
}

/** `cart` of `test/cart.test.ts` and of `../src/cart.js`. */
function stem(path: string): string {
  return basename(path)
    .replace(/\.[cm]?[jt]sx?$/, '')
    .replace(/[._-](?:test|tests|spec|e2e)$/, '');
}
