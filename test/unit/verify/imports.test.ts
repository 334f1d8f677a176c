import assert from 'node:assert/strict';
import { createImportGraph } from '../../../src/engine/verify/imports';
import { memorySnapshot } from '../../support/fakes';

const graph = createImportGraph(
  memorySnapshot({
    'src/a.ts': "import { b } from './b.js';\nexport * from './lib';",
    'src/b.ts': "import type { C } from '@/lib/c';\nimport fs from 'node:fs';",
    'src/lib/index.ts': '',
    'src/lib/c.ts': "const a = await import('../a');",
    'src/d.mts': "require('./e.mjs')",
    'src/e.mts': '',
    'test/a.test.ts': "import { a } from '../src/a';",
  }),
);

describe('createImportGraph', () => {
  it('resolves relative imports, .js for .ts, folders, aliases, require and dynamic import', async () => {
    assert.deepEqual(await graph.importsOf('src/a.ts'), ['src/b.ts', 'src/lib/index.ts']);
    assert.deepEqual(await graph.importsOf('src/b.ts'), ['src/lib/c.ts']);
    assert.deepEqual(await graph.importsOf('src/d.mts'), ['src/e.mts']);
    assert.deepEqual(await graph.importsOf('src/lib/c.ts'), ['src/a.ts']);
  });

  it('reaches over circles and ends', async () => {
    assert.equal(await graph.reaches('test/a.test.ts', new Set(['src/lib/c.ts'])), true);
    assert.equal(await graph.reaches('test/a.test.ts', new Set(['src/e.mts'])), false);
  });

  it('finds importers', async () => {
    assert.deepEqual(await graph.importersOf(new Set(['src/a.ts']), (path) => path.includes('.test.')), ['test/a.test.ts']);
  });

  it('sees the candidate over the snapshot', async () => {
    const over = createImportGraph(memorySnapshot({ 'src/a.ts': '' }), new Map([['src/a.ts', "import './n';"], ['src/n.ts', '']]));
    assert.deepEqual(await over.importsOf('src/a.ts'), ['src/n.ts']);
  });
});
