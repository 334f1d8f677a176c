import { NO_PERMISSIONS, type Permissions } from '../../../src/engine/contract/task';
import type { RuleId } from '../../../src/engine/integrity/rules';
import type { Texts } from './support';

type Files = Readonly<Record<string, string>>;

/** What a rule refuses beside an honest change that looks like it, both over the same workspace. */
export interface RuleExample {
  readonly before: Files;
  readonly refused: Texts;
  readonly allowed: Texts;
  readonly allow: Permissions;
}

const TESTS_ALLOWED: Permissions = { tests: true, config: false };
const TESTS_TO_ADD: Permissions = { tests: 'add', config: false };

function lines(...texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}

/** Two new files of code. */
function newFile(refused: string, allowed: string, path = 'src/price.ts'): RuleExample {
  return { before: {}, refused: { [path]: refused }, allowed: { [path]: allowed }, allow: NO_PERMISSIONS };
}

/** A comment that silences a tool, and the same words in a string. */
function comment(text: string): RuleExample {
  return newFile(lines(text, 'export const price = 1;'), lines(`export const hint = '${text}';`));
}

function edited(path: string, before: string, refused: string, allowed: string, allow = NO_PERMISSIONS): RuleExample {
  return { before: { [path]: before }, refused: { [path]: refused }, allowed: { [path]: allowed }, allow };
}

const TEST_IMPORTS = [
  "import assert from 'node:assert/strict';",
  "import { it } from 'node:test';",
  "import { total } from '../src/cart';",
  '',
];

function testFile(...body: readonly string[]): string {
  return lines(...TEST_IMPORTS, ...body);
}

function newTest(refused: readonly string[], allowed: readonly string[]): RuleExample {
  return newFile(testFile(...refused), testFile(...allowed), 'test/cart.test.ts');
}

const ADDS_UP = ["it('adds up', () => {", '  assert.equal(total([1, 2]), 3);', '});'];
const TAKES_NOTHING = ["it('takes an empty cart', () => {", '  assert.equal(total([]), 0);', '});'];
const CART_TEST = 'test/cart.test.ts';

function packageJson(test: string): string {
  return `${JSON.stringify({ name: 'shop', scripts: { test } }, undefined, 2)}\n`;
}

function mocking(module: string, factory: string): string {
  return lines(
    "import { expect, it, vi } from 'vitest';",
    "import { taxOf } from '../src/tax';",
    '',
    `vi.mock('${module}', () => (${factory}));`,
    "it('taxes', () => {",
    '  expect(taxOf(100)).toBe(19);',
    '});',
  );
}

function check(body: string): string {
  return lines(
    "import assert from 'node:assert/strict';",
    '',
    `export const same = (a: unknown, b: unknown): void => ${body};`,
  );
}

const TYPES = {
  'as-any': newFile(
    lines('export const price = (text: string): number => JSON.parse(text) as any;'),
    lines('export const parse = (text: string): unknown => JSON.parse(text) as unknown;'),
  ),
  'any-assertion': newFile(
    lines('export const price = (text: string): number => <any>text;'),
    lines("export const country = <'de' | 'fr'>'de';"),
  ),
  'any-type': newFile(
    lines('export const count = (items: any): number => items.length;'),
    lines('// Takes any of the two.', 'export const first = Promise.any([Promise.resolve(1), Promise.resolve(2)]);'),
  ),
  'double-assertion': newFile(
    lines('export const price = (text: string): number => text as unknown as number;'),
    lines("export const country = (text: string) => text as 'de' | 'fr';"),
  ),
  'never-assertion': newFile(
    lines('export const price: number = undefined as never;'),
    lines(
      'export function unreachable(value: never): never {',
      '  throw new Error(`unexpected value: \x24{String(value)}`);',
      '}',
    ),
  ),
  'cast-helper': newFile(
    lines('export const to = <T>(value: unknown): T => value as T;'),
    lines(
      'export function to<T>(value: unknown, isT: (value: unknown) => value is T): T {',
      "  if (!isT(value)) throw new TypeError('unexpected value');",
      '  return value;',
      '}',
    ),
  ),
  'false-guard': newFile(
    lines('export const isText = (value: unknown): value is string => true;'),
    lines("export const isText = (value: unknown): value is string => typeof value === 'string';"),
  ),
  'widened-export': edited(
    'src/price.ts',
    lines('export const net = (gross: number, country: string): number => gross / 1.19;'),
    lines('export const net = (gross: number, country: unknown): number => gross / 1.19;'),
    lines("export const net = (gross: number, country: 'de'): number => gross / 1.19;"),
  ),
  'untyped-file': {
    before: { 'src/tax.ts': lines('export const taxOf = (net: number): number => net * 0.19;') },
    refused: { 'src/tax.ts': null, 'src/tax.js': lines('export const taxOf = (net) => net * 0.19;') },
    allowed: { 'src/extra.js': lines('export const extra = 1;') },
    allow: NO_PERMISSIONS,
  },
  'dynamic-code': newFile(
    lines("export const sum = (): unknown => eval('1 + 2');"),
    lines('export const evaluated = (values: Map<string, number>): number => values.get("sum") ?? 0;'),
  ),
} satisfies Partial<Record<RuleId, RuleExample>>;

