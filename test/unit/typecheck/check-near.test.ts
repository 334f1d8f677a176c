import assert from 'node:assert/strict';
import { typeFingerprint } from '../../../src/engine/contract/fingerprint';
import { createSession } from '../../../src/engine/typecheck/session';
import { type CheckInput, never, places as placesOf, report as reportOf } from './session-requests';
import { createTempWorkspace, QUICK, type TempWorkspace } from './temp-workspace';

const session = createSession();
const report = (root: string, input?: CheckInput) => reportOf(session, root, input);
const places = (root: string, input?: CheckInput) => placesOf(session, root, input);

for (const compiler of ['typescript', 'typescript-7'] as const)
  describe(`checks near the edited files with ${compiler}`, () => {
    let workspace: TempWorkspace;
    afterEach(() => workspace.dispose());
    after(() => session.dispose());

    const open = (files: Record<string, string>) => {
      workspace = createTempWorkspace({ 'tsconfig.json': { compilerOptions: QUICK, include: ['src'] }, ...files });
      workspace.install(compiler);
      return workspace.root;
    };

    it('checks the edited files first, then those that depend on them, and stops at the first error', async () => {
      const root = open({
        'src/a.ts': 'export const a = 1;',
        'src/b.ts': "import { a } from './a';\nexport const b: number = a;",
      });
      const semantic = await report(root, {
        overlay: { 'src/a.ts': "export const a = 'one';\nconst n: number = a;" },
        edited: ['src/a.ts'],
      });
      assert.deepEqual(
        semantic.diagnostics.map(({ path, line, code }) => [path, line, code]),
        [['src/a.ts', 2, 2322]],
      );
      const compilerName = "TypeScript [67]\\.\\d+\\.\\d+ \\(the workspace's own(?:, through its native API)?\\)";
      assert.match(
        semantic.checked,
        new RegExp(`${compilerName} checked the edited files only \\(src/a\\.ts\\).*type errors`),
      );
      const syntactic = await report(root, {
        overlay: { 'src/a.ts': 'export const a = ;\nconst n: number = "";' },
        edited: ['src/a.ts'],
      });
      assert.deepEqual(
        syntactic.diagnostics.map(({ line, code }) => [line, code]),
        [[1, 1109]],
      );
      const beyond = await report(root, { overlay: { 'src/a.ts': "export const a = 'one';" }, edited: ['src/a.ts'] });
      assert.deepEqual(
        beyond.diagnostics.map(({ path, code }) => [path, code]),
        [['src/b.ts', 2322]],
      );
      assert.match(
        beyond.checked,
        /checked the edited files \(src\/a\.ts\) and 1 dependent file in tsconfig\.json, up to the first with errors/,
      );
    });

    it('checks the nearest dependents first, and continues past known errors', async () => {
      const root = open({
        'src/a.ts': 'export const a: number = 1;',
        'src/b.ts': "import { a } from './a';\nexport const b = a;",
        'src/c.ts': "import { b } from './b';\nexport const c: number = b;",
        'src/near.ts': "import { a } from './a';\nexport const near: number = a;",
      });
      assert.deepEqual(await places(root), []);
      const input = { overlay: { 'src/a.ts': "export const a: string = '';" }, edited: ['src/a.ts'] };
      assert.deepEqual(await places(root, input), ['src/near.ts(2,14) TS2322']);
      const [known] = (await report(root, input)).diagnostics;
      const request = {
        root,
        overlay: new Map(Object.entries(input.overlay)),
        edited: input.edited,
        scope: 'near' as const,
        known: known ? [typeFingerprint(known)] : [],
      };
      const further = await session.check(request, never);
      assert.ok('diagnostics' in further, JSON.stringify(further));
      assert.deepEqual(
        further.diagnostics.map(({ path }) => path),
        ['src/c.ts', 'src/near.ts'],
      );
      assert.equal(further.whole, false);
    });
  });
