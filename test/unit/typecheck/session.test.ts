import assert from 'node:assert/strict';
import type { Checkpoint } from '../../../src/engine/typecheck/checkpoint';
import { createSession } from '../../../src/engine/typecheck/session';
import { type CheckInput, never, places as placesOf, report as reportOf } from './session-requests';
import { createTempWorkspace, type InstalledCompiler, QUICK, type TempWorkspace } from './temp-workspace';

const session = createSession();
const report = (root: string, input?: CheckInput) => reportOf(session, root, input);
const places = (root: string, input?: CheckInput) => placesOf(session, root, input);

for (const compiler of ['typescript', 'typescript-7'] as const)
  describe(`type session with ${compiler}`, () => {
    let workspace: TempWorkspace;
    afterEach(() => workspace.dispose());
    after(() => session.dispose());

    const open = (files: Record<string, string | object>, own: InstalledCompiler = compiler) => {
      workspace = createTempWorkspace({ 'tsconfig.json': { compilerOptions: QUICK, include: ['src'] }, ...files });
      workspace.install(own);
      return workspace.root;
    };

    it('checks over the overlay and follows the disk', async () => {
      const root = open({
        'src/a.ts': 'export const a = 1;',
        'src/b.ts': "import { a } from './a';\nexport const b: number = a;",
      });
      assert.deepEqual(await places(root), []);
      assert.deepEqual(await places(root, { overlay: { 'src/a.ts': "export const a = 'one';" } }), [
        'src/b.ts(2,14) TS2322',
      ]);
      assert.deepEqual(await places(root, { overlay: { 'src/a.ts': null } }), ['src/b.ts(1,19) TS2307']);
      assert.deepEqual(await places(root, { overlay: { 'src/new/c.ts': 'export const c: string = 1;' } }), [
        'src/new/c.ts(1,14) TS2322',
      ]);
      assert.deepEqual(await places(root, { overlay: { 'outside.ts': 'const c: string = 1;' } }), []);
      assert.deepEqual(await places(root), []);
      workspace.write({ 'src/d.ts': 'export const d: boolean = 1;' });
      assert.deepEqual(await places(root), ['src/d.ts(1,14) TS2322']);
      workspace.remove('src/d.ts', 'src/a.ts');
      assert.deepEqual(await places(root), ['src/b.ts(1,19) TS2307']);
      workspace.write({ 'src/a.ts': 'export const a = true;' });
      assert.deepEqual(await places(root), ['src/b.ts(2,14) TS2322']);
    });

    it('finds a new file that an unchanged import refers to, inside or outside the project', async () => {
      const root = open({ 'src/a.ts': "import { x } from '../lib/x';\nexport const a: string = x;" });
      assert.deepEqual(await places(root), ['src/a.ts(1,19) TS2307']);
      assert.deepEqual(await places(root, { overlay: { 'lib/x.ts': 'export const x = 1;' } }), [
        'src/a.ts(2,14) TS2322',
      ]);
      assert.deepEqual(await places(root), ['src/a.ts(1,19) TS2307']);
      workspace.write({ 'lib/x.ts': "export const x = '';" });
      assert.deepEqual(await places(root), []);
    });

    it('names an edited file that no project covers', async () => {
      const root = open({ 'src/a.ts': 'export const a = 1;' });
      const overlay = { 'scripts/b.ts': 'const b: string = 1;', 'src/a.ts': 'export const a = 2;', 'notes.md': '' };
      const whole = async (texts: Record<string, string>, edited: readonly string[]) => {
        const answer = await session.check(
          { root, overlay: new Map(Object.entries(texts)), edited, scope: 'whole' },
          never,
        );
        assert.ok('diagnostics' in answer, JSON.stringify(answer));
        return answer;
      };
      const { checked, diagnostics } = await whole(overlay, Object.keys(overlay));
      assert.deepEqual(diagnostics, []);
      assert.match(checked, /no tsconfig covers scripts\/b\.ts: only the syntax was checked there$/);
      assert.doesNotMatch((await whole(overlay, ['src/a.ts'])).checked, /no tsconfig covers/);
      const broken = { ...overlay, 'scripts/b.ts': 'const b: string = ;' };
      assert.deepEqual(
        (await whole(broken, Object.keys(broken))).diagnostics.map(({ path, code }) => [path, code]),
        [['scripts/b.ts', 1109]],
      );
      assert.deepEqual(await places(root, { overlay: broken, edited: Object.keys(broken) }), [
        'scripts/b.ts(1,19) TS1109',
      ]);
    });

    it('checks the syntax of every kind of file that no project covers', async () => {
      const root = open({ 'src/a.ts': 'export const a = 1;' });
      const fine = {
        'types/b.d.ts': 'declare const b: string;',
        'types/c.d.mts': 'export declare const c: string;',
        'types/d.cts': 'export = 1;',
        'types/e.tsx': 'export const e = <p>e</p>;',
      };
      assert.deepEqual(await places(root, { overlay: fine, edited: Object.keys(fine) }), []);
      const broken = {
        'types/b.d.ts': 'declare const b: ;',
        'types/c.d.mts': 'export declare const c: ;',
        'types/d.cts': 'export = ;',
        'types/e.tsx': 'export const e = <p>e</q>;',
      };
      assert.deepEqual(await places(root, { overlay: broken, edited: Object.keys(broken) }), [
        'types/b.d.ts(1,18) TS1110',
        'types/c.d.mts(1,25) TS1110',
        'types/d.cts(1,10) TS1109',
        'types/e.tsx(1,24) TS17002',
      ]);
    });

    it('finds a package that was installed in the meantime', async () => {
      const root = open({ 'src/a.ts': "import { x } from 'pack';\nexport const a: string = x;" });
      assert.deepEqual(await places(root), ['src/a.ts(1,19) TS2307']);
      workspace.write({
        'node_modules/pack/package.json': { name: 'pack', types: 'index.d.ts' },
        'node_modules/pack/index.d.ts': 'export declare const x: number;',
      });
      assert.deepEqual(await places(root), ['src/a.ts(2,14) TS2322']);
    });

    it('checks again all files that a change affects, also through module augmentations and global types', async () => {
      const root = open({
        'src/shape.ts': 'export interface Shape { size: number }',
        'src/more.ts': "import './shape';\ndeclare module './shape' { interface Shape { name: string } }",
        'src/use.ts':
          "import type { Shape } from './shape';\nexport const nameOf = (shape: Shape): string => shape.name;",
        'src/globals.d.ts': 'interface Settings { depth: number }',
        'src/set.ts': 'export const depthOf = (settings: Settings): number => settings.depth;',
        'src/unrelated.ts': 'export const quiet: number = 1;',
      });
      assert.deepEqual(await places(root), []);
      const more = {
        'src/more.ts': "import './shape';\ndeclare module './shape' { interface Shape { name: number } }",
      };
      assert.deepEqual(await places(root, { overlay: more }), ['src/use.ts(2,49) TS2322']);
      assert.deepEqual(
        await places(root, { overlay: { 'src/globals.d.ts': 'interface Settings { depth: string }' } }),
        ['src/set.ts(1,56) TS2322'],
      );
      assert.deepEqual(await places(root, { overlay: { 'src/more.ts': null } }), ['src/use.ts(2,55) TS2339']);
      assert.deepEqual(await places(root), []);
    });

    it('checks again the files that a change affects only through unchanged files', async () => {
      const root = open({
        'src/leaf.ts': 'export const leaf = 1;',
        'src/index.ts': "export * from './leaf';",
        'src/use.ts': "import { leaf } from './index';\nexport const n: number = leaf;",
        'src/foo.ts': 'export interface Foo { deep: number }',
        'src/global.ts': "import type { Foo } from './foo';\ndeclare global { interface Everywhere { foo: Foo } }",
        'src/script.d.ts': "type Aliased = import('./foo').Foo;",
        'src/user.ts': 'export const f = (e: Everywhere): number => e.foo.deep;',
        'src/alias.ts': 'export const g = (a: Aliased): number => a.deep;',
      });
      assert.deepEqual(await places(root), []);
      assert.deepEqual(await places(root, { overlay: { 'src/leaf.ts': null } }), [
        'src/index.ts(1,15) TS2307',
        'src/use.ts(1,10) TS2305',
      ]);
      assert.deepEqual(await places(root), []);
      assert.deepEqual(
        await places(root, { overlay: { 'src/leaf.ts': null, 'src/leaf/index.ts': "export const leaf = '';" } }),
        ['src/use.ts(2,14) TS2322'],
      );
      assert.deepEqual(await places(root, { overlay: { 'src/foo.ts': 'export interface Foo { deep: string }' } }), [
        'src/alias.ts(1,42) TS2322',
        'src/user.ts(1,45) TS2322',
      ]);
      assert.deepEqual(await places(root), []);
    });

    it("checks with the workspace's own compiler", async () => {
      const root = open({ 'src/a.ts': 'export const a: string = 1;' }, 'typescript-5');
      const five = await report(root);
      assert.equal(five.version, '5.9.3');
      assert.equal(five.engine, 'workspace');
      assert.deepEqual(five.projects, ['tsconfig.json']);
      assert.deepEqual(five.diagnostics, [
        {
          path: 'src/a.ts',
          line: 1,
          column: 14,
          code: 2322,
          message: "Type 'number' is not assignable to type 'string'.",
          category: 'error',
        },
      ]);
      workspace.remove('node_modules');
      const bundled = await report(root);
      assert.match(bundled.version, /^6\./);
      assert.equal(bundled.engine, 'bundled');
      assert.match(bundled.checked, /bundled: the workspace names none/);
    });

    it('checks the types of a folder without a config, and says so', async function () {
      this.timeout(40_000);
      const root = open({
        'a.ts': 'export const a: string | undefined = process.argv[2];\nexport const b: string = a;',
        'a.test.ts': "import { a } from './a.ts';\nexport const c: number = a ?? 1;",
        'node_modules/@types/node/index.d.ts': 'declare const process: { argv: (string | undefined)[] };',
      });
      workspace.remove('tsconfig.json');
      const { checked, engine, diagnostics } = await report(root);
      assert.match(checked, /checked sources without a config \(2 source files\)/);
      assert.equal(engine, 'bundled');
      assert.deepEqual(
        diagnostics.map(({ path, line, code }) => `${path}:${line} TS${code}`),
        ['a.test.ts:2 TS2322', 'a.ts:2 TS2322'],
      );
      const loose = { strict: false, lib: QUICK.lib, skipLibCheck: true };
      assert.deepEqual(
        await places(root, { overlay: { 'tsconfig.json': JSON.stringify({ compilerOptions: loose }) } }),
        ['a.test.ts(1,19) TS5097', 'a.test.ts(2,14) TS2322', 'a.ts(1,38) TS2591'],
      );
    });

    it('reads referenced projects from their sources and reports a shared error once', async () => {
      const root = open({
        'tsconfig.json': { files: [], references: [{ path: 'app' }] },
        'app/tsconfig.json': { compilerOptions: { ...QUICK, composite: true }, references: [{ path: '../core' }] },
        'app/main.ts': "import { one } from '../core/one';\nexport const main: number = one;",
        'core/tsconfig.json': { compilerOptions: { ...QUICK, composite: true } },
        'core/one.ts': 'export const one = 1;',
      });
      const whole = await report(root);
      assert.deepEqual(whole.projects, ['tsconfig.json', 'app/tsconfig.json', 'core/tsconfig.json']);
      assert.deepEqual(whole.diagnostics, []);
      assert.deepEqual(
        await places(root, { overlay: { 'core/one.ts': "export const one = '1';\nconst n: number = one;" } }),
        ['app/main.ts(2,14) TS2322', 'core/one.ts(2,7) TS2322'],
      );
    });

    it('stops when its checkpoint throws, and works again afterwards', async () => {
      const root = open({ 'src/a.ts': 'export const a: string = 1;', 'src/b.ts': 'export const b: string = 1;' });
      let left = 4;
      const cancelAfterFour: Checkpoint = async () => {
        if (left-- === 0) throw new Error('cancelled');
      };
      await assert.rejects(
        session.check({ root, overlay: new Map(), edited: [], scope: 'whole' }, cancelAfterFour),
        /cancelled/,
      );
      assert.deepEqual(await places(root), ['src/a.ts(1,14) TS2322', 'src/b.ts(1,14) TS2322']);
    });
  });
