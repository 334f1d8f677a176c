import assert from 'node:assert/strict';
import { createSession } from '../../../src/engine/typecheck/session';
import { type CheckInput, never, places as placesOf, report as reportOf } from './session-requests';
import { createTempWorkspace, QUICK, type TempWorkspace } from './temp-workspace';

const session = createSession();
const report = (root: string, input?: CheckInput) => reportOf(session, root, input);
const places = (root: string, input?: CheckInput) => placesOf(session, root, input);

for (const compiler of ['typescript', 'typescript-7'] as const)
  describe(`configs as repositories have them, with ${compiler}`, () => {
    let workspace: TempWorkspace;
    afterEach(() => workspace.dispose());
    after(() => session.dispose());

    const open = (files: Record<string, string | object>) => {
      workspace = createTempWorkspace(files);
      workspace.install(compiler);
      return workspace.root;
    };
    const check = (root: string, overlay: Record<string, string>, scope: 'near' | 'whole' | 'files') =>
      session.check({ root, overlay: new Map(Object.entries(overlay)), edited: Object.keys(overlay), scope }, never);

    it('reports a config that cannot be read, and checks all other projects', async () => {
      const root = open({
        'package.json': { workspaces: ['packages/*'] },
        'tsconfig.json': { compilerOptions: QUICK, include: ['packages/a/src'] },
        'packages/a/src/add.ts': 'export const add: string = 1;',
        'packages/b/tsconfig.json': { extends: './.nuxt/tsconfig.json' },
        'packages/b/b.ts': 'export const b: string = 1;',
      });
      const { diagnostics, checked, projects } = await report(root);
      assert.deepEqual(
        diagnostics.map(({ path, code }) => `${path} TS${code}`),
        ['packages/a/src/add.ts TS2322', 'packages/b/tsconfig.json TS5083'],
      );
      assert.deepEqual(projects, ['tsconfig.json']);
      assert.match(checked, /packages\/b\/tsconfig\.json cannot be read/);
      assert.deepEqual(
        await places(root, { overlay: { 'packages/a/src/add.ts': '' }, edited: ['packages/a/src/add.ts'] }),
        [],
      );
      for (const scope of ['near', 'whole'] as const) {
        const answer = await check(root, { 'packages/b/b.ts': 'export {};' }, scope);
        assert.equal('problem' in answer && answer.problem.kind, 'bad-tsconfig', JSON.stringify(answer));
        const elsewhere = await check(root, { 'scripts/c.ts': 'export {};' }, scope);
        assert.ok('diagnostics' in elsewhere, JSON.stringify(elsewhere));
      }
    });

    it('counts of a config that is taken in for some files only what these have', async () => {
      const root = open({
        'tsconfig.json': { compilerOptions: QUICK, include: ['src'], exclude: ['**/*.spec.ts'] },
        'tsconfig.spec.json': { compilerOptions: { ...QUICK, noUnusedLocals: true }, include: ['src'] },
        'src/a.ts': 'const unused = 1;\nexport const a: string = 1;',
        'src/a.spec.ts': "import { a } from './a';\nconst spare = 1;\nexport const b = a;",
      });
      assert.deepEqual(await places(root), ['src/a.spec.ts(2,7) TS6133', 'src/a.ts(2,14) TS2322']);
      const overlay = { 'src/a.ts': 'const unused = 1;\nexport const a = 1;' };
      assert.deepEqual(await places(root, { overlay, edited: ['src/a.ts'] }), ['src/a.spec.ts(2,7) TS6133']);
    });

    it('does not judge with a sibling that is red by itself', async () => {
      const files = {
        'tsconfig.json': { compilerOptions: QUICK, include: ['src'], exclude: ['**/*.spec.ts'] },
        'tsconfig.spec.json': { compilerOptions: { ...QUICK, inlineSources: true }, include: ['src'] },
        'src/a.ts': 'export const a = 1;',
        'src/a.spec.ts': 'export const b: string = 1;',
      };
      const root = open(files);
      const edit = { 'src/a.spec.ts': 'export const b: string = 2;' };
      assert.deepEqual(await places(root), []);
      assert.deepEqual((await report(root)).projects, ['tsconfig.json']);
      assert.deepEqual(await places(root, { overlay: edit, edited: ['src/a.spec.ts'] }), []);
      workspace.write({ 'package.json': { scripts: { typecheck: 'tsc --noEmit -p tsconfig.spec.json' } } });
      const codes = (await report(root)).diagnostics.map(({ code }) => code);
      assert.deepEqual(codes, [5051]);
    });

    it('shows the type errors of single files that an error in the options hides', async () => {
      const root = open({
        'tsconfig.json': { compilerOptions: { ...QUICK, inlineSources: true } },
        'a.ts': 'export const a: string = 1;\nexport const b = a.missing;',
      });
      assert.deepEqual(
        (await report(root)).diagnostics.map(({ code }) => code),
        [5051],
      );
      const answer = await session.check({ root, overlay: new Map(), edited: ['a.ts'], scope: 'files' }, never);
      assert.ok('diagnostics' in answer, JSON.stringify(answer));
      assert.deepEqual(
        answer.diagnostics.map(({ code }) => code),
        [2322, 2339],
      );
    });

    it('does not report the import of a file that exists and that another program reads', async () => {
      const root = open({
        'tsconfig.json': { compilerOptions: { ...QUICK, paths: { '@/*': ['./src/*'] } }, include: ['src'] },
        'src/App.vue': '<template />',
        'src/main.css': '',
        'src/main.ts':
          "import App from './App.vue';\nimport Same from '@/App.vue';\nimport './main.css';\n" +
          "import Gone from './Gone.vue';\nimport { x } from './x';\nexport const all = [App, Same, Gone, x];",
      });
      assert.deepEqual(await places(root), ['src/main.ts(4,18) TS2307', 'src/main.ts(5,19) TS2307']);
      assert.deepEqual(await places(root, { overlay: { 'src/Gone.vue': '', 'src/x.ts': 'export const x = 1;' } }), []);
    });
  });

describe('configs of a workspace without a compiler', () => {
  let workspace: TempWorkspace;
  afterEach(() => workspace.dispose());
  after(() => session.dispose());

  it('may have options that the bundled one deprecates', async () => {
    const deprecated = { module: 'system', moduleResolution: 'node10', target: 'es5', downlevelIteration: true };
    workspace = createTempWorkspace({
      'jsconfig.json': { compilerOptions: { ...deprecated, checkJs: true, types: [] }, include: ['*.js'] },
      'a.js': '/** @type {string} */\nexport const a = 1;',
    });
    assert.deepEqual(await places(workspace.root), ['a.js(2,14) TS2322']);
  });

  it('may be missing where all is JavaScript, whose syntax is checked, but for what tools wrote', async () => {
    workspace = createTempWorkspace({
      'a.js': "const { b } = require('./src/b');\nmodule.exports = b.length;",
      'src/b.js': '/** @type {string} */\nexports.b = 1;',
      'dist/a.js': 'const = ;',
      'test/fixtures/broken.js': 'const = ;',
      'lib/a.min.js': 'const = ;',
    });
    assert.deepEqual(await places(workspace.root), []);
    const overlay = { 'src/b.js': 'exports.b = ;', 'src/new.mjs': 'export const a = ;' };
    assert.deepEqual(await places(workspace.root, { overlay }), ['src/b.js(1,13) TS1109', 'src/new.mjs(1,18) TS1109']);
  });
});
