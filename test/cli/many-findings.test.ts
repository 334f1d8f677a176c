import assert from 'node:assert/strict';
import { runCli, runEndOf, temporaryFolder } from '../support/cli';
import { startModelServer } from '../support/model-server';
import { makeWorkspace, removeWorkspace } from '../support/runner-workspaces';

/** Few, because vitest starts a process for each. */
const FILES = 10;
const TESTS = 5000 / FILES;
/** Lines on the screen of a person, for thousands of findings. */
const MAX_LINES = 60;
const old = Array.from({ length: 2000 / FILES }, (_, n) => `export const old${n}: string = ${n};\n`).join('');
const source = (n: number) => `export const n = ${n};\n${old}`;

/** 5,000 tests, of which 500 fail because of one file, and 2,000 type errors. */
function manyFindings(): string {
  const files: Record<string, string> = {
    'package.json':
      '{"type":"module","scripts":{"test":"vitest run"},"devDependencies":{"vitest":"4","typescript":"6"}}',
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        lib: ['es2022'],
        module: 'esnext',
        moduleResolution: 'bundler',
      },
      include: ['src'],
    }),
  };
  for (let file = 0; file < FILES; file++) {
    files[`src/m${file}.ts`] = source(file === 7 ? 8 : file);
    const tests = Array.from(
      { length: TESTS },
      (_, n) => `test('case ${n}', () => expect(n + ${n}).toBe(${n + file}));\n`,
    );
    files[`src/m${file}.test.ts`] =
      `import { expect, test } from 'vitest';\nimport { n } from './m${file}';\n${tests.join('')}`;
  }
  return makeWorkspace(files, ['vitest', 'typescript']);
}

describe('5,000 tests and 2,000 old type errors', function () {
  this.timeout(240_000);
  let workspace: string;
  const state = temporaryFolder('state');
  before(() => {
    workspace = manyFindings();
  });
  after(() => {
    removeWorkspace(workspace);
    state.remove();
  });
  const where = () => ['--workspace', workspace, '--state-dir', state.path];

  it('check shows the first of them and the number of the rest', async () => {
    const { code, stdout, stderr } = await runCli(['check', ...where()]);
    const shown = stdout + stderr;
    assert.equal(code, 1, shown);
    assert.match(shown, /2000 diagnostics\n(?: {2}src.*\n){10} {2}… and 1990 more/);
    assert.match(shown, /5000 tests run, 500 failed\n(?: {2}src.*\n){10} {2}… and 490 more/);
    assert.ok(shown.split('\n').length < MAX_LINES, shown);
  });

  it('fix makes the tests green, and says how many type errors are left', async () => {
    const server = await startModelServer({
      script: () => ({ text: `\`\`\`ts src/m7.ts\n${source(7)}\`\`\`\n` }),
    });
    try {
      const model = ['--provider', 'scripted', '--base-url', server.openAiBaseUrl];
      const result = await runCli(['fix', ...where(), ...model, '--json']);
      const end = runEndOf(result);
      assert.equal(end.reason, 'verified', result.stderr);
      assert.match(end.message, /type errors stood before and are left/);
      assert.ok(server.requests.length < 4, `${server.requests.length} requests`);
      assert.ok(result.stderr.split('\n').length < 2 * MAX_LINES, result.stderr);
    } finally {
      await server.close();
    }
  });
});
