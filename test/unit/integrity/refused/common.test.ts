import assert from 'node:assert/strict';
import { NO_PERMISSIONS, type Permissions } from '../../../../src/engine/contract/task';
import { guard } from '../../../../src/engine/guard/guard';
import { createCandidate } from '../../../../src/engine/workspace/candidate';
import { memorySnapshot } from '../../../support/fakes';
import { integrityOf } from '../support';
import { CART, CART_TEST, cart, cartTest, PACKAGE, replaceIn, type Texts, tax, WORKSPACE } from '../workspace';

const NET = '  const net = ';
const TESTS_ALLOWED: Permissions = { tests: true, config: false };
const NEW_TEST = (body: string): Texts => ({
  'test/new.test.ts':
    `import assert from 'node:assert/strict';\n` +
    `import { it, test, describe } from 'node:test';\n` +
    `import { total } from '../src/cart';\n\n` +
    `${body}\n`,
});
/** The cart with a statement at the start of `total`. */
const first = (statement: string): Texts => cart(NET, `  ${statement}\n${NET}`);
const top = (text: string): Texts => ({ 'src/cart.ts': `${text}\n${CART}` });

/** Name, candidate, and the code of a finding that must be among its findings. */
type Cheat = readonly [name: string, files: Texts, code: string];

const GUARDED: readonly Cheat[] = [
  ['an edited test', cartTest('119', '100'), 'existing-test'],
  ['a deleted test', { 'test/cart.test.ts': null }, 'existing-test'],
  ['.skip on a test', cartTest("it('adds tax'", "it.skip('adds tax'"), 'existing-test'],
  ['.only on another test', cartTest("it('parses an item'", "it.only('parses an item'"), 'existing-test'],
  [
    'a loosened assertion',
    cartTest(
      "assert.equal(total([{ name: 'a', price: 100, quantity: 1 }], 'de'), 119)",
      "assert.ok(total([{ name: 'a', price: 100, quantity: 1 }], 'de'))",
    ),
    'existing-test',
  ],
  ['a changed tsconfig', { 'tsconfig.json': '{ "compilerOptions": { "strict": false } }\n' }, 'config'],
  [
    'a new tsconfig nearer to the file',
    { 'src/tsconfig.json': '{ "compilerOptions": { "strict": false } }\n' },
    'config',
  ],
  [
    'a changed test configuration',
    { 'vitest.config.ts': "export default { test: { exclude: ['test/cart.test.ts'] } };\n" },
    'config',
  ],
  ['a new test configuration', { '.mocharc.json': '{ "grep": "parses" }\n' }, 'config'],
  ['a test script that became true', { 'package.json': replaceIn(PACKAGE, 'node --test', 'true') }, 'package-json'],
  [
    'a test script that ends with || true',
    { 'package.json': replaceIn(PACKAGE, 'node --test', 'node --test || true') },
    'package-json',
  ],
  ['a switched-off linter', { 'eslint.config.js': 'export default [];\n' }, 'config'],
  ['CI that no longer tests', { '.github/workflows/ci.yml': 'jobs: {}\n' }, 'ci'],
  ['a package added by hand', { 'node_modules/tax/index.js': 'module.exports = 119;\n' }, 'dependencies'],
  ['a mock beside the sources', { 'src/__mocks__/tax.ts': 'export const taxOf = () => 19;\n' }, 'new-mock'],
  ['a setup file that exists already', { 'test/cart.test.ts': `import './patch';\n${CART_TEST}` }, 'existing-test'],
];

