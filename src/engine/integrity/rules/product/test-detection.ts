import type * as ts from 'typescript';
import { readPath } from '../../../code/reads';
import { constantText, pathOf } from '../../../code/resolve-name';
import { declarationOf } from '../../../code/scopes';
import { quoted, type Source, walk } from '../../../code/source';
import { testsIn } from '../../../code/tests/test-syntax';
import { isMember, textsIn, valueOrigins } from '../../../code/value-origins';
import type { Finding } from '../../../contract/code-inspection';
import { findingAt } from '../../finding';

const RUNNER_VARIABLE =
  /^(?:VITEST(?:_\w+)?|JEST_WORKER_ID|NODE_TEST_CONTEXT|NODE_TEST_WORKER_ID|MOCHA_\w+|PLAYWRIGHT_TEST\w*|TEST_WORKER_INDEX|TEST|TESTING|(?:IS|UNIT|IN)_TESTS?|npm_(?:lifecycle_(?:event|script)|command))$/;
const RUNNER_GLOBAL =
  /^(?:jest|vi|vitest|describe|it|expect|test|suite|beforeEach|afterEach|beforeAll|afterAll|mocha|__vitest_\w+|__JEST\w*|__coverage__)$/;
const RUNNER_NAME = /\b(?:jest|mocha|vitest)\b|node:test/i;
/** What a runner leaves in the arguments and in the paths of what was started. `--test-command` is none. */
const RUNNER_TRACE =
  /\b(?:jest|mocha|vitest)\b|node:test|^--(?:outputFile|test-reporter|reporter-option)|\.(?:test|spec)\b|^(?:__)?(?:tests?|specs?)(?:__)?[\\/]|[\\/](?:__)?(?:tests?|specs?)(?:__)?(?:[\\/]|$)/i;
const RUNNER_FLAG = /^--?test$/;
/** In a stack trace or a list of call sites, the word alone is enough. */
const STACK_TRACE = /(?:^|[^a-z])(?:tests?|specs?)(?:[^a-z]|$)|jest|mocha|vitest/i;
/** Where a candidate is tried out. */
const TRIAL = /loopcraft|scratch/i;
const ENVIRONMENT = /^(?:process|import\.meta|Bun)\.env$/;
const OF_ENVIRONMENT = /^(?:process|import\.meta|Bun)\.env(?:\.|$)/;
/** Variables that name the mode a program runs in. Others may hold "test" for good reasons: a payment key's mode. */
const MODE = /^(?:process|import\.meta|Bun)\.env\.(?:NODE_ENV|MODE|APP_ENV|BABEL_ENV|ENV|ENVIRONMENT)$/;
const STARTED_BY =
  /^(?:process\.(?:argv|execArgv|argv0|title|mainModule)|require\.(?:main|cache)|module\.(?:parent|children))(?:\.|$)/;
const STACK = /(?:^|\.)(?:stack|getFileName|getScriptNameOrSourceURL)$/;
const LOCATION =
  /^(?:process\.cwd|__dirname|__filename|import\.meta\.(?:url|dirname|filename)|process\.env\.(?:PWD|INIT_CWD))$/;
/** Set where tests run on their own, here too: nothing that a result may hang on. */
const UNATTENDED = /^process\.env\.(?:CI|CONTINUOUS_INTEGRATION|GITHUB_ACTIONS)$/;
const LOOKS_FOR =
  /^(?:includes|startsWith|endsWith|indexOf|lastIndexOf|match|test|some|find|findIndex|filter|has|hasOwn|search|exec|every)$/;

/** Product code that finds out whether it is being tested. Tests themselves may know. */
export function testDetection(source: Source): Finding[] {
  if (source.isTest) return [];
  const holdsTests = source.usesTestFramework || testsIn(source).length > 0;
  const found: Finding[] = [];
  walk(source, (node) => {
    if (
      !readsRunner(source, node) &&
      !(!holdsTests && usesRunnerGlobal(source, node)) &&
      !looksForTest(source, node) &&
      !givesByCi(source, node)
    )
      return;
    const text = quoted(node.getText(source.tree));
    const message = `${text} makes the code behave differently under test, so that the tests say nothing about what people get. Make one behaviour for both.`;
    found.push(findingAt(source, node, { rule: 'test-detection', message }));
  });
  return found;
}

/** `process.env.VITEST`, `const { JEST_WORKER_ID } = process.env`, `import.meta.vitest`, `readEnvironment('VITEST')`. */
function readsRunner(source: Source, node: ts.Node): boolean {
  const { ts: compiler } = source;
  if (
    compiler.isCallExpression(node) &&
    compiler.isIdentifier(node.expression) &&
    node.arguments.some((argument) => RUNNER_VARIABLE.test(constantText(source, argument) ?? ''))
  ) {
    return [...valueOrigins(source, node.expression)].some((path) => ENVIRONMENT.test(path));
  }
  const path = readPath(source, node);
  if (path === undefined) return false;
  if (path === 'import.meta.vitest') return true;
  const [, environment = '', name = ''] = /^(.*)\.([^.]+)$/.exec(path) ?? [];
  return ENVIRONMENT.test(environment) && RUNNER_VARIABLE.test(name);
}

