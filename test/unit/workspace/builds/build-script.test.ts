import assert from 'node:assert/strict';
import { buildScript } from '../../../../src/engine/workspace/builds/build-script';
import { parseManifest } from '../../../../src/engine/workspace/packages/manifest';

const scriptOf = (scripts: object) => buildScript(parseManifest(JSON.stringify({ scripts })));

describe('the script that builds a package', () => {
  it('is `build` with what runs before and after it, whatever else there is', () => {
    const build = { prebuild: 'rimraf dist', build: 'tsc', postbuild: 'node mark.js', pretest: 'tsc -p test' };
    assert.equal(scriptOf(build), 'rimraf dist && tsc && node mark.js');
  });

  it('is one of another usual name', () => {
    assert.equal(
      scriptOf({ precompile: 'rimraf build', compile: 'tsc', prepare: 'npm run compile' }),
      'rimraf build && tsc',
    );
    assert.equal(scriptOf({ build: ' ', bundle: 'rollup -c' }), 'rollup -c');
    assert.equal(scriptOf({ tsc: 'tsc --noEmit', compile: 'tsc -p . --noEmit', prepare: 'tsup' }), 'tsup');
  });

  it('is what package managers run by themselves, where that builds', () => {
    const pretest = { pretest: 'rimraf build && tsc -p tsconfig.test.json', test: 'mocha' };
    assert.equal(scriptOf(pretest), pretest.pretest);
    assert.equal(scriptOf({ prepare: 'npm run make:lib', 'make:lib': 'node build.cjs' }), 'npm run make:lib');
    assert.equal(
      scriptOf({ prepare: 'tshy && bash scripts/build.sh', pretest: 'npm run lint', lint: 'eslint' })?.[0],
      't',
    );
    assert.equal(scriptOf({ prepack: 'unbuild' }), 'unbuild');
  });

  it('is none where nothing writes output', () => {
    for (const scripts of [
      {},
      { prepare: 'husky' },
      { pretest: 'npm run lint', lint: 'eslint .' },
      { pretest: 'tsc --noEmit' },
      { pretest: 'npm run types', types: 'tsc -p . --noEmit && eslint .' },
      { prepublishOnly: 'npm run build:docs' },
      { test: 'node build.js' },
    ])
      assert.equal(scriptOf(scripts), undefined, JSON.stringify(scripts));
  });
});