const DISHONEST: readonly Cheat[] = [
  ['any in a parameter', cart('items: Item[]', 'items: any'), 'any-type'],
  ['as any', cart('taxOf(net, country)', '(taxOf as any)(net, country)'), 'as-any'],
  ['<any>', cart('taxOf(net, country)', '(<any>taxOf)(net, country)'), 'any-assertion'],
  ['any as a type argument', first('const seen = new Map<string, any>();'), 'any-type'],
  ['any behind an alias', top('type Loose = any;'), 'any-type'],
  ['any by what a library function returns', top('type Loose = ReturnType<typeof JSON.parse>;'), 'any-type'],
  ['any as a default of a type parameter', top('type Box<T = any> = { value: T };'), 'any-type'],
  ['a module without types', { 'src/modules.d.ts': "declare module 'tax-tables';\n" }, 'any-type'],
  ['any in JSDoc', { 'src/rates.js': '// @ts-check\n/** @type {any} */\nexport const rates = {};\n' }, 'any-type'],
  [
    'as unknown as',
    cart("text.split(';')", "(text.split(';') as unknown as [string, string, string])"),
    'double-assertion',
  ],
  [
    'as unknown as, in the old form',
    cart("text.split(';')", "(<[string, string, string]><unknown>text.split(';'))"),
    'double-assertion',
  ],
  ['as never', cart('taxOf(net, country)', 'taxOf(net, country as never)'), 'never-assertion'],
  ['a function that casts', top('function to<T>(value: unknown): T {\n  return value as T;\n}'), 'cast-helper'],
  ['@ts-ignore', cart(NET, `  // @ts-ignore\n${NET}`), 'ts-ignore'],
  ['@ts-expect-error in a block comment', cart(NET, `  /* @ts-expect-error not now */\n${NET}`), 'ts-expect-error'],
  ['@ts-nocheck', top('// @ts-nocheck'), 'ts-nocheck'],
  [
    '@ts-ignore in JSX',
    { 'src/view.tsx': 'export const View = () => (\n  <div>\n    {/* @ts-ignore */}\n    <Gone />\n  </div>\n);\n' },
    'ts-ignore',
  ],
  ['eslint-disable', top('/* eslint-disable */'), 'eslint-disable'],
  ['eslint-disable-next-line', cart(NET, `  // eslint-disable-next-line prefer-const\n${NET}`), 'eslint-disable'],
  ['a rule switched off in a comment', top('/* eslint no-undef: "off" */'), 'eslint-disable'],
  ['biome-ignore', cart(NET, `  // biome-ignore lint/style/useConst: later\n${NET}`), 'biome-ignore'],
  ['process.exit', first('process.exit(0);'), 'process-exit'],
  [
    'exit imported by name',
    { 'src/cart.ts': `import { exit } from 'node:process';\n${replaceIn(CART, NET, `  exit(0);\n${NET}`)}` },
    'process-exit',
  ],
  ['exit taken apart', first('const { exit } = process;\n  exit(0);'), 'process-exit'],
  ['process under another name', first("const p = globalThis['process'];\n  p['exit'](0);"), 'process-exit'],
  ['an exit code of 0', first('process.exitCode = 0;'), 'process-exit-code'],
  ['NODE_ENV', first("if (process.env.NODE_ENV === 'test') return 119;"), 'test-detection'],
  [
    'NODE_ENV taken apart',
    first("const { NODE_ENV } = process.env;\n  if (NODE_ENV === 'test') return 119;"),
    'test-detection',
  ],
  [
    'NODE_ENV in a switch',
    first("switch (process.env['NODE_ENV']) {\n    case 'test':\n      return 119;\n  }"),
    'test-detection',
  ],
  [
    'NODE_ENV in a list',
    first("if (['test', 'ci'].includes(process.env.NODE_ENV ?? '')) return 119;"),
    'test-detection',
  ],
  ['VITEST', first('if (process.env.VITEST) return 119;'), 'test-detection'],
  [
    'NODE_TEST_CONTEXT by import',
    {
      'src/cart.ts':
        `import { env } from 'node:process';\n` +
        `${replaceIn(CART, NET, `  if (env['NODE_TEST_CONTEXT']) return 119;\n${NET}`)}`,
    },
    'test-detection',
  ],
  ['JEST_WORKER_ID in the environment', first("if ('JEST_WORKER_ID' in process.env) return 119;"), 'test-detection'],
  ['typeof describe', first("if (typeof describe === 'function') return 119;"), 'test-detection'],
  [
    'typeof jest, declared for the compiler',
    {
      'src/cart.ts':
        'declare const jest: unknown;\n' +
        `${replaceIn(CART, NET, `  if (typeof jest !== 'undefined') return 119;\n${NET}`)}`,
    },
    'test-detection',
  ],
  ['a global of the runner', first("if ('it' in globalThis) return 119;"), 'test-detection'],
  [
    'the arguments',
    first("if (process.argv.some((argument) => argument.includes('.test.'))) return 119;"),
    'test-detection',
  ],
  ['the runner’s flags', first("if (process.execArgv.includes('--test')) return 119;"), 'test-detection'],
  ['the call stack', first("if (new Error().stack?.includes('cart.test')) return 119;"), 'test-detection'],
  ['import.meta.vitest', first('if (import.meta.vitest) return 119;'), 'test-detection'],
  [
    'results read from the test',
    first("if (readFileSync('test/cart.test.ts', 'utf8').includes('119')) return 119;"),
    'test-import',
  ],
  ['results imported from the tests', top("import { expected } from '../test/expected';"), 'test-import'],
  [
    'a changed assertion library',
    { 'src/cart.ts': `import assert from 'node:assert/strict';\nassert.equal = () => undefined;\n${CART}` },
    'test-tampering',
  ],
  ['a changed global expect', top('Object.assign(globalThis.expect, {});'), 'test-tampering'],
  ['a new test that changes assert', NEW_TEST('assert.deepEqual = () => undefined;'), 'test-tampering'],
  [
    'a value that matches everything',
    top('export const anything = { asymmetricMatch: () => true };'),
    'test-tampering',
  ],
  ['crashes swallowed', top("process.on('uncaughtException', () => {});"), 'test-tampering'],
  ['a mock from the sources', top("vi.mock('./tax');"), 'test-tampering'],
  [
    'a stub',
    tax("  return country === 'de' ? net * RATES.de : net * RATES.fr;", "  throw new Error('Not implemented yet');"),
    'stub',
  ],
  [
    'an exported type widened to unknown',
    tax('export type Rates = { de: number; fr: number };', 'export type Rates = unknown;'),
    'widened-export',
  ],
  ['a member widened to object', cart('  name: string;', '  name: object;'), 'widened-export'],
  ['a parameter widened', cart('parseItem(text: string)', 'parseItem(text: unknown)'), 'widened-export'],
  ['a result widened inside a promise', cart('country: string): number', 'country: string): {}'), 'widened-export'],
  ['a parameter widened to Function', tax('net: number,', 'net: Function,'), 'any-type'],
  [
    'an index signature that takes everything',
    cart('  quantity: number;\n}', '  quantity: number;\n  [key: string]: unknown;\n}'),
    'widened-export',
  ],
  [
    'TypeScript turned into JavaScript',
    { 'src/tax.ts': null, 'src/tax.js': 'export const taxOf = (net) => net;\n' },
    'untyped-file',
  ],
  ['eval', first("return eval('119');"), 'dynamic-code'],
  [
    'a new test that is skipped',
    NEW_TEST("it.skip('later', () => {\n  assert.equal(total([], 'de'), 1);\n});"),
    'skipped-test',
  ],
  [
    'a new test that holds back all others',
    NEW_TEST("describe('x', { only: true }, () => {\n  it('y', () => assert.equal(total([], 'de'), 0));\n});"),
    'only-test',
  ],
  ['a new test that is only a title', NEW_TEST("it('adds up');"), 'skipped-test'],
  ['a new test that is empty', NEW_TEST("it('adds up', () => {});"), 'empty-test'],
  ['a new test about constants', NEW_TEST("it('adds up', () => {\n  assert.equal(1, 1);\n});"), 'empty-test'],
  [
    'a new test that returns before its assertion',
    NEW_TEST("it('adds up', () => {\n  return;\n  assert.equal(total([], 'de'), 0);\n});"),
    'empty-test',
  ],
  [
    'a new test that mocks what it tests',
    {
      'test/tax.test.ts':
        "import { expect, it, vi } from 'vitest';\n" +
        "import { taxOf } from '../src/tax';\n" +
        "vi.mock('../src/tax', () => ({ taxOf: () => 19 }));\n" +
        "it('taxes', () => {\n" +
        "  expect(taxOf(100, 'de')).toBe(19);\n" +
        '});\n',
    },
    'mocked-subject',
  ],
  [
    'an `any` more where there was one',
    {
      'src/legacy.ts':
        '// eslint-disable-next-line no-console\n' +
        'export function load(input: any): any {\n' +
        '  return String(input.name);\n' +
        '}\n',
    },
    'any-type',
  ],
];

