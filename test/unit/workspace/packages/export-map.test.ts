import assert from 'node:assert/strict';
import { createResolver } from '../../../../src/engine/workspace/imports/resolve-import';
import { exportedAs } from '../../../../src/engine/workspace/packages/export-map';
import { parseManifest } from '../../../../src/engine/workspace/packages/manifest';

function exported(exports: unknown, below: string): string[] | undefined {
  const manifest = parseManifest(JSON.stringify({ name: 'shop', exports }));
  return manifest && exportedAs(manifest, below);
}

describe('the exports of a package', () => {
  it('name what the package and the paths below it are loaded through, under any condition', () => {
    const map = {
      '.': { '@shop/source': './src/index.ts', import: './dist/index.js' },
      './cart': './src/shopping/cart.ts',
    };
    assert.deepEqual(exported(map, ''), ['./src/index.ts', './dist/index.js']);
    assert.deepEqual(exported(map, 'cart'), ['./src/shopping/cart.ts']);
    assert.equal(exported(map, 'other'), undefined);
  });

  it('may be a single file, or conditions without paths', () => {
    assert.deepEqual(exported('./main.js', ''), ['./main.js']);
    assert.deepEqual(exported({ import: './main.mjs', default: ['./main.js'] }, ''), ['./main.mjs', './main.js']);
    assert.equal(exported('./main.js', 'cart'), undefined);
    assert.equal(exported(undefined, ''), undefined);
    assert.equal(exported(null, 'x'), undefined);
  });

  it('may hold patterns, of which the longest beginning holds', () => {
    const map = { './*': './src/*.ts', './locales/*': './src/languages/*.ts', './internal/*': null };
    assert.deepEqual(exported(map, 'cart'), ['./src/cart.ts']);
    assert.deepEqual(exported(map, 'locales/de'), ['./src/languages/de.ts']);
    assert.deepEqual(exported(map, 'internal/x'), []);
    assert.deepEqual(exported({ './$*': './$&/*' }, '$a'), ['./$&/a']);
  });

  it('lead an import to the one source of that entry', () => {
    const files = ['package.json', 'src/index.ts', 'src/v2/index.ts', 'src/locales/index.ts', 'src/languages/de.ts'];
    const exports = {
      '.': { '@shop/source': './src/index.ts', default: './dist/index.js' },
      './v2': './dist/v2/index.js',
      './locales': './src/locales/index.ts',
      './locales/*': './src/languages/*.ts',
    };
    const manifest = JSON.stringify({ name: 'shop', exports });
    const resolve = createResolver(new Set(files), new Map([['package.json', manifest]]));
    const pathsOf = (specifier: string): readonly string[] => resolve(specifier, 'test/a.test.ts').paths;
    assert.deepEqual(pathsOf('shop'), ['src/index.ts']);
    assert.deepEqual(pathsOf('shop/v2'), ['src/v2/index.ts']);
    assert.deepEqual(pathsOf('shop/locales/de'), ['src/languages/de.ts']);
  });
});
