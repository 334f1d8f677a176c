import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { realTypeChecker } from '../support/services';
import { createTempWorkspace, QUICK, type TempWorkspace } from '../unit/typecheck/temp-workspace';

const COMPILER = path.resolve(__dirname, '../../node_modules/typescript-5/lib/tsc.js');
const never = new AbortController().signal;

/** Installs a compiler of a version whose API Loopcraft does not use; only its command line works. */
function installVersion(workspace: TempWorkspace, version: string, files: Record<string, string> = {}): void {
  workspace.write({
    'node_modules/typescript/package.json': { name: 'typescript', version, exports: {} },
    'node_modules/typescript/bin/tsc': `require(${JSON.stringify(COMPILER)});`,
    ...files,
  });
}

describe('compilers that are run as a command', () => {
  let workspace: TempWorkspace;
  let scratch: TempWorkspace;
  let copied = 0;
  const checker = realTypeChecker(() => undefined);
  afterEach(() => {
    workspace.dispose();
    scratch.dispose();
  });
  after(() => checker.dispose());

  const open = (version: string, files: Record<string, string | object>) => {
    workspace = createTempWorkspace({ 'tsconfig.json': { compilerOptions: QUICK }, ...files });
    installVersion(workspace, version);
    scratch = createTempWorkspace({});
    copied = 0;
  };
  /** The caller makes the scratch copy: here a new one for each request, with the overlay in it. */
  const check = async (overlay: Record<string, string>, signal = never) => {
    const copy = async () => {
      cpSync(workspace.root, scratch.root, { recursive: true });
      scratch.write(overlay);
      copied++;
      return scratch.root;
    };
    return checker.check(
      {
        root: workspace.root,
        overlay: new Map(Object.entries(overlay)),
        edited: Object.keys(overlay),
        scope: 'near',
        createScratchCopy: copy,
      },
      signal,
    );
  };

  for (const [version, why] of [
    ['4.9.5', /older than the API/],
    ['7.1.0', /not one that Loopcraft was tried with/],
    ['8.0.0-beta', /not one/],
  ] as const) {
    it(`checks with the command of TypeScript ${version}, and says so`, async () => {
      open(version, { 'a.ts': 'export const a: string = 1;', 'b.ts': 'export {};' });
      const answer = await check({
        'b.ts': "import { a } from './a';\nexport const b: { x: { y: number } } = { x: { y: a } };",
      });
      assert.ok('diagnostics' in answer, JSON.stringify(answer));
      assert.deepEqual(
        answer.diagnostics.map(({ path: file, line, column, code }) => [file, line, column, code]),
        [
          ['a.ts', 1, 14, 2322],
          ['b.ts', 2, 47, 2322],
        ],
      );
      assert.equal(answer.version, version);
      assert.equal(answer.engine, 'tsc');
      assert.equal(answer.whole, true);
      assert.deepEqual(answer.projects, ['tsconfig.json']);
      assert.match(
        answer.checked,
        new RegExp(`TypeScript ${version} is run as \`tsc\` on a copy of the workspace, because`),
      );
      assert.match(answer.checked, why);
      assert.equal(copied, 1);
    });
  }

  it('falls back to the command where the native API cannot be used', async () => {
    open('7.0.9', { 'a.ts': 'export const a: string = 1;' });
    const answer = await check({});
    assert.ok('diagnostics' in answer, JSON.stringify(answer));
    assert.equal(answer.engine, 'tsc');
    assert.match(answer.checked, /because its API could not be used \(.*unstable\/async/);
    assert.deepEqual(
      answer.diagnostics.map(({ code }) => code),
      [2322],
    );
  });

  it('runs vue-tsc where it is installed and a script checks types with it', async () => {
    const files = { 'main.ts': "import App from './App.vue';\nexport const all = [App];", 'App.vue': '<template />' };
    open('5.9.3', { 'package.json': { scripts: { 'type-check': 'vue-tsc --build' } }, ...files });
    workspace.remove('node_modules/typescript');
    workspace.install('typescript-5');
    const place = "require('node:path').join(process.cwd(), 'App.vue')";
    workspace.write({
      'node_modules/vue-tsc/package.json': { name: 'vue-tsc', version: '3.3.0', bin: { 'vue-tsc': './bin/vue.js' } },
      'node_modules/vue-tsc/bin/vue.js':
        `console.log(require('node:fs').readFileSync(${place}, 'utf8').includes('wrong')` +
        ` ? "App.vue(1,2): error TS2339: Property 'wrong' does not exist." : ''); process.exitCode = 2;`,
    });
    const answer = await check({ 'App.vue': '{{ wrong }}' });
    assert.ok('diagnostics' in answer, JSON.stringify(answer));
    assert.deepEqual(
      answer.diagnostics.map(({ path: file, code }) => [file, code]),
      [['App.vue', 2339]],
    );
    assert.deepEqual(answer.withComponents, [{ folder: '', ending: '.vue' }]);
    assert.match(answer.checked, /^vue-tsc 3\.3\.0 is run on a copy of the workspace, because its scripts/);
    assert.deepEqual([answer.engine, answer.whole], ['tsc', true]);
  });

  for (const [version, options] of [
    ['4.9.5', { emitDeclarationOnly: true, declaration: true }],
    ['3.9.10', { composite: true, tsBuildInfoFile: 'out/a.tsbuildinfo', outDir: 'out' }],
    ['3.9.10', { incremental: true, outDir: 'out' }],
  ] as const) {
    const [refused] = Object.keys(options);
    it(`sees type errors with TypeScript ${version}, which takes ${refused} with noEmit for an error`, async () => {
      open(version, {
        'tsconfig.json': { compilerOptions: { ...QUICK, ...options } },
        'a.ts': 'export const a: string = 1;',
        // Option errors hide all others. What these versions refuse was tried with their own command lines.
        'refuses.cjs': `
          const { compilerOptions } = JSON.parse(require('node:fs').readFileSync('tsconfig.json', 'utf8'));
          const args = process.argv.slice(2).join(' ');
          for (const name of ['emitDeclarationOnly', 'composite', 'incremental'])
            if (compilerOptions[name] && args.includes('--noEmit') && !args.includes('--' + name + ' false')) {
              console.log("tsconfig.json(1,1): error TS5053: Option '" + name + "' cannot be specified.");
              process.exit(2);
            }
          if (compilerOptions.tsBuildInfoFile && !args.includes('--tsBuildInfoFile null')) {
            console.log("tsconfig.json(1,1): error TS5069: Option 'tsBuildInfoFile' cannot be specified.");
            process.exit(2);
          }`,
      });
      const compiler = `require('../../../refuses.cjs'); require(${JSON.stringify(COMPILER)});`;
      workspace.write({ 'node_modules/typescript/bin/tsc': compiler });
      const answer = await check({});
      assert.deepEqual('diagnostics' in answer && answer.diagnostics.map(({ path: file, code }) => [file, code]), [
        ['a.ts', 2322],
      ]);
    });
  }

  it('keeps all lines of a message', async () => {
    open('4.9.5', { 'a.ts': 'export const f: (x: { a: string }) => void = (x: { a: number }) => { void x; };' });
    const answer = await check({});
    assert.match(
      'diagnostics' in answer ? (answer.diagnostics[0]?.message ?? '') : '',
      /^Type .*\n {2}Types of parameters .*\n {4}\S/,
    );
  });

  it('reports a command that fails without a diagnostic', async () => {
    open('4.9.5', { 'a.ts': 'export {};' });
    workspace.write({
      'node_modules/typescript/bin/tsc': "console.error('broken installation'); process.exitCode = 3;",
    });
    const answer = await check({});
    assert.equal('problem' in answer && answer.problem.kind, 'service-failed');
    assert.match('problem' in answer ? answer.problem.message : '', /broken installation/);
  });

  it('ends the command when aborted', async () => {
    open('4.9.5', { 'a.ts': 'export {};' });
    workspace.write({ 'node_modules/typescript/bin/tsc': 'setInterval(() => {}, 1000);' });
    const controller = new AbortController();
    const running = check({}, controller.signal);
    while (copied === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    controller.abort(new Error('enough'));
    await assert.rejects(running, /enough/);
  });

  it('says what to do where a version has no command either', async () => {
    open('4.9.5', { 'a.ts': 'export {};' });
    workspace.remove('node_modules/typescript/bin');
    const answer = await check({});
    assert.equal('problem' in answer && answer.problem.kind, 'unsupported-version');
  });
});