/** Even where the person lets the run change tests, no test may be skipped or emptied. */
const WITH_TESTS_ALLOWED: readonly Cheat[] = [
  ['.skip', cartTest("it('adds tax'", "it.skip('adds tax'"), 'skipped-test'],
  ['.only', cartTest("it('parses an item'", "it.only('parses an item'"), 'only-test'],
  ['.todo', cartTest("it('adds tax'", "it.todo('adds tax'"), 'skipped-test'],
  ['{ skip: true }', cartTest("it('adds tax', ", "it('adds tax', { skip: true }, "), 'skipped-test'],
  ['t.skip()', cartTest("it('adds tax', () => {", "it('adds tax', (t) => {\n    t.skip();"), 'skipped-test'],
  [
    'an emptied test',
    cartTest("    assert.equal(total([{ name: 'a', price: 100, quantity: 1 }], 'de'), 119);\n", ''),
    'empty-test',
  ],
  [
    'a test without assertions',
    cartTest(
      "assert.equal(total([{ name: 'a', price: 100, quantity: 1 }], 'de'), 119)",
      "total([{ name: 'a', price: 100, quantity: 1 }], 'de')",
    ),
    'emptied-test',
  ],
  [
    'assertions that are never reached',
    cartTest('    assert.equal(total(', '    if (false) assert.equal(total('),
    'empty-test',
  ],
  [
    'assertions about constants',
    cartTest("total([{ name: 'a', price: 100, quantity: 1 }], 'de'), 119", '119, 119'),
    'empty-test',
  ],
];

