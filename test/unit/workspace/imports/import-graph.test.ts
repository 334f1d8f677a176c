import assert from 'node:assert/strict';
import { createImportGraph } from '../../../../src/engine/workspace/imports/import-graph';
import { memorySnapshot } from '../../../support/fakes';

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

  it('follows circles only once', async () => {
    assert.equal(await graph.reaches('test/a.test.ts', new Set(['src/lib/c.ts'])), true);
    assert.equal(await graph.reaches('test/a.test.ts', new Set(['src/e.mts'])), false);
  });

  it('finds importers', async () => {
    assert.deepEqual(await graph.importersOf(new Set(['src/a.ts']), (path) => path.includes('.test.')), [
      'test/a.test.ts',
    ]);
  });

  it('sees the candidate over the snapshot', async () => {
    const over = createImportGraph(
      memorySnapshot({ 'src/a.ts': '' }),
      new Map([
        ['src/a.ts', "import './n';"],
        ['src/n.ts', ''],
      ]),
    );
    assert.deepEqual(await over.importsOf('src/a.ts'), ['src/n.ts']);
  });

  it('still finds a file that the candidate deletes, and every file that a specifier may mean', async () => {
    const over = createImportGraph(
      memorySnapshot({
        'src/a.ts': "import './gone.js'; import './both';",
        'src/gone.ts': '',
        'src/both.ts': '',
        'src/both/index.ts': '',
      }),
      new Map([['src/gone.ts', null]]),
    );
    assert.deepEqual(await over.importsOf('src/a.ts'), ['src/gone.ts', 'src/both.ts', 'src/both/index.ts']);
  });

  it('finds the packages of a monorepo by their manifests, and mistakes no installed package for a file', async () => {
    const mono = createImportGraph(
      memorySnapshot({
        'package.json': '{"devDependencies":{"zod":"1","lodash":"4"}}',
        'packages/a/package.json':
          '{"name":"@m/a","exports":{".":{"types":"./dist/main.d.ts","default":"./dist/main.js"}}}',
        'packages/a/src/main.ts': "export * from './deep';",
        'packages/a/src/deep.ts': '',
        'packages/b/package.json': '{"name":"plain"}',
        'packages/b/index.js': '',
        'packages/c/package.json': '{"name":"odd","main":"built/x.js"}',
        'packages/c/code/one.ts': '',
        'packages/c/code/two.ts': '',
        'src/zod.ts': '',
        'src/fp.ts': '',
        'src/path.ts': '',
        'src/helper.ts': '',
        'test/x.test.ts': ['@m/a', 'plain', '@m/a/deep.js', 'zod', 'lodash/fp', 'path', 'helper', 'odd']
          .map((specifier) => `import '${specifier}';`)
          .join(' '),
      }),
    );
    assert.deepEqual(await mono.importsOf('test/x.test.ts'), [
      'packages/a/src/main.ts',
      'packages/b/index.js',
      'packages/a/src/deep.ts',
      'src/helper.ts',
      'packages/c/code/one.ts',
      'packages/c/code/two.ts',
    ]);
  });

  it('finds which of many files reach a change', async () => {
    const files: Record<string, string> = { 'src/core.ts': '', 'src/leaf.ts': "import './core'", 'src/other.ts': '' };
    for (let index = 0; index < 50; index++)
      files[`test/${index}.test.ts`] = `import '../src/${index % 2 === 0 ? 'leaf' : 'other'}'`;
    const tests = Object.keys(files).filter((path) => path.startsWith('test/'));
    const found = await createImportGraph(memorySnapshot(files)).reaching(tests, new Set(['src/core.ts']));
    assert.deepEqual(
      found,
      tests.filter((_, index) => index % 2 === 0),
    );
  });

  for (const [what, text, may] of [
    [
      'imports and a comment',
      "import { b } from './b'; import { it } from 'mocha'; import 'node:fs';\n// require(name)",
      false,
    ],
    ['a process', "import { spawn } from 'node:child_process';", true],
    ['a program of a library', "import { execa } from 'execa';", true],
    ['a worker', "new Worker(new URL('./b.ts', import.meta.url))", true],
    ['a computed import', 'const m = await import(name);', true],
    ['a computed require', 'const m = require(join(dir, name));', true],
    ['a glob', "import.meta.glob('./*.ts')", true],
    ['text as code', 'eval(text)', true],
    ['a missing file: built, or ignored', "import '../dist/index.js'", true],
    ['an alias that leads nowhere', "import '~/nowhere'", true],
    ['a worker by its path', "pool.run('../src/changed.ts')", true],
    ['a specifier in a comment', "// import './changed'\n/**\n * see import('./changed')\n */\nimport './b';", false],
  ] as const) {
    it(`${may ? 'may reach a change over' : 'reaches no change over'} ${what}`, async () => {
      const sources = {
        'package.json': '{"devDependencies":{"mocha":"1","execa":"1"}}',
        'src/b.ts': '',
        'src/changed.ts': '',
        'src/t.test.ts': "import './via';",
        'src/via.ts': text,
      };
      assert.equal(
        await createImportGraph(memorySnapshot(sources)).mayReach('src/t.test.ts', new Set(['src/changed.ts'])),
        may,
      );
    });
  }

  it('assumes that a file outside of the snapshot may reach any change', async () => {
    assert.equal(await graph.mayReach('dist/a.test.js', new Set(['src/e.mts'])), true);
  });
});
