import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { takeSnapshot } from '../../../../src/engine/workspace/take-snapshot';
import { ScratchSetup, signal, suite } from './scratch-setup';

const FILES = {
  '.gitignore': 'node_modules\n/src/generated\n.nuxt\n.env\n*.gen.ts\n/certs\ncoverage\n/src/data.json\n',
  'package.json': '{"name":"s5"}',
  'tsconfig.json': '{ "extends": "./.nuxt/tsconfig.json" }',
  'src/link.ts':
    "import { routes } from './generated/routes';\nimport tree from '@/tree.gen';\nimport data from './data.json';",
  'src/generated/routes.ts': "export { a } from './inner/a';",
  'src/generated/inner/a.ts': 'export const a = 1;',
  'src/generated/client.key': 'secret',
  'src/tree.gen.ts': 'export default 1;',
  'src/data.json': '{}',
  'src/unused.gen.ts': 'export default 2;',
  '.nuxt/tsconfig.json': '{}',
  '.env': 'A=1',
  'certs/a/ca.pem': 'pem',
  'certs/readme.txt': 'text',
  'coverage/x.ts': '',
  'node_modules/dep/index.js': '',
};

describe('files that git ignores, in the copy', () => {
  const setup = new ScratchSetup(FILES);
  beforeEach(() => void setup.workspace.git('init', '-q'));
  const inCopy = async (alsoCopy?: readonly string[]) => {
    const { dir } = await setup.open({ ...(await setup.snapshot()), alsoCopy });
    return (path: string) => existsSync(join(dir, path));
  };

  it('are those that code imports, over several files and by an alias, and that a tsconfig extends', async () => {
    const has = await inCopy();
    for (const path of ['src/generated/routes.ts', 'src/generated/inner/a.ts', 'src/tree.gen.ts', 'src/data.json'])
      assert.ok(has(path), path);
    assert.ok(has('.nuxt/tsconfig.json'));
  });

  it('are no others, and none that may hold secrets', async () => {
    await setup.workspace.write({ 'src/keys.ts': "readFileSync('../.env'); read('./generated/client.key');" });
    const has = await inCopy();
    for (const path of ['.env', 'src/generated/client.key', 'src/unused.gen.ts', 'certs/a/ca.pem', 'coverage/x.ts'])
      assert.ok(!has(path), path);
  });

  it('are also those that the person names, by path, folder or pattern, and nothing outside', async () => {
    const byPath = await inCopy(['.env', 'certs', '../..', '/etc/hostname', 'not-there']);
    assert.ok(byPath('.env') && byPath('certs/a/ca.pem') && byPath('certs/readme.txt'));
    const byPattern = await inCopy(['certs/**/*.pem', '.e*']);
    assert.ok(byPattern('.env') && byPattern('certs/a/ca.pem') && !byPattern('certs/readme.txt'));
  });

  it('stay in a copy that is synced, as the workspace has them', async () => {
    const copy = await setup.open();
    suite(copy.dir, "require('fs').writeFileSync('src/generated/routes.ts', 'broken')");
    await copy.sync(new Map(), new AbortController().signal);
    assert.match(
      suite(copy.dir, "console.log(require('fs').readFileSync('src/generated/routes.ts', 'utf8'))"),
      /inner/,
    );
  });
});

describe('the root of the workspace that Vite finds', () => {
  const setup = new ScratchSetup({ 'package.json': '{"name":"s16"}', 'node_modules/dep/index.js': '' });

  it('holds the packages of the copy', async () => {
    const { dir } = await setup.open();
    const find = `import('vite').then((vite) => console.log(vite.searchForWorkspaceRoot(${JSON.stringify(dir)})))`;
    const cwd = resolve(__dirname, '../../../..');
    const root = execFileSync(process.execPath, ['-e', find], { cwd, encoding: 'utf8' }).trim();
    const real = suite(dir, "console.log(require('fs').realpathSync('node_modules/dep'))").trim();
    assert.ok(real.startsWith(root + sep), `${real} is not below ${root}`);
  });
});

describe('git in the copy', () => {
  const setup = new ScratchSetup({ '.gitignore': 'node_modules\n', 'a.txt': 'a', 'packages/p/b.txt': 'b' });
  const git = (...args: string[]) => setup.workspace.git(...args).trim();
  const commit = () => {
    git('init', '-q', '-b', 'trunk');
    git('config', 'remote.origin.url', 'https://example.org/x.git');
    git('add', '.');
    git('commit', '-qm', 'first');
    git('tag', '-a', 'v1.2.0', '-m', 'annotated');
    git('tag', 'light');
  };
  const gitIn = (dir: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', ...args], {
      cwd: dir,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();

  it("has the workspace's commit, branch, tags, files and changes, and neither remotes nor hooks", async () => {
    commit();
    const copy = await setup.open();
    for (const args of [
      ['rev-parse', 'HEAD'],
      ['describe'],
      ['describe', '--tags', '--match', 'light'],
      ['rev-parse', '--abbrev-ref', 'HEAD'],
      ['ls-files', '-s'],
      ['log', '--oneline'],
    ])
      assert.equal(gitIn(copy.dir, ...args), git(...args), args.join(' '));
    assert.equal(gitIn(copy.dir, 'status', '--porcelain'), '');
    assert.equal(gitIn(copy.dir, 'remote'), '');
    assert.ok(!existsSync(join(copy.dir, '.git/hooks')));
    await copy.sync(new Map([['a.txt', 'changed']]), new AbortController().signal);
    assert.equal(gitIn(copy.dir, 'diff', '--name-only', 'HEAD'), 'a.txt');
    gitIn(copy.dir, 'fsck', '--no-progress');
  });

  it("never writes into the workspace's repository, and is as before after a sync", async () => {
    commit();
    const before = await setup.workspace.fingerprint();
    const copy = await setup.open();
    const { dir } = copy;
    gitIn(dir, 'checkout', '-qb', 'other');
    suite(dir, "require('fs').writeFileSync('new.txt', 'new')");
    gitIn(dir, 'add', '.');
    gitIn(dir, 'commit', '-qm', 'second');
    gitIn(dir, 'tag', 'v9');
    gitIn(dir, 'gc', '-q', '--prune=now');
    gitIn(dir, 'repack', '-adq');
    await copy.sync(new Map(), new AbortController().signal);
    assert.equal(gitIn(dir, 'rev-parse', '--abbrev-ref', 'HEAD'), 'trunk');
    assert.equal(gitIn(dir, 'describe'), 'v1.2.0');
    assert.equal(gitIn(dir, 'status', '--porcelain'), '');
    assert.deepEqual(await setup.workspace.fingerprint(), before);
  });

  it('has the commit also where it is checked out alone, or the workspace is a folder of the repository', async () => {
    commit();
    git('checkout', '-q', '--detach');
    assert.equal(gitIn((await setup.open()).dir, 'rev-parse', 'HEAD'), git('rev-parse', 'HEAD'));
    const inner = await takeSnapshot(join(setup.workspace.root, 'packages/p'), new Map(), signal);
    const { dir } = await setup.open(inner);
    assert.equal(gitIn(dir, 'describe'), 'v1.2.0');
    assert.equal(gitIn(dir, 'ls-files'), '');
  });
});
