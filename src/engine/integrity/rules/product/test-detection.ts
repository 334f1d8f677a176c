import { dirname, join } from 'node:path/posix';
import type * as ts from 'typescript';
import { readPath } from '../../../code/reads';
import { constantText, pathOf } from '../../../code/resolve-name';
import { declarationOf, referencesOf } from '../../../code/scopes';
import { quoted, type Source, walk } from '../../../code/source';
import { testsIn } from '../../../code/tests/test-syntax';
import { isMember, textsIn, valueOrigins } from '../../../code/value-origins';
import type { Finding } from '../../../contract/code-inspection';
import { importCandidates } from '../../../workspace/imports/import-candidates';
import { findingAt } from '../../finding';
import { type ReadSource, ruleFamily } from '../../rule-family';
import { ENVIRONMENT, isRevealing, RUNNER_GLOBAL, RUNNER_VARIABLE, reveals } from './runner-traces';

/** Set where tests run unattended, this product included: no result may depend on it. */
const UNATTENDED = /^process\.env\.(?:CI|CONTINUOUS_INTEGRATION|GITHUB_ACTIONS)$/;
const LOOKS_FOR = new Set([
  ...['includes', 'startsWith', 'endsWith', 'indexOf', 'lastIndexOf', 'match', 'test', 'some', 'find', 'findIndex'],
  ...['filter', 'has', 'hasOwn', 'search', 'exec', 'every'],
]);
/** Imported names that make it worth reading the module they come from. */
const NAME_ABOUT_TESTS = /test|vitest|jest|mocha/i;

/** Product code that finds out whether it is being tested. Tests themselves may know. */
export const testDetection = ruleFamily(
  'code that knows it is tested',
  [
    {
      id: 'test-detection',
      summary:
        'Refuses code that behaves differently when it finds signs of a test: variables, globals, arguments, paths.',
      appliesTo: 'files of code, except tests',
    },
  ],
  { kind: 'added', find: findTestDetection },
  { kind: 'added-with-imports', find: findImportedDetection },
);

function findTestDetection(source: Source): Finding<'test-detection'>[] {
  if (source.isTest) return [];
  const holdsTests = source.usesTestFramework || testsIn(source).length > 0;
  const found: Finding<'test-detection'>[] = [];
  walk(source, (node) => {
    const isDetection =
      readsRunner(source, node) ||
      (!holdsTests && usesRunnerGlobal(source, node)) ||
      looksForTest(source, node) ||
      dependsOnCi(source, node);
    if (isDetection) found.push(detection(source, node, node));
  });
  return found;
}

/** `at`: where the finding is; `shown`: the code that its message quotes. */
function detection(source: Source, at: ts.Node, shown: ts.Node): Finding<'test-detection'> {
  const message =
    `${quoted(shown.getText(source.tree))} makes the code behave differently under test, so the tests say nothing ` +
    'about what users get. Write one behaviour for both.';
  return findingAt(source, at, { rule: 'test-detection', message });
}

/** Product code that asks another file whether it is being tested: `import { isTest } from './env'`. */
async function findImportedDetection(source: Source, read: ReadSource): Promise<Finding<'test-detection'>[]> {
  if (source.isTest) return [];
  const found = await Promise.all(
    importsAboutTests(source).map(async (specifier) =>
      (await isDetector(source, specifier, read)) ? usesOf(source, specifier) : [],
    ),
  );
  return found.flat();
}

function importsAboutTests({ ts: compiler, tree }: Source): ts.ImportSpecifier[] {
  return tree.statements.flatMap((statement) => {
    if (
      !compiler.isImportDeclaration(statement) ||
      !compiler.isStringLiteral(statement.moduleSpecifier) ||
      !statement.moduleSpecifier.text.startsWith('.')
    )
      return [];
    const bindings = statement.importClause?.namedBindings;
    return bindings && compiler.isNamedImports(bindings)
      ? bindings.elements.filter((element) => NAME_ABOUT_TESTS.test((element.propertyName ?? element.name).text))
      : [];
  });
}

