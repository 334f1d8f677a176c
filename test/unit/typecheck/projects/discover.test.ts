import assert from 'node:assert/strict';
import path from 'node:path';
import { createFiles } from '../../../../src/engine/typecheck/files/files';
import { createCompilers } from '../../../../src/engine/typecheck/projects/compilers';
import { createConfigs } from '../../../../src/engine/typecheck/projects/configs';
import { discoverProjects } from '../../../../src/engine/typecheck/projects/discover';
import { createTempWorkspace, QUICK } from '../temp-workspace';

const compilers = createCompilers();

/** The config files that are found, relative; `(edited)` marks those added only for an edited file. */
function found(tree: Readonly<Record<string, string | object>>, edited: readonly string[] = []): string[] | string {
  const workspace = createTempWorkspace(tree);
  try {
    const { root } = workspace;
    const files = createFiles(true);
    files.refresh(new Map());
    const result = discoverProjects(
      root,
      edited.map((file) => path.join(root, file)),
      files,
      createConfigs(files, compilers),
      compilers,
    );
    if ('problem' in result) return `${result.problem.kind}: ${result.problem.message}`;
    return [
      ...result.projects.map(
        ({ config, forFocusOnly, only }) =>
          path.relative(root, config.file) + (forFocusOnly ? ' (edited)' : only ? ' (some files)' : ''),
      ),
      ...result.unreadable.map(({ file }) => `${path.relative(root, file)} (unreadable)`),
    ];
  } finally {
    workspace.dispose();
  }
}

const SRC = { compilerOptions: QUICK, include: ['src'] };
const ALL = { compilerOptions: QUICK };