/** `typeof jest`, `globalThis.it`, `'expect' in globalThis`, `expect` itself. */
function usesRunnerGlobal(source: Source, node: ts.Node): boolean {
  const { ts: compiler } = source;
  if (compiler.isIdentifier(node))
    return RUNNER_GLOBAL.test(node.text) && isValue(source, node) && isGlobal(source, node);
  if (compiler.isCallExpression(node)) {
    if (pathOf(source, node.expression) === 'Symbol.for')
      return /jest|vitest|mocha/i.test((node.arguments[0] && constantText(source, node.arguments[0])) ?? '');
    return listsGlobals(source, node);
  }
  const path = readPath(source, node);
  return (
    path !== undefined && RUNNER_GLOBAL.test(path) && (isMember(source, node) || compiler.isBinaryExpression(node))
  );
}

/** `Object.keys(globalThis).includes('describe')`, `Reflect.has(globalThis, 'it')`. */
function listsGlobals(source: Source, call: ts.CallExpression): boolean {
  if (RUNNER_GLOBAL.test(readPath(source, call) ?? '')) return true;
  const [owner, ...rest] = partsOf(source, call);
  return (
    owner !== undefined &&
    valueOrigins(source, owner).has('') &&
    rest.some((part) => [...textsIn(source, part)].some((text) => RUNNER_GLOBAL.test(text)))
  );
}

/** A comparison, a search, a case or a table that brings such a place together with the name of a test or a runner. */
function looksForTest(source: Source, node: ts.Node): boolean {
  const parts = partsOf(source, node);
  const places = parts.flatMap((part) => [...valueOrigins(source, part)].filter((path) => isTelling(path)));
  if (places.length === 0) return false;
  const texts = parts.flatMap((part) => [...textsIn(source, part)]);
  const isPart = source.ts.isCallExpression(node);
  return places.some((path) => texts.some((text) => tells(path, text, isPart)));
}

function isTelling(path: string): boolean {
  return [OF_ENVIRONMENT, STACK, LOCATION, STARTED_BY].some((pattern) => pattern.test(path));
}

/** Whether finding `text` at `path` tells that a test runs; `isPart`: as a part of what is there. */
function tells(path: string, text: string, isPart: boolean): boolean {
  if (MODE.test(path))
    return /^\W*test(?:ing)?\W*$/i.test(text) || (isPart && text !== '' && 'test'.includes(text.toLowerCase()));
  if (OF_ENVIRONMENT.test(path) && (RUNNER_NAME.test(text) || RUNNER_VARIABLE.test(text))) return true;
  if (STACK.test(path)) return STACK_TRACE.test(text);
  if (LOCATION.test(path)) return TRIAL.test(text);
  return (
    STARTED_BY.test(path) && (RUNNER_TRACE.test(text) || (/^process\.execArgv/.test(path) && RUNNER_FLAG.test(text)))
  );
}

/** `if (process.env.CI) return 119;`: a result written down for it. Being quieter there is fine. */
function givesByCi(source: Source, node: ts.Node): boolean {
  const { ts: compiler } = source;
  const hangs = (condition: ts.Node): boolean =>
    [...valueOrigins(source, condition)].some((path) => UNATTENDED.test(path));
  if (compiler.isIfStatement(node)) {
    const statements = compiler.isBlock(node.thenStatement) ? node.thenStatement.statements : [node.thenStatement];
    return (
      statements.some(
        (statement) =>
          compiler.isReturnStatement(statement) &&
          statement.expression !== undefined &&
          isWritten(source, statement.expression),
      ) && hangs(node.expression)
    );
  }
  if (!compiler.isConditionalExpression(node)) return false;
  return isWritten(source, node.whenTrue) !== isWritten(source, node.whenFalse) && hangs(node.condition);
}

function isWritten({ ts: compiler }: Source, value: ts.Node): boolean {
  return (
    compiler.isNumericLiteral(value) ||
    compiler.isStringLiteralLike(value) ||
    compiler.isArrayLiteralExpression(value) ||
    compiler.isObjectLiteralExpression(value)
  );
}

function partsOf(source: Source, node: ts.Node): readonly ts.Node[] {
  const { ts: compiler } = source;
  if (compiler.isBinaryExpression(node))
    return /^[!=]==?$/.test(node.operatorToken.getText(source.tree)) ? [node.left, node.right] : [];
  if (compiler.isCaseClause(node)) return [node.parent.parent.expression, node.expression];
  if (compiler.isElementAccessExpression(node)) return [node.expression, node.argumentExpression];
  if (!compiler.isCallExpression(node) || !compiler.isPropertyAccessExpression(node.expression)) return [];
  return LOOKS_FOR.test(node.expression.name.text) ? [node.expression.expression, ...node.arguments] : [];
}

/** A name where a value is meant: no property, no key, no label. */
function isValue({ ts: compiler }: Source, name: ts.Identifier): boolean {
  const { parent } = name;
  if (compiler.isPropertyAccessExpression(parent) || compiler.isQualifiedName(parent))
    return parent.getChildAt(0) === name;
  if (compiler.isPropertyAssignment(parent)) return parent.initializer === name;
  return (
    compiler.isExpressionStatement(parent) ||
    compiler.isTypeOfExpression(parent) ||
    compiler.isIfStatement(parent) ||
    compiler.isConditionalExpression(parent) ||
    compiler.isBinaryExpression(parent) ||
    compiler.isPrefixUnaryExpression(parent) ||
    compiler.isCallExpression(parent) ||
    compiler.isReturnStatement(parent)
  );
}

/** Not bound in the file, or only declared there for the compiler. */
function isGlobal(source: Source, name: ts.Identifier): boolean {
  const { ts: compiler } = source;
  const declaration = declarationOf(source, name);
  if (!declaration) return true;
  return (
    compiler.isVariableDeclaration(declaration) &&
    compiler.getCombinedModifierFlags(declaration) === compiler.ModifierFlags.Ambient
  );
}
