import assert from 'node:assert/strict';
import { type Files, find } from './support';

const PLANETS = ['earth', 'mars', 'venus'];
const FILES: Files = {
  'src/index.ts': PLANETS.map((name) => `export * from './${name}';\n`).join(''),
  ...Object.fromEntries(PLANETS.map((name) => [`src/${name}.ts`, `export const ${name} = 1;\nconst own = 2;\n`])),
  'src/ReaderTask.ts': [
    'export const map = 1;',
    'export const apFirst = 2;',
    'export const chainState = 3;',
    'export const of = 4;',
    '',
  ].join('\n'),
};

/** `path:line` of where the names belong that a test with this code expects. */
function beside(code: string, imports: string, files: Files = FILES): string[] {
  const test = `${imports}\nit('works', () => { ${code} });\n`;
  const found = find({ ...files, 'test/a.test.ts': test }, { tests: [{ path: 'test/a.test.ts', name: 'works' }] });
  return found.beside.map(({ path, startLine }) => `${path}:${startLine}`);
}

describe('where missing exports belong', () => {
  it('is beside the most similar names of the module that a test imports as a whole', () => {
    const imports = `import * as _ from '../src/ReaderTask';`;
    assert.equal(beside('_.apFirstW(1)', imports)[0], 'src/ReaderTask.ts:2');
    assert.ok(beside('_.flatMapState(1)', imports).includes('src/ReaderTask.ts:3'));
  });

  it('is beside the most similar names where the name itself is imported', () => {
    const [first] = beside('apFirstW(1)', `import { apFirstW } from '../src/ReaderTask';`);
    assert.equal(first, 'src/ReaderTask.ts:2');
  });

  it('is the end of a module where nothing is similar', () => {
    assert.deepEqual(beside('zip()', `import { zip } from '../src/ReaderTask';`), ['src/ReaderTask.ts:4']);
  });

  it('is where an index file would pass on the new module, and at its end', () => {
    const found = beside('jupiter', `import { jupiter } from '../src';`);
    assert.deepEqual(found, ['src/index.ts:1', 'src/index.ts:2', 'src/index.ts:3']);
    assert.deepEqual(beside('saturn', `import { saturn } from '../src/saturn';`), ['src/index.ts:2', 'src/index.ts:3']);
  });

  it('is nowhere for what is exported, for packages, and for modules in the older format', () => {
    assert.deepEqual(
      beside('earth + map', `import { earth } from '../src'; import { map } from '../src/ReaderTask';`),
      [],
    );
    assert.deepEqual(beside('chunk()', `import { chunk } from 'lodash';`), []);
    const old = { 'src/old.js': 'module.exports = make();\n' };
    assert.deepEqual(beside('old.parse()', `import * as old from '../src/old';`, old), []);
  });

  it('is nowhere for what one of several modules exports that may be meant', () => {
    const manifest = JSON.stringify({ name: 'shop', main: './dist/index.js', browser: './dist/web.js' });
    const files = {
      'package.json': manifest,
      'src/index.ts': 'export const cart = 1;',
      'index.ts': 'export const of = 1;',
    };
    assert.deepEqual(beside('cart', `import { cart } from 'shop';`, files), []);
  });

  it('is found through helpers of the test file that alone name the new module', () => {
    const imports = [
      `import { saturn } from '../src/saturn';`,
      'const visit = () => land();',
      'function land() { return expect(saturn); }',
    ].join('\n');
    assert.deepEqual(beside('visit()', imports), ['src/index.ts:2', 'src/index.ts:3']);
    assert.deepEqual(beside('other()', imports), []);
  });

  it('takes index files that pass each other on in a circle', () => {
    const circle = { 'src/a.ts': `export * from './b';`, 'src/b.ts': `export * from './a';` };
    assert.deepEqual(beside('x', `import { x } from '../src/a';`, circle), ['src/a.ts:1', 'src/b.ts:1']);
  });

  it('is in a list of names behind an index file: where it is sorted, beside a similar name, at its end', () => {
    const list = (names: readonly string[]): Files => ({
      'src/index.ts': `export * from './external';\n`,
      'src/external.ts': ['export {', ...names.map((name) => `  ${name},`), `} from './core';`, ''].join('\n'),
    });
    const sorted = list(['apple', 'banana', 'cherry', 'date', 'elder', 'fig', 'grape']);
    const imports = `import { citrus } from '../src';`;
    assert.deepEqual(beside('citrus', imports, sorted).slice(1, 4), [
      'src/external.ts:4',
      'src/external.ts:5',
      'src/external.ts:8',
    ]);
    const mixed = list(['formatError', 'clone', 'regexes', 'brand', 'config', 'util', 'alpha']);
    const found = beside('flattenError', `import { flattenError } from '../src';`, mixed);
    assert.deepEqual(found.slice(1, 3), ['src/external.ts:2', 'src/external.ts:8']);
  });

  it('is in such a list beside what is declared in the same file as the name', () => {
    const names = Array.from({ length: 6 }, (_, at) => `cart${at}`);
    const files: Files = {
      'src/shop.ts': [
        'export {',
        ...names.map((name) => `  ${name},`),
        '  flow,',
        '  zip,',
        `} from './all';`,
        '',
      ].join('\n'),
      'src/all.ts': `export * from './flow'; export * from './carts';\n`,
      'src/flow.ts': 'export const flow = 1;\nexport type Cancellable = 1;\n',
      'src/carts.ts': [...names, 'zip'].map((name) => `export const ${name} = 1;\n`).join(''),
    };
    const found = beside('1 as Cancellable', `import type { Cancellable } from '../src/shop';`, files);
    assert.deepEqual(found.slice(0, 2), ['src/shop.ts:8', 'src/shop.ts:9']);
  });

  it('is in the file that passes on the folder of a missing file, whatever its name', () => {
    const names = ['array', 'boolean', 'double', 'integer', 'option', 'tuple'];
    const files: Files = {
      ...Object.fromEntries(names.map((name) => [`src/kinds/${name}.ts`, `export const ${name} = 1;\n`])),
      'src/all-kinds.ts': [
        ...names.map((name) => `import { ${name} } from './kinds/${name}';`),
        'export {',
        ...names.map((name) => `  ${name},`),
        '};',
        '',
      ].join('\n'),
    };
    const found = beside('memo()', `import { memo } from '../src/kinds/memo';`, files);
    const of = (line: number): string => `src/all-kinds.ts:${line}`;
    assert.deepEqual(found, [of(4), of(5), of(6), of(11), of(12), of(13)]);
  });
});