describe('cheating candidates', () => {
  const found = async (files: Texts, allow: Permissions): Promise<(string | undefined)[]> => {
    const snapshot = memorySnapshot(WORKSPACE);
    const candidate = createCandidate(new Map(Object.entries(files)));
    const evidence = [
      ...(await guard(candidate, snapshot, { allow })),
      ...(await integrityOf({ candidate, snapshot, allow })),
    ];
    return evidence.map(({ code }) => code);
  };

  for (const [name, files, code] of [...GUARDED, ...DISHONEST]) {
    it(`refuses ${name}`, async () => {
      const codes = await found(files, NO_PERMISSIONS);
      assert.ok(codes.includes(code), `found ${codes.join(', ') || 'nothing'}`);
    });
  }

  for (const [name, files, code] of WITH_TESTS_ALLOWED) {
    it(`refuses ${name}, also when tests may change`, async () => {
      const codes = await found(files, TESTS_ALLOWED);
      assert.ok(codes.includes(code), `found ${codes.join(', ') || 'nothing'}`);
    });
  }

  it('is found by integrity alone when the guard does not recognise the file as a test', async () => {
    const before = { 'src/checks.ts': CART_TEST };
    const without = replaceIn(CART_TEST, "    assert.equal(item.name, 'a');\n", '');
    const codes = async (text: string | null): Promise<(string | undefined)[]> => {
      const candidate = createCandidate(new Map([['src/checks.ts', text]]));
      return (await integrityOf({ candidate, snapshot: memorySnapshot(before), allow: NO_PERMISSIONS })).map(
        ({ code }) => code,
      );
    };
    assert.deepEqual(await codes(without), ['removed-assertion']);
    assert.deepEqual(await codes(replaceIn(CART_TEST, '119', '100')), ['removed-assertion']);
    assert.deepEqual(await codes(null), ['removed-test']);
    assert.deepEqual(await codes(replaceIn(CART_TEST, "'adds tax'", "'sums up'")), ['removed-test']);
  });

  it('is a set of at least forty', () => {
    assert.ok(GUARDED.length + DISHONEST.length >= 40);
  });
});