async function isDetector(source: Source, specifier: ts.ImportSpecifier, read: ReadSource): Promise<boolean> {
  const { moduleSpecifier } = specifier.parent.parent.parent as ts.ImportDeclaration;
  const base = join(dirname(source.path), (moduleSpecifier as ts.StringLiteral).text);
  for (const path of importCandidates(base)) {
    const target = await read(path);
    if (target)
      return findTestDetection(target).some(
        ({ owner }) => owner.split('.')[0] === (specifier.propertyName ?? specifier.name).text,
      );
  }
  return false;
}

function usesOf(source: Source, specifier: ts.ImportSpecifier): Finding<'test-detection'>[] {
  return referencesOf(source, specifier)
    .filter((name) => name.parent !== specifier)
    .map((name) => detection(source, name, name.parent));
}

/** `process.env.VITEST`, `const { JEST_WORKER_ID } = process.env`, `import.meta.vitest`, `readVariable('VITEST')`. */
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

/** A comparison, a search, a case or a table that relates such a place to the name of a test or a runner. */
function looksForTest(source: Source, node: ts.Node): boolean {
  const parts = partsOf(source, node);
  const places = parts.flatMap((part) => [...valueOrigins(source, part)].filter((path) => isRevealing(path)));
  if (places.length === 0) return false;
  const texts = parts.flatMap((part) => [...textsIn(source, part)]);
  const isPart = source.ts.isCallExpression(node);
  return places.some((path) => texts.some((text) => reveals(path, text, isPart)));
}

/** `if (process.env.CI) return 119;`: a literal result for unattended runs. Logging less there is fine. */
function dependsOnCi(source: Source, node: ts.Node): boolean {
  const { ts: compiler } = source;
  const isUnattended = (condition: ts.Node): boolean =>
    [...valueOrigins(source, condition)].some((path) => UNATTENDED.test(path));
  if (compiler.isIfStatement(node)) {
    const statements = compiler.isBlock(node.thenStatement) ? node.thenStatement.statements : [node.thenStatement];
    return (
      statements.some(
        (statement) =>
          compiler.isReturnStatement(statement) &&
          statement.expression !== undefined &&
          isLiteral(source, statement.expression),
      ) && isUnattended(node.expression)
    );
  }
  if (!compiler.isConditionalExpression(node)) return false;
  return isLiteral(source, node.whenTrue) !== isLiteral(source, node.whenFalse) && isUnattended(node.condition);
}

function isLiteral({ ts: compiler }: Source, value: ts.Node): boolean {
  return (
    compiler.isNumericLiteral(value) ||
    compiler.isStringLiteralLike(value) ||
    compiler.isArrayLiteralExpression(value) ||
    compiler.isObjectLiteralExpression(value)
  );
}

/** The parts of a node that are compared with each other; empty for a node that compares nothing. */
function partsOf(source: Source, node: ts.Node): readonly ts.Node[] {
  const { ts: compiler } = source;
  if (compiler.isBinaryExpression(node))
    return /^[!=]==?$/.test(node.operatorToken.getText(source.tree)) ? [node.left, node.right] : [];
  if (compiler.isCaseClause(node)) return [node.parent.parent.expression, node.expression];
  if (compiler.isElementAccessExpression(node)) return [node.expression, node.argumentExpression];
  if (!compiler.isCallExpression(node) || !compiler.isPropertyAccessExpression(node.expression)) return [];
  return LOOKS_FOR.has(node.expression.name.text) ? [node.expression.expression, ...node.arguments] : [];
}

/** Whether a name is used as a value, not as a property, a key or a label. */
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

/** Whether a name is not bound in the file, or only declared there for the compiler. */
function isGlobal(source: Source, name: ts.Identifier): boolean {
  const { ts: compiler } = source;
  const declaration = declarationOf(source, name);
  if (!declaration) return true;
  return (
    compiler.isVariableDeclaration(declaration) &&
    compiler.getCombinedModifierFlags(declaration) === compiler.ModifierFlags.Ambient
  );
}
