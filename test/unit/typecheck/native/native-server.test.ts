import assert from 'node:assert/strict';
import { createFiles, toSlashes } from '../../../../src/engine/typecheck/files/files';
import type { NativeProgram } from '../../../../src/engine/typecheck/native/api';
import { createNativeServer, type NativeServer } from '../../../../src/engine/typecheck/native/native-server';
import { createCompilers } from '../../../../src/engine/typecheck/projects/compilers';
import { createTempWorkspace, QUICK, type TempWorkspace } from '../temp-workspace';

describe('native server', () => {
  let workspace: TempWorkspace;
  let server: NativeServer;
  let files: ReturnType<typeof createFiles>;
  const at = (name: string) => `${toSlashes(workspace.root)}/${name}`;
  const over = (texts: Record<string, string>) =>
    files.refresh(new Map(Object.entries(texts).map(([name, text]) => [at(name), text])));
  const codes = async ({ program }: { readonly program: NativeProgram }) =>
    (await program.getSemanticDiagnostics()).map(({ code }) => code);

  beforeEach(() => {
    workspace = createTempWorkspace({
      'one/tsconfig.json': { compilerOptions: QUICK },
      'two/tsconfig.json': { compilerOptions: QUICK },
      ...Object.fromEntries(
        Array.from({ length: 20 }, (_, n) => [`two/f${n}.ts`, `export const f${n}: number = ${n};\n`]),
      ),
      'one/a.ts': "import { f0 } from '../two/f0';\nexport const a: number = f0;\n",
    });
    workspace.install('typescript-7');
    const compiler = createCompilers().forFolder(workspace.root);
    assert.ok('mode' in compiler && compiler.mode === 'native');
    files = createFiles(true);
    files.refresh(new Map());
    server = createNativeServer(compiler, toSlashes(workspace.root), files);
    server.setConfigs([at('one/tsconfig.json'), at('two/tsconfig.json')], new Set());
  });
  afterEach(() => {
    server.dispose();
    workspace.dispose();
  });
  const both = () => Promise.all([server.project(at('one/tsconfig.json')), server.project(at('two/tsconfig.json'))]);

  it('answers simultaneous queries from the same files', async () => {
    await both();
    over({ 'two/f0.ts': "export const f0: string = '';\n" });
    const [one, two] = await both();
    assert.deepEqual([await codes(one), await codes(two)], [[2322], []]);
    over({ 'two/f0.ts': "export const f0: number = '';\n" });
    const [again, other] = await both();
    assert.deepEqual(
      [await codes(again), await codes(other)],
      [[2322], [2322]],
      'the other project contains that file, too',
    );
  });

  it('keeps the program where nothing changed', async () => {
    const [one] = await both();
    over({});
    const [again] = await both();
    assert.equal(again?.program, one?.program);
  });

  for (const many of [2, 20]) {
    it(`follows ${many} files that are edited together and restored`, async () => {
      const names = Array.from({ length: many }, (_, n) => n);
      const edited = Object.fromEntries(names.map((n) => [`two/f${n}.ts`, `export const f${n}: string = ${n};\n`]));
      for (const texts of [{}, edited, {}, edited]) {
        over(texts);
        assert.deepEqual((await codes((await both())[1])).length, texts === edited ? many : 0);
      }
    });
  }
});
