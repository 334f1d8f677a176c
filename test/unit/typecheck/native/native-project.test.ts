import assert from 'node:assert/strict';
import { createSession } from '../../../../src/engine/typecheck/session';
import { createTempWorkspace, QUICK, type TempWorkspace } from '../temp-workspace';

const session = createSession();

/** TypeScript 7 through its API, compared with its own command line. */
describe('native projects', () => {
  let workspace: TempWorkspace;
  afterEach(() => workspace.dispose());
  after(() => session.dispose());

  const open = (files: Record<string, string | object>): void => {
    workspace = createTempWorkspace(files);
    workspace.install('typescript-7');
  };
  const judge = async (overlay: Record<string, string | null> = {}) => {
    const answer = await session.check(
      { root: workspace.root, overlay: new Map(Object.entries(overlay)), edited: [], scope: 'whole' },
      async () => {},
    );
    assert.ok('diagnostics' in answer, JSON.stringify(answer));
    return answer;
  };
  const places = async (overlay: Record<string, string | null> = {}): Promise<string[]> =>
    (await judge(overlay)).diagnostics
      .map(({ path, line, column, code }) => `${path}(${line},${column}) TS${code}`)
      .sort();
  const asTsc = () => workspace.tsc('typescript-7', '--noEmit', '-p', workspace.root);

  it('reports what `tsc --noEmit` reports for a project that could not be emitted', async () => {
    open({
      'tsconfig.json':
        '{ "compilerOptions": { "allowImportingTsExtensions": true, "allowJs": true, "noEmit": false, "types": [] }, ' +
        '"include": ["*"] }',
      'a.ts': "import { c } from './c.js';\nimport './b.ts';\nexport const a: string = c;\n",
      'b.ts': 'export {};\n',
      'c.js': 'export const c = 1;\n',
    });
    assert.deepEqual(await places(), asTsc());
    assert.deepEqual(await places(), ['a.ts(3,14) TS2322']);
  });

  it('gives places in a config as the user wrote it', async () => {
    open({
      'tsconfig.json': '{ "compilerOptions": { "types": [] }, "unheardOf": 1, "include": ["*"], "files": "none" }',
      'a.ts': 'export {};\n',
    });
    const found = asTsc();
    assert.ok(found.length > 0);
    assert.deepEqual(await places(), found);
  });

  it('counts columns as the command line does', async () => {
    open({
      'tsconfig.json': { compilerOptions: QUICK },
      'a.ts':
        "const täglich = '🦀'; const ß: number = täglich;\r\n" +
        "export const ok = 'é', wrong: number = '🦀';\r\n" +
        '\u2028const after: string = 1;\n',
    });
    const found = asTsc();
    assert.equal(found.length, 3);
    assert.deepEqual(await places(), found);
  });

  it('formats a chain of messages as the command line does', async () => {
    open({
      'tsconfig.json': { compilerOptions: QUICK },
      'a.ts': 'export const f: (x: { a: { b: string } }) => void = (x: { a: { b: number } }) => { void x; };\n',
    });
    const [found] = (await judge()).diagnostics;
    assert.match(found?.message ?? '', /^Type .*\n {2}Types of parameters .*\n {4}\S/);
  });

  it('does not set noEmit in a config that others reference', async () => {
    open({
      'tsconfig.json': { files: [], references: [{ path: './lib' }, { path: './app' }] },
      'lib/tsconfig.json': { compilerOptions: { ...QUICK, composite: true } },
      'lib/l.ts': 'export const l = 1;\n',
      'app/tsconfig.json': { compilerOptions: { ...QUICK, composite: true }, references: [{ path: '../lib' }] },
      'app/a.ts': "import { l } from '../lib/l';\nexport const a: string = l;\n",
    });
    assert.deepEqual(await places(), ['app/a.ts(2,14) TS2322']);
    assert.deepEqual(await places({ 'lib/l.ts': "export const l = '';\n" }), []);
  });

  it('gets fixes, explanations and declarations from the bundled compiler', async () => {
    open({ 'tsconfig.json': { compilerOptions: QUICK }, 'model.ts': 'export interface Car { wheels: number }\n' });
    const never = async () => {};
    const text =
      "import type { Car } from './model';\nexport const car: Car = { wheels: 4 };\nexport const w = car.wheelz;\n";
    const request = { root: workspace.root, overlay: new Map([['a.ts', text]]) };
    assert.deepEqual(
      (await session.quickFix({ ...request, edited: ['a.ts'] }, never)).map(({ description }) => description),
      ["Change spelling to 'wheels'"],
    );
    const [texts] = await session.explain(
      { ...request, places: [{ path: 'a.ts', line: 3, column: 22, code: 2551 }] },
      never,
    );
    assert.match(texts?.join('\n') ?? '', /interface Car \{ wheels: number \}/);
    assert.deepEqual(await session.exportedTypes({ ...request, files: ['a.ts'] }, never), [
      { path: 'model.ts', text: 'export interface Car {\n    wheels: number;\n}' },
    ]);
  });

  it('follows an edited config', async () => {
    open({
      'tsconfig.json': { compilerOptions: QUICK, include: ['src'] },
      'src/a.ts': 'export function f(x) { return x; }\n',
      'more/b.ts': 'export const b: string = 1;\n',
    });
    assert.deepEqual(await places(), ['src/a.ts(1,19) TS7006']);
    assert.deepEqual(
      await places({
        'tsconfig.json': JSON.stringify({ compilerOptions: { ...QUICK, strict: false }, include: ['src', 'more'] }),
      }),
      ['more/b.ts(1,14) TS2322'],
    );
    assert.deepEqual(await places(), ['src/a.ts(1,19) TS7006']);
  });
});
