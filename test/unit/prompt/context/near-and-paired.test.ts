import assert from 'node:assert/strict';
import { nearFiles } from '../../../../src/engine/prompt/context/near-files';
import { pairedSources } from '../../../../src/engine/prompt/context/suspects/paired-files';

describe('pairedSources', () => {
  const files = ['src/cart.ts', 'src/client/index.ts', 'src/client/index.test.ts', 'src/index.ts', 'lib/util.ts'];

  it('finds the source that a test file is named after, beside it or elsewhere', () => {
    assert.deepEqual(pairedSources(['src/cart.test.ts'], files), ['src/cart.ts']);
    assert.deepEqual(pairedSources(['test/cart.spec.ts'], files), ['src/cart.ts']);
    assert.deepEqual(pairedSources(['src/__tests__/cart.ts'], files), ['src/cart.ts']);
  });

  it('prefers the one in the same folder, or in a folder of the same name', () => {
    assert.deepEqual(pairedSources(['src/client/index.test.ts'], files), ['src/client/index.ts']);
    assert.deepEqual(pairedSources(['test/client/index.test.ts'], files), ['src/client/index.ts']);
  });

  it('finds none where many files have the name', () => {
    const many = Array.from({ length: 5 }, (_, n) => `src/${n}/index.ts`);
    assert.deepEqual(pairedSources(['test/index.test.ts'], many), []);
  });
});

describe('nearFiles', () => {
  it('names all other files of a small workspace', () => {
    assert.equal(nearFiles(['src/a.ts'], ['README.md', 'src/a.ts', 'x/y/z.ts']).text, 'README.md\nx/y/z.ts');
    assert.equal(nearFiles(['src/a.ts'], ['src/a.ts']).text, '(none)');
    const files = ['.gitignore', 'README.md', 'src/a.ts', 'test/a.test.ts', 'test/b.test.ts', 'x/y/z.ts'];
    assert.equal(nearFiles(['src/a.ts'], files).text, '.gitignore, README.md\ntest: a.test.ts, b.test.ts\nx/y/z.ts');
  });

  it('names of a large one those beside what is shown, and says how many there are besides', () => {
    const files = ['b/near.ts', ...Array.from({ length: 500 }, (_, n) => `far/${n}.ts`)];
    assert.equal(nearFiles(['b/shown.ts'], files).text, 'b/near.ts\n(and 500 more)');
  });
});
