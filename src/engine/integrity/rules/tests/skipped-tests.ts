import type * as ts from 'typescript';
import { pathOf, unwrapped } from '../../../code/resolve-name';
import { declarationOf } from '../../../code/scopes';
import { commentsOf, normalised, quoted, type Source, type SourceChange, walk } from '../../../code/source';
import { isTestContext, isTestPath, type TestCall, testCall, testsIn } from '../../../code/tests/test-syntax';
import { valueOrigins } from '../../../code/value-origins';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';
import { type IntegrityRule, ruleFamily } from '../../rule-family';

/** Modifiers of a test function that keep its test, or all others, from running or from counting. */
const HOLD_BACK = new Set(['skip', 'todo', 'failing', 'fails', 'fail', 'fixme', 'skipIf', 'runIf', 'todoIf', 'only']);
/** Functions of test runners that do the same under a name of their own. */
const ALIASES = new Set([
  'xit',
  'xtest',
  'xspecify',
  'xdescribe',
  'xcontext',
  'xsuite',
  'fit',
  'ftest',
  'fdescribe',
  'fcontext',
  'pending',
  'skip',
  'todo',
  'only',
  'this.skip',
]);
/** Options of a test that do the same. */
const OPTIONS = new Set(['skip', 'todo', 'only', 'fails', 'failing']);

const RULES = [
  {
    id: 'skipped-test',
    summary:
      'Refuses what keeps a test from running or from counting: a skip, a todo, a condition, a comment around it.',
    appliesTo: 'test files, and files that import a test framework',
  },
  {
    id: 'only-test',
    summary: 'Refuses a test or a suite that keeps all others from running.',
    appliesTo: 'test files, and files that import a test framework',
  },
] as const satisfies readonly IntegrityRule[];
type Id = (typeof RULES)[number]['id'];

/** Tests that are held back, or that hold the others back. */
export const skippedTests = ruleFamily(
  'skipped test',
  RULES,
  { kind: 'added', find: findHeldBack },
  { kind: 'difference', find: findCommentedOut },
  { kind: 'difference', find: findMadeConditional },
);

function findHeldBack(source: Source): Finding<Id>[] {
  if (!source.declaresTests) return [];
  const found: Finding<Id>[] = [];
  walk(source, (node) => {
    found.push(
      ...[byName(source, node), byContext(source, node), ...byOptions(source, node), withoutBody(source, node)].filter(
        (item) => item !== undefined,
      ),
    );
  });
  return found;
}

/** Existing tests that are now comments. */
function findCommentedOut(changes: readonly SourceChange[]): Finding<Id>[] {
  const names = new Set(changes.flatMap(({ after }) => (after ? testsIn(after).map(({ name }) => name) : [])));
  return changes.flatMap(({ before, after }) => {
    if (!before || !after) return [];
    const gone = testsIn(before).filter(({ name }) => !names.has(name));
    const comments = gone.length > 0 ? commentsOf(after) : [];
    return gone.flatMap(({ call, name }) => {
      const [title] = call.arguments;
      const words = title?.getText(before.tree) ?? '';
      const comment = comments.find(
        ({ text }) => words !== '' && text.includes(words) && /\b(?:it|test|specify)\b/.test(text),
      );
      if (!comment) return [];
      return [
        {
          rule: 'skipped-test' as const,
          path: after.path,
          pos: comment.pos,
          key: name,
          owner: '',
          message:
            `The test ${quoted(name)} is only a comment now, so it does not run. ` +
            'Put it back, and change the code until it passes.',
        },
      ];
    });
  });
}

/** Existing tests that now run only under a condition. */
function findMadeConditional(changes: readonly SourceChange[]): Finding<Id>[] {
  const isConditional = ({ path }: TestCall): boolean => /\.(?:skipIf|runIf|todoIf|if)\b/.test(path);
  const before = new Map(
    changes.flatMap((change) =>
      change.before ? testsIn(change.before).map((test) => [test.name, test] as const) : [],
    ),
  );
  return changes.flatMap(({ after }) => {
    if (!after) return [];
    return testsIn(after).flatMap((test) => {
      const old = before.get(test.name);
      return old && isConditional(test) && !isConditional(old) ? [held(after, test.call.expression, test.call)] : [];
    });
  });
}

function byName(source: Source, node: ts.Node): Finding<Id> | undefined {
  const { ts: compiler } = source;
  const isCallee =
    compiler.isCallExpression(node.parent ?? node) &&
    unwrapped(compiler, (node.parent as ts.CallExpression).expression) === node;
  const isMember = compiler.isPropertyAccessExpression(node) || compiler.isElementAccessExpression(node);
  if (!isMember && !(compiler.isIdentifier(node) && isCallee)) return undefined;
  const path = pathOf(source, node);
  if (path === undefined) return undefined;
  if (isCallee && ALIASES.has(path)) return held(source, node);
  if (isCallee && /\.(?:skipIf|runIf)$/.test(path) && isAboutPlatform(source, node.parent as ts.CallExpression))
    return undefined;
  return isTestPath(path) && HOLD_BACK.has(path.split('.').at(-1) ?? '') && path.includes('.')
    ? held(source, node)
    : undefined;
}

