import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_PERMISSIONS } from '../../../src/engine/contract/task';
import { type GuardOptions, guard } from '../../../src/engine/guard/guard';
import { createCandidate } from '../../../src/engine/workspace/candidate';
import { snapshotOf } from '../reply/support';

const PACKAGE = JSON.stringify({
  name: 'x',
  description: 'd',
  scripts: { test: 'vitest run' },
  dependencies: { a: '1.0.0' },
});
const FILES = {
  '.gitignore': 'dist/\n*.log\n!keep.log\n',
  'packages/one/.gitignore': '/out\n',
  'package.json': PACKAGE,
  'tsconfig.json': '{}',
  'logo.png': null,
  'src/a.ts': 'a\n',
  'src/checks.ts': "import { it } from 'node:test';\n",
  'test/a.test.ts': 't\n',
  'test/helpers.ts': 'h\n',
  'src/a.spec.ts': 's\n',
};

describe('guard', () => {
  let base: string;
  let root: string;
  before(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'loopcraft-guard-')));
    root = join(base, 'workspace');
    await mkdir(join(root, 'src'), { recursive: true });
    await writeFile(join(root, 'src/a.ts'), 'a\n');
    await symlink(base, join(root, 'out'));
    await symlink('src', join(root, 'inner'));
  });
  after(() => rm(base, { recursive: true }));

  const codes = async (
    files: Readonly<Record<string, string | null>>,
    options: GuardOptions = { allow: NO_PERMISSIONS },
  ): Promise<(string | undefined)[]> =>
    (await guard(createCandidate(new Map(Object.entries(files))), snapshotOf(FILES, root), options)).map(
      ({ code }) => code,
    );
  const config = { allow: { tests: false, config: true } };
  const tests = { allow: { tests: true, config: false } };

  for (const [path, code] of [
    ['../x.ts', 'outside-workspace'],
    ['/etc/x.ts', 'outside-workspace'],
    ['C:/x.ts', 'outside-workspace'],
    ['out/x.ts', 'outside-workspace'],
    ['.git/config', 'outside-workspace'],
    ['packages/one/.git/hooks/pre-commit', 'outside-workspace'],
    ['inner/a.ts', 'through-link'],
    ['logo.png', 'binary'],
    ['node_modules/a/index.js', 'dependencies'],
    ['packages/one/node_modules/a/index.js', 'dependencies'],
    ['.env', 'secrets'],
    ['packages/one/.env.local', 'secrets'],
    ['dist/a.js', 'git-ignored'],
    ['packages/one/out/a.js', 'git-ignored'],
    ['debug.log', 'git-ignored'],
  ] as const) {
    it(`refuses ${path} as ${code}, even with all permissions`, async () => {
      assert.deepEqual(await codes({ [path]: 'x\n' }), [code]);
      assert.deepEqual(await codes({ [path]: 'x\n' }, { allow: { tests: true, config: true } }), [code]);
    });
  }

  for (const [path, code] of [
    ['.github/workflows/ci.yml', 'ci'],
    ['.gitlab-ci.yml', 'ci'],
    ['.circleci/config.yml', 'ci'],
    ['.ci/run', 'ci'],
    ['Jenkinsfile', 'ci'],
    ['azure-pipelines.yml', 'ci'],
    ['.husky/pre-commit', 'ci'],
    ['.vscode/settings.json', 'editor'],
    ['x.code-workspace', 'editor'],
    ['package-lock.json', 'lock-file'],
    ['packages/one/yarn.lock', 'lock-file'],
    ['pnpm-lock.yaml', 'lock-file'],
    ['bun.lock', 'lock-file'],
    ['tsconfig.json', 'config'],
    ['packages/one/tsconfig.build.json', 'config'],
    ['jsconfig.json', 'config'],
    ['vitest.config.ts', 'config'],
    ['jest.config.js', 'config'],
    ['vite.config.mts', 'config'],
    ['.mocharc.json', 'config'],
    ['playwright.config.ts', 'config'],
    ['vitest.workspace.ts', 'config'],
    ['eslint.config.js', 'config'],
    ['.eslintrc.json', 'config'],
    ['biome.json', 'config'],
    ['.npmrc', 'config'],
    ['pnpm-workspace.yaml', 'config'],
    ['babel.config.js', 'config'],
  ] as const) {
    it(`refuses ${path} as ${code}, unless configuration is allowed`, async () => {
      assert.deepEqual(await codes({ [path]: '{ "x": 1 }\n' }), [code]);
      assert.deepEqual(await codes({ [path]: null }), [code]);
      assert.deepEqual(await codes({ [path]: '{ "x": 1 }\n' }, config), []);
    });
  }

  it('accepts sources, new tests, documents and names that only look protected', async () => {
    const paths = [
      'src/a.ts',
      'src/new/b.ts',
      'README.md',
      'test/new.test.ts',
      'src/b.spec.ts',
      '.gitignore',
      '.env.example',
      'keep.log',
      'src/environment.ts',
      'src/tsconfig-reader.ts',
      'src/jest.ts',
      'src/package.ts',
      'src/ci/index.ts',
      'src/lock.ts',
      'docs/github/ci.md',
      'src/config.ts',
      'app.config.ts',
      'src/distance.ts',
      'src/contest.ts',
      'latest.ts',
      'src/test-report/render.ts',
    ];
    for (const path of paths) assert.deepEqual(await codes({ [path]: 'x\n' }), [], path);
  });

  it('refuses changes of existing tests and of what they use, unless tests are allowed', async () => {
    for (const path of ['test/a.test.ts', 'test/helpers.ts', 'src/a.spec.ts', 'src/checks.ts']) {
      assert.deepEqual(await codes({ [path]: 'x\n' }), ['existing-test'], path);
      assert.deepEqual(await codes({ [path]: null }), ['existing-test'], path);
      assert.deepEqual(await codes({ [path]: 'x\n' }, tests), [], path);
    }
    assert.deepEqual(await codes({ 'src/a.ts': 'x\n' }, { allow: NO_PERMISSIONS, protectedTests: ['src/a.ts'] }), [
      'existing-test',
    ]);
    assert.deepEqual(await codes({ 'src/__mocks__/a.ts': 'x\n' }), ['new-mock']);
  });

  describe('for files that are protected because of their use', () => {
    const setup = {
      'vitest.config.ts': "export default { test: { setupFiles: ['./tools/env.ts'] } };\n",
      'tools/env.ts': "import { zone } from './zone.js';\n",
      'tools/zone.ts': 'x\n',
      'check.mjs': 'x\n',
      'fixtures/cart.json': '{}\n',
      'test/c.test.ts': "read('../fixtures/cart.json');\n",
    };
    const found = async (path: string, options: Partial<GuardOptions> = {}): Promise<string[]> => {
      const candidate = createCandidate(new Map([[path, 'changed\n']]));
      return (
        await guard(candidate, snapshotOf({ ...FILES, ...setup }, root), { allow: NO_PERMISSIONS, ...options })
      ).map(({ message }) => message);
    };

    it('says which file uses them', async () => {
      assert.match(
        (await found('tools/env.ts'))[0] ?? '',
        /is test or compiler configuration, because vitest\.config\.ts names it/,
      );
      assert.match(
        (await found('fixtures/cart.json'))[0] ?? '',
        /is used by test\/c\.test\.ts and by nothing of the product/,
      );
      assert.match(
        (await found('check.mjs', { testCommand: 'node ./check.mjs --all' }))[0] ?? '',
        /because package\.json names it/,
      );
      assert.deepEqual(await found('check.mjs'), []);
    });

    it('protects what they import, also a .ts file by the name of its .js file', async () => {
      assert.match((await found('tools/zone.ts'))[0] ?? '', /because tools\/env\.ts names it/);
    });

    it('accepts changes when the person put them in focus, and of data also when the request names it', async () => {
      assert.deepEqual(await found('tools/env.ts', { focus: ['tools/env.ts'] }), []);
      assert.deepEqual(await found('fixtures/cart.json', { focus: ['fixtures/cart.json'] }), []);
      assert.deepEqual(await found('fixtures/cart.json', { request: 'Add a price to fixtures/cart.json' }), []);
      assert.equal((await found('tools/env.ts', { request: 'Change tools/env.ts' })).length, 1);
      assert.deepEqual(await found('tools/env.ts', config), []);
      assert.deepEqual(await found('fixtures/cart.json', tests), []);
    });
  });

  it('refuses one name for a file and a folder', async () => {
    assert.deepEqual(await codes({ 'src/new': 'x', 'src/new/b.ts': 'x' }), ['file-and-folder']);
    assert.deepEqual(await codes({ 'src/new': 'x', 'src/newer.ts': 'x' }), []);
  });

  it('accepts a new script in package.json, unless something starts it automatically', async () => {
    const adding = (scripts: object): Promise<(string | undefined)[]> =>
      codes({
        'package.json': JSON.stringify({ ...JSON.parse(PACKAGE), scripts: { test: 'vitest run', ...scripts } }),
      });
    for (const name of ['docs', 'preview', 'prettier', 'lint', 'build:watch'])
      assert.deepEqual(await adding({ [name]: 'x' }), [], name);
    for (const name of ['pretest', 'posttest', 'test:unit', 'postinstall', 'prepare', 'prepublishOnly'])
      assert.deepEqual(await adding({ [name]: 'x' }), ['package-json'], name);
    assert.deepEqual(await adding({ docs: 'x', predocs: 'y' }), ['package-json']);
    assert.deepEqual(await adding({ test: 'true', docs: 'x' }), ['package-json']);
  });

  it('compares the keys of package.json: only what is installed, run or resolved counts', async () => {
    const changed = (change: object): string => JSON.stringify({ ...JSON.parse(PACKAGE), ...change });
    for (const change of [
      { scripts: { test: 'true' } },
      { dependencies: { a: '1.0.0', b: '2.0.0' } },
      { type: 'module' },
      { vitest: {} },
      { overrides: {} },
    ]) {
      assert.deepEqual(await codes({ 'package.json': changed(change) }), ['package-json'], JSON.stringify(change));
      assert.deepEqual(await codes({ 'package.json': changed(change) }, config), []);
    }
    assert.deepEqual(await codes({ 'package.json': null }), ['package-json']);
    assert.deepEqual(await codes({ 'package.json': '{ broken' }), ['package-json']);
    assert.deepEqual(await codes({ 'packages/two/package.json': '{}' }), ['package-json']);
    assert.deepEqual(await codes({ 'package.json': `${changed({ description: 'better', keywords: ['k'] })}\n` }), []);
  });

  it('says what is refused, why, and what to do, with a stable fingerprint', async () => {
    const candidate = createCandidate(new Map([['tsconfig.json', '{ "a": 1 }']]));
    const [found] = await guard(candidate, snapshotOf(FILES, root), { allow: NO_PERMISSIONS });
    assert.equal(
      found?.message,
      'tsconfig.json is compiler configuration and must stay as it is. Solve the task in the source files. ' +
        'If it cannot be done without this file, say so; the person can then allow changes of configuration.',
    );
    const [again] = await guard(createCandidate(new Map([['tsconfig.json', '{ "b": 2 }']])), snapshotOf(FILES, root), {
      allow: NO_PERMISSIONS,
    });
    assert.equal(again?.fingerprint, found?.fingerprint);
  });
});