describe('discoverProjects', () => {
  it('finds the tsconfig of the workspace folder', () => {
    assert.deepEqual(found({ 'tsconfig.json': SRC, 'src/a.ts': '', 'other/tsconfig.json': ALL, 'other/b.ts': '' }), [
      'tsconfig.json',
    ]);
  });

  it('leaves out a config of a package that an editor would use for no file, unless a script names it', () => {
    const packages = (scripts: object) => ({
      'package.json': { workspaces: ['packages/*'] },
      'tsconfig.json': {
        compilerOptions: QUICK,
        include: ['packages/*/src'],
        exclude: ['packages/play', 'packages/web'],
      },
      'packages/lib/package.json': {},
      'packages/lib/src/a.ts': '',
      'packages/play/package.json': { scripts },
      'packages/play/tsconfig.json': { extends: '../../tsconfig.json', compilerOptions: { strict: false } },
      'packages/play/src/b.ts': '',
      'packages/web/package.json': {},
      'packages/web/tsconfig.json': { extends: '../../tsconfig.json', files: ['src/**/*.ts'] },
      'packages/web/src/c.ts': '',
      'packages/all/package.json': {},
      'packages/all/tsconfig.json': { files: [], references: [{ path: '../lib/tsconfig.lib.json' }] },
      'packages/lib/tsconfig.lib.json': { compilerOptions: QUICK, include: ['src'] },
    });
    const others = ['packages/all/tsconfig.json', 'packages/lib/tsconfig.lib.json'];
    assert.deepEqual(found(packages({})), ['tsconfig.json', ...others]);
    const named = found(packages({ types: 'tsc --noEmit' }));
    assert.deepEqual(named, ['tsconfig.json', others[0], 'packages/play/tsconfig.json', others[1]]);
  });

  it('leaves out a config over files that import a build which is not there', () => {
    const tree = (more: object, types = 'dist/index.d.ts') => ({
      'package.json': { types, scripts: { test: 'tsup && npm run test:dts', 'test:dts': 'tsc -p test-dts' } },
      'tsconfig.json': SRC,
      'src/a.ts': "export * from '../gone/a';",
      'test-dts/tsconfig.json': ALL,
      'test-dts/index.d.ts': "export * from '../dist/index';",
      'test-dts/a.test-d.ts': "import { a } from './index';",
      ...more,
    });
    assert.deepEqual(found(tree({})), ['tsconfig.json']);
    const both = ['tsconfig.json', 'test-dts/tsconfig.json'];
    assert.deepEqual(found(tree({ 'dist/index.d.ts': '' })), both, 'it is built');
    assert.deepEqual(found(tree({ 'dist/other.d.ts': '' })), both, 'a file of the build is missing: an error');
    assert.deepEqual(found(tree({}, 'lib/index.d.ts')), both, 'no output of the package: an error');
    assert.deepEqual(found(tree({ 'test-dts/index.d.ts': "export * from '../src/gone';" })), both);
    assert.deepEqual(found(tree({ 'tsconfig.json': ALL })), both, 'the files belong to the editor’s project as well');
  });

  it('follows solution files and references, and adds each project once', () => {
    const tree = {
      'tsconfig.json': {
        files: [],
        references: [{ path: 'core' }, { path: './app/tsconfig.app.json' }, { path: 'missing' }],
      },
      'core/tsconfig.json': ALL,
      'app/tsconfig.app.json': { ...ALL, references: [{ path: '../core' }] },
      'core/a.ts': '',
      'app/b.ts': '',
    };
    assert.deepEqual(found(tree), ['tsconfig.json', 'core/tsconfig.json', 'app/tsconfig.app.json']);
  });

  it('takes the configs that angular.json builds with for a base that only lends its options', () => {
    const target = { options: { tsConfig: 'tsconfig.app.json' } };
    const tree = (base: object) => ({
      'angular.json': {
        projects: { web: { architect: { build: target, lint: { options: { tsConfig: ['gone.json'] } } } } },
      },
      'tsconfig.json': { compilerOptions: QUICK, ...base },
      'tsconfig.app.json': { extends: './tsconfig.json', files: ['src/main.ts'] },
      'tsconfig.spec.json': { extends: './tsconfig.json', include: ['src/**/*.spec.ts'] },
      'src/main.ts': '',
      'src/a.spec.ts': '',
    });
    assert.deepEqual(found(tree({})), ['tsconfig.app.json', 'tsconfig.spec.json (some files)']);
    assert.deepEqual(found(tree({ include: ['src'] })), ['tsconfig.json', 'tsconfig.app.json']);
    const { 'angular.json': _, ...others } = tree({});
    assert.deepEqual(found(others), ['tsconfig.json']);
  });

  it('adds the config beside the main one that covers the tests', () => {
    const tree = {
      'tsconfig.json': SRC,
      'tsconfig.build.json': SRC,
      'tsconfig.spec.json': { compilerOptions: QUICK, include: ['test'] },
      'src/a.ts': '',
      'test/a.test.ts': '',
    };
    assert.deepEqual(found(tree), ['tsconfig.json', 'tsconfig.spec.json (some files)']);
    const nested = { 'tsconfig.json': SRC, 'src/a.ts': '', 'test/tsconfig.json': ALL, 'test/a.ts': '' };
    assert.deepEqual(found(nested), ['tsconfig.json', 'test/tsconfig.json']);
  });

  it('adds a config for an edited file only if no other config covers the file', () => {
    const tree = {
      'tsconfig.json': SRC,
      'src/a.ts': '',
      'tsconfig.node.json': { files: ['vite.config.ts'] },
      'vite.config.ts': '',
      'tools/x/tsconfig.json': ALL,
      'tools/x/y.ts': '',
    };
    assert.deepEqual(found(tree), ['tsconfig.json']);
    assert.deepEqual(found(tree, ['src/a.ts']), ['tsconfig.json']);
    assert.deepEqual(found(tree, ['vite.config.ts']), ['tsconfig.json', 'tsconfig.node.json (edited)']);
    assert.deepEqual(found(tree, ['tools/x/y.ts']), ['tsconfig.json', 'tools/x/tsconfig.json (edited)']);
  });

  it('finds the packages of a workspace, and leaves out a root config that they only extend', () => {
    const packages = {
      'packages/a/tsconfig.json': { extends: '../../tsconfig.json' },
      'packages/b/tsconfig.json': { extends: '../../tsconfig.json' },
    };
    const sources = {
      'packages/a/a.ts': '',
      'packages/b/b.ts': '',
      'packages/b/node_modules/x/tsconfig.json': ALL,
      'examples/e/tsconfig.json': ALL,
    };
    const both = ['packages/a/tsconfig.json', 'packages/b/tsconfig.json'];
    assert.deepEqual(
      found({ 'package.json': { workspaces: ['packages/*'] }, 'tsconfig.json': ALL, ...packages, ...sources }),
      both,
    );
    assert.deepEqual(
      found({
        'package.json': { workspaces: ['packages/*'] },
        'tsconfig.json': { ...ALL, include: ['*.ts'] },
        ...packages,
        ...sources,
      }),
      ['tsconfig.json', ...both],
    );
    assert.deepEqual(
      found({
        'pnpm-workspace.yaml': 'packages:\n  - packages/**\n  - "!packages/b"\n',
        'tsconfig.json': ALL,
        ...packages,
        ...sources,
      }),
      ['packages/a/tsconfig.json'],
    );
  });

  it('searches subfolders when the folder has no tsconfig, and uses a jsconfig as a last resort', () => {
    const tree = {
      'web/tsconfig.json': ALL,
      'web/inner/tsconfig.json': ALL,
      'web/a.ts': '',
      'srv/api/tsconfig.json': ALL,
      'node_modules/x/tsconfig.json': ALL,
    };
    assert.deepEqual(found(tree), ['srv/api/tsconfig.json', 'web/tsconfig.json']);
    assert.deepEqual(found({ 'jsconfig.json': {}, 'a.js': '' }), ['jsconfig.json']);
  });

  it('takes a folder of JavaScript for a project, also with declarations that were written for it', () => {
    assert.deepEqual(found({ 'a.js': '', 'src/b.mjs': '' }), ['jsconfig.json']);
    assert.deepEqual(found({ 'index.js': '', 'index.d.ts': '', 'index.test-d.ts': '' }), ['jsconfig.json']);
    assert.deepEqual(found({ 'index.js': '', 'vitest.config.ts': '', 'e2e/playwright.config.mts': '' }), [
      'jsconfig.json',
    ]);
  });

  it('takes a folder without sources for a project that has none yet', () => {
    assert.deepEqual(found({ 'README.md': '', 'dist/a.js': '' }), ['jsconfig.json']);
    assert.match(String(found({ 'App.svelte': '' })), /^no-tsconfig/);
  });

  it('takes a folder with TypeScript for a project, as an editor does', () => {
    assert.deepEqual(found({ 'a.ts': '', 'src/b.js': '' }), ['tsconfig.json']);
    assert.deepEqual(found({ 'src/a.tsx': '', 'vite.config.ts': '' }), ['tsconfig.json']);
    assert.deepEqual(found({ 'a.ts': '', 'jsconfig.json': {} }), ['jsconfig.json']);
  });

  it('reads JavaScript without a config with its own compiler, whichever another package brought along', () => {
    const manifest = (version: string) => ({ 'node_modules/typescript/package.json': { version } });
    for (const version of ['7.0.2', '4.9.5']) {
      const bin = { 'node_modules/typescript/bin/tsc': '' };
      assert.deepEqual(found({ 'a.js': '', ...manifest(version), ...bin }), ['jsconfig.json'], version);
    }
    // That one can't read a broken package, so a config would fail in it as well.
    assert.match(String(found({ 'a.ts': '', 'tsconfig.json': ALL, ...manifest('4.9.5') })), /^unsupported-version/);
  });

  it('says what to do when the tsconfig is missing or broken', () => {
    assert.match(String(found({ 'a.ts': '', 'b.vue': '' })), /^no-tsconfig: No tsconfig\.json in .*npx tsc --init/);
    assert.match(
      String(found({ 'a.ts': '', 'a/b/c/d/tsconfig.json': ALL, 'a/b/c/d/e.ts': '' })),
      /the nearest one is \S+a\/b\/c\/d\/tsconfig\.json\. Open the folder of that one/,
    );
    assert.match(
      String(found({ 'tsconfig.json': '{ "compilerOptions": { "strict" true } }', 'a.ts': '' })),
      /^bad-tsconfig: .*tsconfig\.json:1:\d+ TS1005/s,
    );
    assert.match(
      String(found({ 'tsconfig.json': { extends: './gone.json' }, 'a.ts': '' })),
      /^bad-tsconfig: [\s\S]*gone\.json/,
    );
  });

  it('leaves an unknown option to the diagnostics', () => {
    assert.deepEqual(found({ 'tsconfig.json': { compilerOptions: { nonsense: 1 } }, 'a.ts': '' }), ['tsconfig.json']);
  });

  it('refuses a compiler that it cannot use, and names its version', () => {
    const with7 = {
      'tsconfig.json': SRC,
      'node_modules/typescript/package.json': { name: 'typescript', version: '7.0.2' },
    };
    assert.match(String(found(with7)), /^unsupported-version: The workspace uses TypeScript 7\.0\.2 .*npm install/);
  });

  it('never takes a config that only lends its options to others for a project', () => {
    const tree = {
      'tsconfig.json': { files: [], references: [{ path: './tsconfig.build.json' }, { path: './tsconfig.spec.json' }] },
      'tsconfig.base.json': ALL,
      'tsconfig.build.json': { extends: './tsconfig.base.json', include: ['src'], exclude: ['**/*.test.ts'] },
      'tsconfig.spec.json': { extends: './tsconfig.base.json', include: ['src'] },
      'src/add.ts': '',
      'src/add.test.ts': '',
      'runtime-tests/hello.test.ts': '',
    };
    const own = ['tsconfig.json', 'tsconfig.build.json', 'tsconfig.spec.json'];
    assert.deepEqual(found(tree), own);
    assert.deepEqual(found(tree, ['runtime-tests/hello.test.ts']), own);
    // Also where only a sibling extends it that is no project itself.
    const beside = { 'tsconfig.json': SRC, 'tsconfig.base.json': ALL, 'src/a.ts': '', 'test/a.test.ts': '' };
    assert.deepEqual(found({ ...beside, 'tsconfig.jest.json': { extends: './tsconfig.base.json', files: [] } }), [
      'tsconfig.json',
    ]);
  });

  it("keeps the folder's tsconfig.json that a sibling extends", () => {
    const tree = {
      'package.json': { scripts: { check: 'tsc --noEmit -p tsconfig.strict.json' } },
      'tsconfig.json': ALL,
      'tsconfig.strict.json': { extends: './tsconfig.json', include: ['src'] },
      'src/a.ts': '',
    };
    assert.deepEqual(found(tree), ['tsconfig.json', 'tsconfig.strict.json']);
  });

  it('takes the configs with which scripts check types, and build variants only for files of their own', () => {
    const tree = (scripts: Record<string, string>) => ({
      'package.json': { scripts, workspaces: ['packages/*'] },
      'tsconfig.json': SRC,
      'tsconfig.other.json': { compilerOptions: QUICK, include: ['src', 'other'] },
      'tsconfig.src.json': SRC,
      'src/a.ts': '',
      'other/b.ts': '',
      'packages/p/package.json': { scripts: { typecheck: 'cross-env CI=1 tsc -p "./tsconfig.app.json" --noEmit' } },
      'packages/p/tsconfig.app.json': ALL,
      'packages/p/c.ts': '',
    });
    const always = ['tsconfig.json', 'packages/p/tsconfig.app.json'];
    assert.deepEqual(found(tree({ lint: 'eslint . && tsc --project=tsconfig.src.json' })), [
      'tsconfig.json',
      'tsconfig.src.json',
      'packages/p/tsconfig.app.json',
    ]);
    assert.deepEqual(found(tree({ build: 'tsc -p tsconfig.src.json' })), always);
    assert.deepEqual(found(tree({ build: 'rm -rf dist && tsc -b tsconfig.other.json --force' })), [
      ...always,
      'tsconfig.other.json',
    ]);
    assert.deepEqual(found(tree({ types: 'tsc --init', check: 'tsc -p missing.json', 'type-x': 'tsc a.ts' })), always);
  });

  it('leaves out a config for checking what a build has yet to write', () => {
    const tree = {
      'package.json': {
        scripts: { check: 'tsc -p tsconfig.source.json', 'check:dist': 'tsc --project tsconfig.dist.json' },
      },
      'tsconfig.json': ALL,
      'tsconfig.source.json': SRC,
      'tsconfig.dist.json': { compilerOptions: QUICK, include: ['dist'] },
      'src/a.ts': '',
    };
    assert.deepEqual(found(tree), ['tsconfig.json', 'tsconfig.source.json']);
    assert.deepEqual(found({ ...tree, 'dist/a.d.ts': '' }), [
      'tsconfig.json',
      'tsconfig.source.json',
      'tsconfig.dist.json',
    ]);
  });

  it('continues without a config that cannot be read', () => {
    const tree = {
      'package.json': { workspaces: ['packages/*'] },
      'tsconfig.json': { compilerOptions: QUICK, include: ['packages/a'] },
      'packages/a/a.ts': '',
      'packages/b/tsconfig.json': { extends: './.nuxt/tsconfig.json' },
      'packages/c/tsconfig.json': { extends: './tsconfig.json' },
      'packages/d/tsconfig.json': '{ "compilerOptions": ',
    };
    const unreadable = ['b', 'c', 'd'].map((name) => `packages/${name}/tsconfig.json (unreadable)`);
    assert.deepEqual(found(tree), ['tsconfig.json', ...unreadable]);
  });
});