const SUPPRESSIONS = {
  'ts-ignore': comment('// @ts-ignore'),
  'ts-expect-error': {
    before: {},
    refused: { 'src/price.ts': lines('// @ts-expect-error', "export const price: number = 'one';") },
    allowed: {
      'test/price.test.ts': lines(
        "import { setPrice } from '../src/price';",
        '// @ts-expect-error A price is a number.',
        "setPrice('one');",
      ),
    },
    allow: NO_PERMISSIONS,
  },
  'ts-nocheck': newFile(lines('// @ts-nocheck', 'export {};'), lines('// @ts-check', 'export {};')),
  'eslint-disable': comment('/* eslint-disable no-undef */'),
  'biome-ignore': comment('// biome-ignore lint/style/useConst: later'),
  'oxlint-disable': comment('// oxlint-disable-next-line no-undef'),
  'tslint-disable': comment('// tslint:disable'),
  'jshint-ignore': comment('/* jshint ignore:start */'),
  'deno-lint-ignore': comment('// deno-lint-ignore no-explicit-any'),
  nosonar: comment('// NOSONAR'),
  'type-coverage-ignore': comment('// type-coverage:ignore-next-line'),
  'coverage-ignore': comment('/* c8 ignore next */'),
  'mutation-ignore': comment('// Stryker disable all'),
  'format-ignore': comment('// prettier-ignore'),
} satisfies Partial<Record<RuleId, RuleExample>>;

const TESTS = {
  'hollow-test-script': edited(
    'package.json',
    packageJson('node --test'),
    packageJson('node --test || true'),
    packageJson('node --test --experimental-test-coverage'),
  ),
  'emptied-test': edited(
    CART_TEST,
    testFile(...ADDS_UP),
    testFile("it('adds up', () => {", '  total([1, 2]);', '});'),
    testFile("it('adds up', () => {", '  assert.strictEqual(total([1, 2]), 3);', '});'),
    TESTS_ALLOWED,
  ),
  'removed-test': {
    before: { [CART_TEST]: testFile(...ADDS_UP, '', ...TAKES_NOTHING) },
    refused: { [CART_TEST]: testFile(...ADDS_UP) },
    allowed: { [CART_TEST]: testFile(...ADDS_UP), 'test/empty-cart.test.ts': testFile(...TAKES_NOTHING) },
    allow: NO_PERMISSIONS,
  },
  'removed-assertion': edited(
    CART_TEST,
    testFile("it('adds up', () => {", '  assert.equal(total([1, 2]), 3);', '  assert.equal(total([]), 0);', '});'),
    testFile("it('adds up', () => {", '  assert.equal(total([1, 2]), 3);', '});'),
    testFile(
      "it('adds up', () => {",
      '  assert.equal(total([1, 2]), 3);',
      '  assert.equal(total([5]), 5);',
      '  assert.equal(total([]), 0);',
      '});',
    ),
  ),
  'skipped-test': newTest(
    ["it.skip('adds up', () => {", '  assert.equal(total([1, 2]), 3);', '});'],
    ["it.skipIf(process.platform === 'win32')('adds up', () => {", '  assert.equal(total([1, 2]), 3);', '});'],
  ),
  'only-test': newTest(
    ["it.only('adds up', () => {", '  assert.equal(total([1, 2]), 3);', '});'],
    ["it('adds only positive prices', () => {", '  assert.equal(total([1, 2, -3]), 3);', '});'],
  ),
  'empty-test': newTest(
    ["it('adds up', () => {", '  assert.equal(3, 3);', '});'],
    ["it('takes an empty cart', () => {", '  total([]);', '});'],
  ),
  'mocked-subject': newFile(
    mocking('../src/tax', '{ taxOf: () => 19 }'),
    mocking('../src/rates', '{ rate: 0.19 }'),
    'test/tax.test.ts',
  ),
  'emptied-assertion': edited(
    'src/testing/same.ts',
    check('assert.equal(a, b)'),
    check('{}'),
    check('assert.ok(a === b)'),
  ),
  'rewritten-test': edited(
    CART_TEST,
    testFile("it('adds up', () => {", '  const prices = [1, 2];', '  assert.equal(total(prices), 3);', '});'),
    testFile("it('adds up', () => {", '  const prices = [3];', '  assert.equal(total(prices), 3);', '});'),
    testFile(
      "it('adds up', () => {",
      '  const prices = [1, 2];',
      '  assert.equal(total(prices), 3);',
      '});',
      '',
      ...TAKES_NOTHING,
    ),
    TESTS_TO_ADD,
  ),
} satisfies Partial<Record<RuleId, RuleExample>>;

