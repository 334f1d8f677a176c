import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { runArguments, runCli, runEndOf, temporaryFolder } from '../support/cli';
import { startModelServer } from '../support/model-server';
import { makeWorkspace, removeWorkspace } from '../support/runner-workspaces';

const FILES = {
  '.gitignore': 'node_modules\n.env\n',
  '.env': 'API_URL=http://hunter2.example\n',
  'package.json': JSON.stringify({ name: 's8', private: true, type: 'module', scripts: { test: 'vitest run' } }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: { strict: true, types: [], lib: ['es2022'], skipLibCheck: true },
    include: ['src'],
  }),
  'src/env.js':
    "import { existsSync, readFileSync } from 'node:fs';\n" +
    "const text = existsSync('.env') ? readFileSync('.env', 'utf8') : '';\n" +
    "const all = { ...process.env, ...Object.fromEntries(text.split('\\n').map((line) => line.split('='))) };\n" +
    "for (const name of ['API_URL', 'DATABASE_URL']) if (!all[name]) throw new Error('Invalid env: ' + name);\n",
  'src/env.test.js': "import { test } from 'vitest';\nimport './env.js';\n\ntest('has an environment', () => {});\n",
  'src/index.ts': 'export const one = 1;\n',
};
const SECRET = { DATABASE_URL: 'postgres://me:hunter2@db/test' };

describe('tests that are red only in the copy', function () {
  this.timeout(120_000);
  let workspace: string;
  let state: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    state = temporaryFolder('state');
    workspace = makeWorkspace(FILES, ['vitest', 'typescript']);
    execFileSync('git', ['init', '-q'], { cwd: workspace });
  });
  afterEach(() => {
    removeWorkspace(workspace);
    state.remove();
  });
  const check = (...more: readonly string[]) =>
    runCli(['check', '--workspace', workspace, '--state-dir', state.path, ...more], SECRET);

  it('are told with the difference and the option that ends it, until they are green', async () => {
    const first = await check('--json');
    assert.equal(first.code, 1, first.stderr);
    assert.match(first.stderr, /`\.env` is in the workspace, .*API_URL.*--also-copy \.env/);
    const { tests } = JSON.parse(first.stdout) as { tests: { copyDifferences: string[] } };
    assert.match(tests.copyDifferences[0] ?? '', /^`\.env` is in the workspace/);
    const second = await check('--also-copy', '.env');
    assert.equal(second.code, 1, second.stdout + second.stderr);
    assert.match(second.stderr, /DATABASE_URL, which the failure names, is withheld .*--env DATABASE_URL/);
    const third = await check('--also-copy', '.env', '--env', 'DATABASE_URL');
    assert.equal(third.code, 0, third.stderr);
    assert.match(third.stderr, /all green/);
    for (const { stderr, stdout } of [first, second, third]) assert.doesNotMatch(stderr + stdout, /hunter2/);
  });

  it('end a run with the difference in its message', async () => {
    const server = await startModelServer({ script: () => ({ text: 'I cannot help.' }) });
    try {
      const target = { task: 'Add two', workspace, baseUrl: server.openAiBaseUrl, stateDir: state.path };
      const ended = await runCli(runArguments(target, '--json', '--max-iterations', '1', '--file', 'src/index.ts'));
      assert.equal(ended.code, 1, ended.stderr);
      assert.match(runEndOf(ended).message, /red before in the copy: `\.env` is in the workspace, but not in the copy/);
    } finally {
      await server.close();
    }
  });
});

describe('tests that skip dot folders', function () {
  this.timeout(120_000);

  it('pass in the copy wherever the state is kept', async () => {
    const state = temporaryFolder('state');
    const workspace = makeWorkspace(
      {
        'package.json': JSON.stringify({ name: 'serves', private: true, scripts: { test: 'node --test' } }),
        'tsconfig.json': JSON.stringify({
          compilerOptions: { types: [], lib: ['es2022'], skipLibCheck: true },
          files: ['src/one.ts'],
        }),
        'src/one.ts': 'export const one = 1;\n',
        'public/hello.txt': 'hello',
        'serve.test.js': [
          "const { test } = require('node:test');",
          "const assert = require('node:assert');",
          "const { readFileSync } = require('node:fs');",
          "const { join, sep } = require('node:path');",
          '// As web servers do: what has a name with a dot in front anywhere in its path is not found.',
          'const send = (place) => (place.split(sep).some((name) => /^\\.[^.]/.test(name)) ? 404 : 200);',
          "test('serves a file', () => {",
          "  assert.equal(send(join(__dirname, 'public/hello.txt')), 200);",
          "  assert.ok(!/\\s/.test(__dirname), 'scripts break on a blank');",
          "  assert.equal(readFileSync(join(__dirname, 'public/hello.txt'), 'utf8'), 'hello');",
          '});',
        ].join('\n'),
      },
      ['typescript'],
    );
    try {
      for (const folder of ['.local/state', 'Application Support/state']) {
        const place = `${state.path}/${folder}`;
        const checked = await runCli(['check', '--workspace', workspace, '--state-dir', place]);
        assert.equal(checked.code, 0, checked.stderr);
      }
    } finally {
      removeWorkspace(workspace);
      state.remove();
    }
  });
});

