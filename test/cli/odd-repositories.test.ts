import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli, temporaryFolder } from '../support/cli';
import { fingerprintTree, makeWorkspace, removeWorkspace } from '../support/runner-workspaces';

const FILES = {
  '.gitignore': 'node_modules\n',
  'package.json': JSON.stringify({ name: 'odd', private: true, scripts: { test: 'node --test test.js' } }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: { types: [], lib: ['es2022'], skipLibCheck: true },
    include: ['src'],
  }),
  'src/one.ts': 'export const one = 1;\n',
  'test.js': "require('node:test').test('runs', () => {});\n",
};
const git = (cwd: string, ...args: readonly string[]): string => {
  const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.org', '-c', 'protocol.file.allow=always'];
  return execFileSync('git', [...identity, ...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
};
const commit = (cwd: string): void => {
  git(cwd, 'init', '-q');
  git(cwd, 'add', '-A');
  git(cwd, 'commit', '-qm', 'all');
};

/** What makes a repository odd, and a test file that shows whether the copy is as it should be. */
const ODD: Readonly<Record<string, (root: string, place: string) => string | undefined>> = {
  'is not in git': () => undefined,
  'has no commit': (root) => {
    git(root, 'init', '-q');
    return undefined;
  },
  'was cloned without its history': (root, place) => {
    commit(root);
    writeFileSync(join(root, 'src/one.ts'), 'export const one = 2;\n');
    git(root, 'commit', '-qam', 'two');
    const clone = join(place, 'clone');
    git(place, 'clone', '-q', '--depth', '1', `file://${root}`, clone);
    renameSync(join(root, '.git'), join(place, 'full.git'));
    renameSync(join(clone, '.git'), join(root, '.git'));
    return [
      "const log = require('node:child_process').execSync('git log --oneline').toString();",
      'if (!/two/.test(log)) throw new Error(log);',
    ].join(' ');
  },
  'has a submodule': (root, place) => {
    const inner = join(place, 'inner');
    mkdirSync(inner);
    writeFileSync(join(inner, 'answer.js'), 'module.exports = 42;\n');
    commit(inner);
    commit(root);
    git(root, 'submodule', '--quiet', 'add', `file://${inner}`, 'vendor/inner');
    git(root, 'commit', '-qm', 'submodule');
    return "if (require('./vendor/inner/answer.js') !== 42) throw new Error('no submodule');";
  },
  'has a submodule that was not checked out': (root, place) => {
    const inner = join(place, 'inner');
    mkdirSync(inner);
    writeFileSync(join(inner, 'answer.js'), '');
    commit(inner);
    commit(root);
    git(root, 'submodule', '--quiet', 'add', `file://${inner}`, 'vendor/inner');
    git(root, 'commit', '-qm', 'submodule');
    git(root, 'submodule', '--quiet', 'deinit', '-f', '--all');
    return undefined;
  },
  'has links in a circle': (root) => {
    mkdirSync(join(root, 'a/b'), { recursive: true });
    symlinkSync('..', join(root, 'a/b/up'));
    symlinkSync('two', join(root, 'one'));
    symlinkSync('one', join(root, 'two'));
    symlinkSync('.', join(root, 'src/self'));
    commit(root);
    return "if (!require('node:fs').lstatSync('a/b/up').isSymbolicLink()) throw new Error('no link');";
  },
  'has lock files of two package managers': (root) => {
    writeFileSync(join(root, 'package-lock.json'), '{}');
    writeFileSync(join(root, 'yarn.lock'), '');
    commit(root);
    return undefined;
  },
  'has 20,000 files': (root) => {
    for (let folder = 0; folder < 200; folder++) {
      mkdirSync(join(root, `data/${folder}`), { recursive: true });
      for (let file = 0; file < 100; file++) writeFileSync(join(root, `data/${folder}/${file}.ts`), 'export {};');
    }
    commit(root);
    return "if (require('node:fs').readdirSync('data').length !== 200) throw new Error('too few');";
  },
};

describe('a check of a repository that', function () {
  this.timeout(300_000);
  for (const [what, prepare] of Object.entries(ODD)) {
    it(`${what} is green, and leaves it as it was`, async () => {
      const state = temporaryFolder('state');
      const place = temporaryFolder('place');
      const workspace = makeWorkspace(FILES, ['typescript']);
      try {
        const condition = prepare(workspace, place.path) ?? '';
        writeFileSync(join(workspace, 'test.js'), `${FILES['test.js'].replace('{}', `{ ${condition} }`)}`);
        const before = fingerprintTree(workspace);
        const checked = await runCli(['check', '--workspace', workspace, '--state-dir', state.path]);
        assert.equal(checked.code, 0, checked.stderr);
        assert.match(checked.stderr, /1 test run, 0 failed/);
        assert.deepEqual(fingerprintTree(workspace), before);
      } finally {
        removeWorkspace(workspace);
        state.remove();
        place.remove();
      }
    });
  }

  it('with TypeScript 7 is checked through the API of that compiler', async () => {
    const state = temporaryFolder('state');
    const workspace = makeWorkspace(FILES);
    try {
      mkdirSync(join(workspace, 'node_modules'));
      symlinkSync(realpathSync('node_modules/typescript-7'), join(workspace, 'node_modules/typescript'), 'dir');
      const checked = await runCli(['check', '--json', '--workspace', workspace, '--state-dir', state.path]);
      assert.equal(checked.code, 0, checked.stderr);
      assert.equal(JSON.parse(checked.stdout).typescript.engine, 'native', checked.stderr);
    } finally {
      removeWorkspace(workspace);
      state.remove();
    }
  });
});