const PRODUCT = {
  'process-exit': newFile(
    lines('export function close(): void {', '  process.exit(0);', '}'),
    lines('export const leave = (door: { exit(code: number): void }): void => door.exit(0);'),
  ),
  'process-exit-code': newFile(
    lines('export function close(): void {', '  process.exitCode = 0;', '}'),
    lines('export function fail(): void {', '  process.exitCode = 1;', '}'),
  ),
  'test-tampering': newFile(
    lines("import assert from 'node:assert/strict';", '', 'assert.equal = () => undefined;'),
    lines(
      "import assert from 'node:assert/strict';",
      '',
      'export function setPrice(price: number): void {',
      '  assert.ok(price >= 0);',
      '}',
    ),
  ),
  'global-patch': newFile(
    lines('Date.now = () => 0;'),
    lines('Array.prototype.at ??= function (index: number) {', '  return this[index];', '};'),
  ),
  'test-detection': newFile(
    lines("export const tax = process.env.NODE_ENV === 'test' ? 19 : 0;"),
    lines("export const isVerbose = process.env.NODE_ENV !== 'production';"),
  ),
  'test-import': newFile(
    lines("import { expected } from '../test/expected';", '', 'export const total = (): number => expected;'),
    lines("import { entries } from './contest';", '', 'export const total = (): number => entries.length;'),
  ),
  stub: newFile(
    lines('export function total(): number {', "  throw new Error('Not implemented');", '}'),
    lines(
      'export function taxOf(net: number, country: string): number {',
      "  if (country !== 'de') throw new Error('Other countries are not implemented');",
      '  return net * 0.19;',
      '}',
    ),
  ),
} satisfies Partial<Record<RuleId, RuleExample>>;

/** An example for every rule: a rule without one doesn't compile. */
export const RULE_EXAMPLES: Readonly<Record<RuleId, RuleExample>> = {
  ...TYPES,
  ...SUPPRESSIONS,
  ...TESTS,
  ...PRODUCT,
};

/** The two sides of a rule's example as Markdown, for docs/rules.md. */
export function pageExample(id: string): { readonly refused: string; readonly allowed: string } {
  const example = (RULE_EXAMPLES as Readonly<Record<string, RuleExample | undefined>>)[id];
  if (!example) throw new Error(`The rule ${id} has no example in test/unit/integrity/rule-examples.ts.`);
  const { before, refused, allowed } = example;
  const workspace = Object.entries(before).map(([path, text]) => block(path, text, ' before'));
  return { refused: [...workspace, ...blocks(refused)].join('\n\n'), allowed: blocks(allowed).join('\n\n') };
}

function blocks(files: Texts): string[] {
  return Object.entries(files).map(([path, text]) => (text === null ? `\`${path}\` is deleted.` : block(path, text)));
}

function block(path: string, text: string, when = ''): string {
  return `\`${path}\`${when}:\n\n\`\`\`${path.split('.').at(-1)}\n${text}\`\`\``;
}