/** `it.skipIf(process.platform === 'win32')`: a test of something that only some systems have. */
function isAboutPlatform(source: Source, { arguments: [condition] }: ts.CallExpression): boolean {
  const origins = condition ? [...valueOrigins(source, condition)] : [];
  return (
    origins.length > 0 &&
    origins.every(
      (path) => /^process(?:\.(?:platform|arch|versions?(?:\.\w+)?))?$/.test(path) || /^(?:node:)?os#/.test(path),
    )
  );
}

/** `t.skip()`, and `skip()` from `({ skip }) => …`. */
function byContext(source: Source, node: ts.Node): Finding<Id> | undefined {
  const { ts: compiler } = source;
  if (!compiler.isCallExpression(node)) return undefined;
  const callee = node.expression;
  const name = compiler.isPropertyAccessExpression(callee)
    ? callee.name.text
    : compiler.isIdentifier(callee)
      ? callee.text
      : '';
  if (name !== 'skip' && name !== 'todo') return undefined;
  const root = compiler.isPropertyAccessExpression(callee) ? callee.expression : callee;
  return compiler.isIdentifier(root) && isTestContext(source, root) ? held(source, callee) : undefined;
}

/** `test('…', { skip: true }, …)`, the object written there or in a variable. */
function byOptions(source: Source, node: ts.Node): Finding<Id>[] {
  const call = testCall(source, node)?.call;
  if (!call) return [];
  return call.arguments.flatMap((argument) => {
    return propertiesOf(source, argument)
      .filter((property) => isOn(source, property))
      .map((property) => held(source, property, call));
  });
}

/** The properties of an object literal, also behind a name, spread ones included. */
function propertiesOf(source: Source, value: ts.Node, steps = 0): ts.ObjectLiteralElementLike[] {
  const { ts: compiler } = source;
  const inner = unwrapped(compiler, value);
  const declaration = compiler.isIdentifier(inner) && steps < 5 ? declarationOf(source, inner) : undefined;
  if (declaration)
    return compiler.isVariableDeclaration(declaration) && declaration.initializer
      ? propertiesOf(source, declaration.initializer, steps + 1)
      : [];
  if (!compiler.isObjectLiteralExpression(inner)) return [];
  return inner.properties.flatMap((property) =>
    compiler.isSpreadAssignment(property) ? propertiesOf(source, property.expression, steps + 1) : [property],
  );
}

function isOn({ ts: compiler, tree }: Source, property: ts.ObjectLiteralElementLike): boolean {
  const name =
    property.name && (compiler.isIdentifier(property.name) || compiler.isStringLiteral(property.name))
      ? property.name.text
      : '';
  if (!OPTIONS.has(name)) return false;
  return (
    !compiler.isPropertyAssignment(property) ||
    !/^(?:false|undefined|0|''|"")$/.test(property.initializer.getText(tree))
  );
}

/** `it('title')`: runners report it as pending or, worse, as passed. */
function withoutBody(source: Source, node: ts.Node): Finding<Id> | undefined {
  const test = testCall(source, node);
  if (!test || test.isSuite || test.path.includes('.') || test.call.arguments.length !== 1) return undefined;
  const [title] = test.call.arguments;
  return title && source.ts.isStringLiteralLike(title) ? held(source, test.call) : undefined;
}

function held(source: Source, node: ts.Node, call: ts.Node = node): Finding<Id> {
  const text = node.getText(source.tree);
  const holdsOthers = /(?:only|^f(?:it|test|describe|context))\b/.test(text);
  const what = holdsOthers ? 'keeps all other tests from running' : 'keeps a test from running or from counting';
  const title = titleAround(source, call);
  const place = title === '' ? '' : `at ${quoted(title)} `;
  const instead = 'Remove it, let every test run, and change the code until they pass.';
  const message = `${quoted(text)} ${place}${what}. ${instead}`;
  return findingAt(source, node, {
    rule: holdsOthers ? 'only-test' : 'skipped-test',
    message,
    key: normalised(`${text} ${title}`),
  });
}

function titleAround({ ts: compiler }: Source, node: ts.Node): string {
  for (let at: ts.Node | undefined = node; at; at = at.parent) {
    const [title] = compiler.isCallExpression(at) ? at.arguments : [];
    if (title && compiler.isStringLiteralLike(title)) return title.text;
    if (compiler.isStatement(at)) return '';
  }
  return '';
}
