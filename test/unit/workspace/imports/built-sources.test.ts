import assert from 'node:assert/strict';
import { createResolver } from '../../../../src/engine/workspace/imports/resolve-import';

const SHOP = {
  'package.json': '{"name":"shop","main":"./lib/shop.esm.js","types":"./lib/shop.d.ts"}',
  'src/shop.ts': '',
  'src/money.ts': '',
  'src/cli/index.ts': '',
  'test/shop.test.js': '',
  'packages/tax/package.json': '{"name":"@shop/tax","exports":{".":"./dist/index.mjs","./vat":"./dist/vat.mjs"}}',
  'packages/tax/src/index.ts': '',
  'packages/tax/src/vat.ts': '',
  'packages/tax/test/vat.test.ts': '',
  'packages/tool/package.json': '{"name":"tool","main":"dist/all.js","scripts":{"build":"esbuild src/start.ts"}}',
  'packages/tool/src/start.ts': '',
  'packages/tool/src/other.ts': '',
  'packages/kept/package.json': '{"name":"kept","main":"dist/index.js"}',
  'packages/kept/dist/index.js': '',
  'packages/kept/src/index.ts': '',
};

const manifests = new Map(Object.entries(SHOP).filter(([path]) => path.endsWith('package.json')));
const resolve = createResolver(new Set(Object.keys(SHOP)), manifests);

describe('imports of what is built', () => {
  for (const [from, specifier, sources] of [
    ['test/shop.test.js', '../lib/shop.esm.js', ['src/shop.ts']],
    ['test/shop.test.js', '../lib/shop.umd.min.js', ['src/shop.ts']],
    ['test/shop.test.js', '../dist/money', ['src/money.ts']],
    ['test/shop.test.js', '../dist/esm/money.mjs', ['src/money.ts']],
    ['test/shop.test.js', '../build/src/money.js', ['src/money.ts']],
    ['test/shop.test.js', '../out/cli', ['src/cli/index.ts']],
    ['test/shop.test.js', '..', ['src/shop.ts']],
    ['test/shop.test.js', 'shop', ['src/shop.ts']],
    ['packages/tax/test/vat.test.ts', '../dist/vat.mjs', ['packages/tax/src/vat.ts']],
    ['packages/tax/test/vat.test.ts', '../dist', ['packages/tax/src/index.ts']],
    ['packages/tax/test/vat.test.ts', '../', ['packages/tax/src/index.ts', 'packages/tax/src/vat.ts']],
    ['packages/tax/test/vat.test.ts', 'tool', ['packages/tool/src/start.ts']],
    ['packages/tool/all.test.ts', './dist/all.js', ['packages/tool/src/start.ts']],
    ['test/shop.test.js', '../gone.js', []],
    ['test/shop.test.js', '../../outside/dist/index.js', []],
  ] as const) {
    it(`takes ${specifier} in ${from} for ${sources.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(resolve(specifier, from).paths, sources);
    });
  }

  it('does not say that a guess is known', () => {
    assert.equal(resolve('../dist/money', 'test/shop.test.js').known, false);
  });

  it('takes a built file that is kept with the sources for itself', () => {
    assert.deepEqual(resolve('./dist/index.js', 'packages/kept/a.test.ts').paths, ['packages/kept/dist/index.js']);
  });
});