describe('packages that Vite itself loads', function () {
  this.timeout(120_000);

  it('are found in the copy of a workspace of packages, from the root and from a package', async () => {
    const state = temporaryFolder('state');
    const files = {
      '.gitignore': 'node_modules\n',
      'package.json': JSON.stringify({ name: 'root', private: true, type: 'module', workspaces: ['packages/*'] }),
      'tsconfig.json': JSON.stringify({
        compilerOptions: { types: [], lib: ['es2022'], skipLibCheck: true },
        files: ['packages/a/one.ts'],
      }),
      'vitest.config.js': "export default { test: { projects: ['packages/*'] } };\n",
      'packages/a/package.json': JSON.stringify({ name: 'a', type: 'module' }),
      'packages/a/environment.js':
        "export default { name: 'dom', viteEnvironment: 'client', setup: () => ({ teardown() {} }) };\n",
      'packages/a/vitest.config.js':
        "export default { test: { environment: './environment.js', setupFiles: ['dom-matchers/setup'], " +
        "server: { deps: { inline: ['inlined'] } } } };\n",
      'packages/a/one.ts': 'export const one = 1;\n',
      'packages/a/one.test.js':
        "import { expect, test } from 'vitest';\nimport { name } from 'inlined';\n" +
        "import text from 'inlined/t.txt?raw';\n\n" +
        'const all = [globalThis.prepared, name, text.trim()];\n' +
        "test('has them', () => {\n  expect(all).toEqual([true, 'inlined', 'raw']);\n});\n",
      'node_modules/dom-matchers/package.json': JSON.stringify({
        name: 'dom-matchers',
        exports: { './setup': './setup.mjs' },
      }),
      'node_modules/dom-matchers/setup.mjs': 'globalThis.prepared = true;\n',
      'node_modules/inlined/package.json': JSON.stringify({ name: 'inlined', type: 'module', main: 'index.js' }),
      'node_modules/inlined/index.js': "export const name = 'inlined';\n",
      'node_modules/inlined/t.txt': 'raw\n',
    };
    const workspace = makeWorkspace(files, ['vitest', 'typescript']);
    execFileSync('git', ['init', '-q'], { cwd: workspace });
    try {
      for (const command of ['vitest run', 'cd packages/a && npx vitest run']) {
        execFileSync('sh', ['-c', `PATH=$PWD/node_modules/.bin:$PATH; ${command}`], { cwd: workspace, stdio: 'pipe' });
        const args = ['--workspace', workspace, '--state-dir', state.path, '--test-command', command];
        const checked = await runCli(['check', ...args]);
        assert.equal(checked.code, 0, checked.stderr);
      }
    } finally {
      removeWorkspace(workspace);
      state.remove();
    }
  });
});

describe('a package of a repository as the workspace', function () {
  this.timeout(120_000);

  it('is tested with the configuration and the sources above it', async () => {
    const state = temporaryFolder('state');
    const repository = makeWorkspace(
      {
        '.gitignore': 'node_modules\n',
        'package.json': JSON.stringify({ name: 'root', private: true, type: 'module' }),
        'tsconfig.base.json': JSON.stringify({
          compilerOptions: { strict: true, types: [], lib: ['es2022'], skipLibCheck: true },
        }),
        'vitest.shared.js': "export default { test: { include: ['**/*.spec.js'] } };\n",
        'shared/money.js': 'export const cents = 100;\n',
        'packages/a/package.json': JSON.stringify({ name: 'a', type: 'module', scripts: { test: 'vitest run' } }),
        'packages/a/tsconfig.json': JSON.stringify({ extends: '../../tsconfig.base.json', files: ['one.ts'] }),
        'packages/a/vitest.config.js': "import shared from '../../vitest.shared.js';\n\nexport default shared;\n",
        'packages/a/one.ts': 'export const one = 1;\n',
        'packages/a/money.spec.js':
          "import { expect, test } from 'vitest';\nimport { cents } from '../../shared/money.js';\n\n" +
          "test('is money', () => {\n  expect(cents).toBe(100);\n});\n",
      },
      ['vitest', 'typescript'],
    );
    execFileSync('git', ['init', '-q'], { cwd: repository });
    try {
      const checked = await runCli(['check', '--workspace', `${repository}/packages/a`, '--state-dir', state.path]);
      assert.equal(checked.code, 0, checked.stderr);
      assert.match(checked.stderr, /1 test run, 0 failed/);
    } finally {
      removeWorkspace(repository);
      state.remove();
    }
  });
});
