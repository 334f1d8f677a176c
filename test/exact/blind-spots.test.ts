import assert from 'node:assert/strict';
import { createSession } from '../../src/engine/typecheck/session';
import { createTempWorkspace, type InstalledCompiler } from '../unit/typecheck/temp-workspace';
import { config, type Files, GLOBAL_EFFECTS, OPTIONS, PRIVATE_SIGNATURES } from './blind-spot-examples';

/**
 * Makes each edit and undoes it, twice. After each change the edited files are checked, then everything; every
 * result of the latter is compared with the command line's.
 */
describe('changes that the incremental builder misses by itself', function () {
  this.timeout(60_000);

  const backAndForth = async (compiler: InstalledCompiler, files: Files, edit: Files): Promise<void> => {
    const workspace = createTempWorkspace({ 'tsconfig.json': { compilerOptions: OPTIONS }, ...files });
    const session = createSession();
    try {
      workspace.install(compiler);
      const check = async (scope: 'near' | 'whole') => {
        const answer = await session.check(
          { root: workspace.root, overlay: new Map(), edited: Object.keys(edit), scope },
          async () => {},
        );
        assert.ok('diagnostics' in answer, JSON.stringify(answer));
        return answer.diagnostics.map(({ path, line, column, code }) => `${path}(${line},${column}) TS${code}`).sort();
      };
      const before = Object.fromEntries(Object.keys(edit).map((name) => [name, files[name] ?? '']));
      const verdicts: string[][] = [];
      for (const texts of [before, edit, before, edit]) {
        workspace.write(texts);
        await check('near');
        const found = await check('whole');
        const expected = verdicts[verdicts.length - 2] ?? workspace.tsc(compiler, '--noEmit', '-p', workspace.root);
        assert.deepEqual(found, expected, `after change ${verdicts.length}`);
        verdicts.push(expected);
      }
      assert.notDeepEqual(verdicts[0], verdicts[1], 'the edit changes no diagnostic');
    } finally {
      session.dispose();
      workspace.dispose();
    }
  };

  const folders = Object.entries(PRIVATE_SIGNATURES);
  const files = Object.fromEntries(
    folders.flatMap(([name, [a, , b]]) => [
      [`${name}/a.ts`, a],
      [`${name}/b.ts`, `import { A } from './a';\n${b}`],
    ]),
  );
  const edit = Object.fromEntries(folders.map(([name, [, edited]]) => [`${name}/a.ts`, edited]));
  for (const [compiler, version] of [
    ['typescript', 6],
    ['typescript-5', 5],
    ['typescript-7', 7],
  ] as const) {
    it(`TypeScript ${version}: what declarations leave out`, () =>
      backAndForth(compiler, { 'tsconfig.json': config({}), ...files }, edit));
    for (const [name, example] of Object.entries(GLOBAL_EFFECTS)) {
      it(`TypeScript ${version}: ${name}`, () => backAndForth(compiler, example.files, example.edit));
    }
  }
});
