import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFinder, type Finder } from '../../../../src/engine/code/reach/finder';
import type { ReachAnswer, ReachRequest } from '../../../../src/engine/contract/code-reach';
import { startCpuTime } from '../../../support/cpu-time';
import { type Files, request } from './support';

describe('the finder', () => {
  let root = '';
  let finder: Finder;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'reach-'));
    finder = createFinder();
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (files: Files): void => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
  };
  const ask = (files: Files, parts: Partial<ReachRequest>): Promise<ReachAnswer> =>
    finder.find({ ...request(files, parts), root }, async () => {});
  const names = (found: ReachAnswer['matching']): string[] => found.map(({ path: file, name }) => `${file} ${name}`);

  const SHOP = {
    'src/index.ts': `export * from './cart';\n`,
    'src/cart.ts': [
      `import { total } from './internal/total';`,
      `export class Cart { get total() { return total([]); } }`,
      ``,
    ].join('\n'),
    'src/internal/total.ts': `import { sum } from './sum';\nexport const total = (prices: number[]) => sum(prices);\n`,
    'src/internal/sum.ts': 'export function sum(numbers: number[]) {\n  return numbers.reduce((a, b) => a - b);\n}\n',
    'src/cart.test.ts': `import { Cart } from '.';\nit('adds up', () => { new Cart().total; });\n`,
  };
  const TESTS = [{ path: 'src/cart.test.ts', name: 'adds up' }];

  it('finds the code at fault on disk, with the outline of each file on the way', async () => {
    write(SHOP);
    const { reached, outlines } = await ask(SHOP, { tests: TESTS, outlines: ['src/index.ts', 'gone.ts', 'README.md'] });
    assert.deepEqual(names(reached), [
      'src/cart.test.ts adds up',
      'src/cart.ts Cart.total',
      'src/internal/total.ts total',
      'src/internal/sum.ts sum',
    ]);
    assert.deepEqual(outlines.map((outline) => outline.path).sort(), Object.keys(SHOP).sort());
    assert.deepEqual(outlines.find((outline) => outline.path === 'src/internal/sum.ts')?.entries, [
      { name: 'sum', head: 'export function sum(numbers: number[]) {', startLine: 1, endLine: 3, depth: 0 },
    ]);
  });

  it('ranks no build that is kept beside its sources', async () => {
    const built = 'function roundTotal() {}\n';
    const files = {
      'lib/a.js': built,
      'lib/b.js': 'function other() {}\n',
      'lib/c.js': 'function third() {}\n',
      'dist/shop.js': built,
      'shop.min.js': built,
    };
    write(files);
    assert.deepEqual(names((await ask(files, { words: 'round the total' })).matching), ['lib/a.js roundTotal']);
  });

  it('ranks sources that lie in such a folder', async () => {
    const files = { 'dist/shop.js': 'function roundTotal() {}\n', 'tool.js': 'function other() {}\n' };
    write(files);
    assert.deepEqual(names((await ask(files, { words: 'round the total' })).matching), ['dist/shop.js roundTotal']);
  });

  it('ranks declarations by the words of a request, and by names that only the failing test has', async () => {
    const files = {
      ...SHOP,
      'src/discount.ts': 'export function applyDiscounts() { return 1; }\nfunction other() {}\n',
    };
    write(files);
    assert.equal(
      names((await ask(files, { words: 'the discount is rounded' })).matching)[0],
      'src/discount.ts applyDiscounts',
    );
    const test = { 'a.test.ts': `it('x', () => { lib.applyDiscount(); });` };
    write(test);
    const answer = await ask({ ...files, ...test }, { tests: [{ path: 'a.test.ts', name: 'x' }] });
    assert.ok(answer.missing.includes('applyDiscount'));
    assert.equal(names(answer.matching)[0], 'src/discount.ts applyDiscounts');
  });

  it('ranks code by the suites and the file of a failing test, less than by its own title', async () => {
    const one = (name: string) => `export function ${name}() {\n  return 1;\n}\n`;
    const files = {
      'src/a.ts': one('parseNumber') + one('roundSum'),
      'src/b.ts': one('stringifyNumber'),
      'test/number.test.ts': `describe('stringify', () => {\n  it('round', () => { lib(); });\n});\n`,
    };
    write(files);
    const tests = [{ path: 'test/number.test.ts', name: 'stringify > round' }];
    const { matching } = await ask(files, { tests, words: 'round' });
    assert.deepEqual(names(matching.filter(({ path: file }) => file.startsWith('src/'))), [
      'src/a.ts roundSum',
      'src/b.ts stringifyNumber',
      'src/a.ts parseNumber',
    ]);
  });

  it('sees a changed, a deleted and an unsaved file', async () => {
    write(SHOP);
    await ask(SHOP, { tests: TESTS, words: 'sum' });
    write({ 'src/internal/total.ts': 'export const total = () => extra();\nfunction extra() {}\n' });
    utimesSync(path.join(root, 'src/internal/total.ts'), 1, 1);
    rmSync(path.join(root, 'src/internal/sum.ts'));
    const changed = await ask(SHOP, { tests: TESTS, words: 'sum extra' });
    assert.equal(names(changed.reached).at(-1), 'src/internal/total.ts extra');
    assert.ok(!names(changed.matching).includes('src/internal/sum.ts sum'));
    assert.ok(names(changed.matching).includes('src/internal/total.ts extra'));

    const unsaved = new Map([['src/internal/total.ts', 'export const total = () => draft();\nfunction draft() {}\n']]);
    const drafted = await ask(SHOP, { tests: TESTS, unsaved, words: 'draft' });
    assert.equal(names(drafted.reached).at(-1), 'src/internal/total.ts draft');
    assert.equal(names(drafted.matching)[0], 'src/internal/total.ts draft');
    assert.equal(names((await ask(SHOP, { tests: TESTS })).reached).at(-1), 'src/internal/total.ts extra');
  });

  it('starts anew in another workspace', async () => {
    write({ 'one/a.ts': 'export function first() {}', 'two/a.ts': 'export function second() {}' });
    const at = (folder: string) =>
      finder.find(
        { ...request({ 'a.ts': '' }, { words: 'first second' }), root: path.join(root, folder) },
        async () => {},
      );
    assert.deepEqual(names((await at('one')).matching), ['a.ts first']);
    assert.deepEqual(names((await at('two')).matching), ['a.ts second']);
  });

  it('copes with huge files, long lines, deep nesting, broken syntax and no text', async () => {
    const files: Files = {
      ...SHOP,
      'huge.ts': `export const huge = [\n${'  12345678,\n'.repeat(450_000)}];\n`,
      'line.js': `export function line(){${'a(1);'.repeat(100_000)}}`,
      'many.js': 'function f(){}'.repeat(35_000),
      'text.ts': `export const text = '${'x'.repeat(500_000)}';\nexport const after = 1;\n`,
      'minified.min.js': `!function(){${'var a=1;b(a);'.repeat(20_000)}}();`,
      'deep.ts': `export const deep = ${'('.repeat(200_000)}`,
      'broken.ts': 'export class Broken { total( { return sum(; }\nexport function after() {}\n}}}} <<<<<<< HEAD\n`',
      'empty.ts': '',
      'binary.ts': '\u0000\uFFFD\u0001',
      'src/cart.test.ts':
        ['huge', 'line', 'text', 'minified.min', 'many', 'deep', 'broken', 'empty']
          .map((name) => `import '../${name}';\n`)
          .join('') + SHOP['src/cart.test.ts'],
    };
    write(files);
    const cpuTime = startCpuTime();
    const answer = await ask(files, {
      tests: TESTS,
      words: 'huge line many deep broken after',
      outlines: Object.keys(files),
    });
    assert.ok(cpuTime() < 10_000, `${cpuTime()}`);
    assert.ok(names(answer.reached).includes('src/internal/sum.ts sum'));
    assert.ok(names(answer.matching).includes('broken.ts Broken'));
    assert.ok(answer.outlines.every(({ entries }) => entries.every(({ head }) => head.length <= 161)));
  });

  it('asks whether to go on before each file that it reads for the ranking', async () => {
    write(SHOP);
    const stop = new Error('stop');
    const stopped = finder.find({ ...request(SHOP, { words: 'sum' }), root }, () => Promise.reject(stop));
    await assert.rejects(stopped, stop);
    assert.equal(names((await ask(SHOP, { words: 'sum' })).matching)[0], 'src/internal/sum.ts sum');
  });

  it('does not read anything again when nothing has changed', async () => {
    write(SHOP);
    await ask(SHOP, { words: 'sum' });
    let reads = 0;
    const again = await finder.find({ ...request(SHOP, { words: 'sum' }), root }, async () => {
      reads += 1;
    });
    assert.equal(reads, 0);
    assert.equal(names(again.matching)[0], 'src/internal/sum.ts sum');
  });
});
