import type * as ts from 'typescript';
import { type Finding, findingAt } from './finding';
import { constantText, declarationOf, pathOf } from './names';
import { quoted, type Source, walk } from './source';

const RUNNER_VARIABLE = /^(?:VITEST(?:_\w+)?|JEST_WORKER_ID|NODE_TEST_CONTEXT|NODE_TEST_WORKER_ID|MOCHA_\w+|PLAYWRIGHT_TEST\w*|TEST_WORKER_INDEX|npm_lifecycle_(?:event|script))$/;
const RUNNER_GLOBAL = /^(?:jest|vi|vitest|describe|it|expect|test|suite|beforeEach|afterEach|beforeAll|afterAll|mocha|__vitest_\w+|__JEST\w*|__coverage__)$/;
const RUNNER_NAME = /\b(?:jest|mocha|vitest)\b|node:test/i;
/** What a runner leaves in arguments, stack traces and paths. `--test-command` is none. */
const RUNNER_TRACE = /\b(?:jest|mocha|vitest)\b|node:test|^-{0,2}test$|\.(?:test|spec)\b|(?:^|[\\/])(?:__)?(?:tests?|specs?)(?:__)?(?:[\\/]|$)/i;
const ENVIRONMENT = /^(?:process|import\.meta|Bun)\.env$/;
const OF_ENVIRONMENT = /^(?:process|import\.meta|Bun)\.env(?:\.|$)/;
/** Variables that name the mode a program runs in. Others may hold "test" for good reasons: a payment key's mode. */
const MODE = /^(?:process|import\.meta|Bun)\.env\.(?:NODE_ENV|MODE|APP_ENV|BABEL_ENV|ENV|ENVIRONMENT)$/;
const STARTED_BY = /^(?:process\.(?:argv|execArgv|title|mainModule)|require\.(?:main|cache)|module\.(?:parent|children))(?:\.|$)/;
const LOOKS_FOR = /^(?:includes|startsWith|endsWith|indexOf|match|test|some|find|has|hasOwn|search|exec|every)$/;

/** Product code that finds out whether it is being tested. Tests themselves may know. */
export function testDetection(source: Source): Finding[] {
  if (source.isTest) return [];
  const found: Finding[] = [];
  walk(source, (node) => {
    if (!readsRunner(source, node) && !usesRunnerGlobal(source, node) && !looksForTest(source, node)) return;
    const text = quoted(node.getText(source.tree));
    const message = `${text} makes the code behave differently under test, so that the tests say nothing about what people get. Make one behaviour for both.`;
    found.push(findingAt(source, node, { rule: 'test-detection', message }));
  });
  return found;
}

/** `process.env.VITEST`, `const { JEST_WORKER_ID } = process.env`, `import.meta.vitest`. */
function readsRunner(source: Source, node: ts.Node): boolean {
  const { ts: compiler } = source;
  const read = compiler.isBindingElement(node) && compiler.isIdentifier(node.name) ? node.name : node;
  if (read === node && !isMember(source, node)) return false;
  const path = pathOf(source, read);
  if (path === 'import.meta.vitest') return true;
  const [, environment = '', name = ''] = /^(.*)\.([^.]+)$/.exec(path ?? '') ?? [];
  return ENVIRONMENT.test(environment) && RUNNER_VARIABLE.test(name);
}

/** `typeof jest`, `globalThis.it`, `'expect' in globalThis`. */
function usesRunnerGlobal(source: Source, node: ts.Node): boolean {
  const { ts: compiler } = source;
  if (compiler.isTypeOfExpression(node)) {
    const { expression } = node;
    return compiler.isIdentifier(expression) && RUNNER_GLOBAL.test(expression.text) && isGlobal(source, expression);
  }
  if (compiler.isBinaryExpression(node) && node.operatorToken.kind === compiler.SyntaxKind.InKeyword) {
    const name = constantText(compiler, node.left) ?? '';
    const owner = pathOf(source, node.right) ?? 'unknown';
    return (owner === '' && RUNNER_GLOBAL.test(name)) || (ENVIRONMENT.test(owner) && RUNNER_VARIABLE.test(name));
  }
  return isMember(source, node) && !source.usesTestFramework && RUNNER_GLOBAL.test(pathOf(source, node) ?? '');
}

/** A comparison, a search, a case or a table that brings such a place together with the name of a test or a runner. */
function looksForTest(source: Source, node: ts.Node): boolean {
  const parts = partsOf(source, node);
  if (parts.length === 0) return false;
  const paths = parts.flatMap((part) => pathsIn(source, part));
  const texts = parts.flatMap((part) => textsIn(source, part));
  if (paths.some((path) => MODE.test(path)) && texts.some((text) => /^\W*test(?:ing)?\W*$/i.test(text))) return true;
  if (paths.some((path) => OF_ENVIRONMENT.test(path)) && texts.some((text) => RUNNER_NAME.test(text) || RUNNER_VARIABLE.test(text))) return true;
  return paths.some((path) => STARTED_BY.test(path) || path.endsWith('.stack')) && texts.some((text) => RUNNER_TRACE.test(text));
}

function partsOf(source: Source, node: ts.Node): readonly ts.Node[] {
  const { ts: compiler } = source;
  if (compiler.isBinaryExpression(node)) return /^[!=]==?$/.test(node.operatorToken.getText(source.tree)) ? [node.left, node.right] : [];
  if (compiler.isCaseClause(node)) return [node.parent.parent.expression, node.expression];
  if (compiler.isElementAccessExpression(node)) return compiler.isObjectLiteralExpression(node.expression) ? [node.expression, node.argumentExpression] : [];
  if (!compiler.isCallExpression(node) || !compiler.isPropertyAccessExpression(node.expression)) return [];
  return LOOKS_FOR.test(node.expression.name.text) ? [node.expression.expression, ...node.arguments] : [];
}

function pathsIn(source: Source, within: ts.Node): string[] {
  const found: string[] = [];
  walk(source, (node) => {
    const isName = isMember(source, node) || source.ts.isIdentifier(node);
    const path = isName ? pathOf(source, node) : undefined;
    if (path !== undefined) found.push(path);
    else if (isMember(source, node) && /\.stack$/.test(node.getText(source.tree))) found.push('error.stack');
  }, within);
  return found;
}

/** Strings, patterns and property names: what the place is compared with. */
function textsIn(source: Source, within: ts.Node): string[] {
  const { ts: compiler, tree } = source;
  const found: string[] = [];
  walk(source, (node) => {
    if (compiler.isStringLiteralLike(node)) found.push(node.text);
    else if (compiler.isRegularExpressionLiteral(node)) found.push(node.text.replace(/^\/|\/[a-z]*$/g, '').replace(/\\/g, ''));
    else if (compiler.isPropertyAssignment(node)) found.push(node.name.getText(tree));
  }, within);
  return found;
}

function isMember({ ts: compiler }: Source, node: ts.Node): boolean {
  return compiler.isPropertyAccessExpression(node) || compiler.isElementAccessExpression(node);
}

/** Not bound in the file, or only declared there for the compiler. */
function isGlobal(source: Source, name: ts.Identifier): boolean {
  const { ts: compiler } = source;
  const declaration = declarationOf(source, name);
  if (!declaration) return true;
  return compiler.isVariableDeclaration(declaration) && compiler.getCombinedModifierFlags(declaration) === compiler.ModifierFlags.Ambient;
}
