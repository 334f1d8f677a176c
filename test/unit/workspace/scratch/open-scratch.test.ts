import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { openScratch } from '../../../../src/engine/workspace/scratch/open-scratch';
import type { Scratch } from '../../../../src/engine/workspace/scratch/scratch';
import { takeSnapshot } from '../../../../src/engine/workspace/take-snapshot';
import { type TempWorkspace, tempWorkspace } from '../../../support/temp-workspace';

const signal = new AbortController().signal;
const NONE = new Map<string, string | null>();

const PROJECT = {
  '.gitignore': 'node_modules\n.env\n',
  '.env': 'SECRET=1',
  'package.json': '{"name":"root","workspaces":["packages/*"]}',
  'src/a.js': 'module.exports = require("dep") + require("@ws/p");',
  'src/b.txt': 'b\r\n',
  'image.bin': Buffer.from([0, 1, 2, 255]),
  'packages/p/package.json': '{"name":"@ws/p","main":"index.js"}',
  'packages/p/index.js': 'module.exports = 1;',
  'packages/p/node_modules/nested/index.js': 'module.exports = 5;',
  'node_modules/dep/package.json': '{"name":"dep","main":"lib/index.js"}',
  'node_modules/dep/lib/index.js': 'module.exports = require("@scope/inner");',
  'node_modules/@scope/inner/index.js': 'module.exports = 10;',
  'node_modules/.package-lock.json': '{}',
  'node_modules/.cache/x/y.json': 'cached',
  'node_modules/.vite/results.json': 'cached',
};

describe('openScratch', () => {
  let workspace: TempWorkspace;
  let baseDir: string;
  let scratch: Scratch | undefined;
  beforeEach(async () => {
    workspace = await tempWorkspace(PROJECT);
    await workspace.link('node_modules/@ws/p', '../../packages/p');
    await workspace.link('node_modules/.bin/dep', '../dep/lib/index.js');
    baseDir = await realpath(await mkdtemp(join(tmpdir(), 'loopcraft-scratch-')));
  });
  afterEach(async () => {
    await scratch?.dispose();
    scratch = undefined;
    await workspace.remove();
    await rm(baseDir, { recursive: true, force: true });
  });

  const open = async (unsaved: Record<string, string> = {}) => {
    const snapshot = await takeSnapshot(workspace.root, new Map(Object.entries(unsaved)), signal);
    scratch = await openScratch(snapshot, { baseDir, log: () => {} }, signal);
    return scratch;
  };
  const text = (path: string) => readFile(join(scratch?.dir ?? '', path), 'utf8');
  const evaluate = (code: string) =>
    execFileSync(process.execPath, ['-p', code], { cwd: scratch?.dir, encoding: 'utf8', stdio: 'pipe' }).trim();

  it('copies what git would track, unsaved text over it, and not the ignored .env', async () => {
    const { dir } = await open({ 'src/b.txt': 'editor', 'src/new.txt': 'new' });
    assert.equal(await text('src/b.txt'), 'editor');
    assert.equal(await text('src/new.txt'), 'new');
    assert.deepEqual(await readFile(join(dir, 'image.bin')), PROJECT['image.bin']);
    assert.equal(existsSync(join(dir, '.env')), false);
    assert.equal(await readFile(join(workspace.root, 'src/b.txt'), 'utf8'), 'b\r\n');
  });

  it('resolves packages, scoped, nested and of the workspace, the last ones in the copy', async () => {
    const { dir } = await open();
    assert.equal(evaluate('require("./src/a.js")'), '11');
    assert.equal(evaluate('require.resolve("@ws/p")'), join(dir, 'packages/p/index.js'));
    assert.equal(
      evaluate('module.paths.length && require("module").createRequire(process.cwd() + "/packages/p/x.js")("nested")'),
      '5',
    );
    assert.equal(execFileSync(process.execPath, [join(dir, 'node_modules/.bin/dep')], { encoding: 'utf8' }), '');
    const names = await readdir(join(dir, 'node_modules'));
    assert.deepEqual(names.sort(), ['.bin', '.package-lock.json', '@scope', '@ws', 'dep']);
  });

  it('keeps every byte of the workspace, whatever a suite does', async () => {
    workspace.git('init', '-q');
    workspace.git('add', '.');
    workspace.git('commit', '-qm', 'mine');
    const before = await workspace.fingerprint();
    const { dir, sync } = await open();
    const attack = `
      const fs = require('fs'), cp = require('child_process'), path = require('path');
      fs.writeFileSync('src/b.txt', 'changed');
      fs.appendFileSync('node_modules/dep/lib/index.js', '// changed');
      fs.writeFileSync(path.join(path.dirname(require.resolve('dep')), 'new.js'), 'new');
      fs.writeFileSync('node_modules/@ws/p/index.js', 'changed');
      fs.writeFileSync('packages/p/node_modules/nested/index.js', 'changed');
      fs.mkdirSync('node_modules/.cache/x', { recursive: true });
      fs.writeFileSync('node_modules/.cache/x/y.json', 'changed');
      const commit = 'git -c user.name=x -c user.email=x@y commit -qm x';
      cp.execSync('git init -q; git add -A; ' + commit + '; git clean -fdxq', { stdio: 'ignore' });
      fs.rmSync('node_modules', { recursive: true, force: true });
      fs.rmSync('src', { recursive: true });
      fs.rmSync(process.cwd(), { recursive: true });
    `;
    execFileSync(process.execPath, ['-e', attack], { cwd: dir });
    assert.equal(existsSync(dir), false);
    assert.deepEqual(await workspace.fingerprint(), before);
    await sync(NONE, signal);
    assert.equal(evaluate('require("./src/a.js")'), '11');
    assert.equal(await text('src/b.txt'), 'b\r\n');
    assert.deepEqual(await workspace.fingerprint(), before);
  });

  it('restores packages that a suite wrote into when the next copy is opened', async () => {
    const { dir, dispose } = await open();
    await writeFile(join(dir, 'node_modules/dep/lib/index.js'), 'module.exports = 666;');
    await writeFile(join(dir, 'node_modules/dep/extra.js'), '');
    await dispose();
    await open();
    assert.equal(evaluate('require("dep")'), '10');
    assert.equal(existsSync(join(scratch?.dir ?? '', 'node_modules/dep/extra.js')), false);
  });

  it('follows a package that was updated, added or removed', async () => {
    await (await open()).dispose();
    await workspace.write({
      'node_modules/@scope/inner/index.js': 'module.exports = 20;',
      'node_modules/fresh/index.js': 'module.exports = "fresh";',
    });
    await rm(join(workspace.root, 'packages/p/node_modules'), { recursive: true });
    await open();
    assert.equal(evaluate('require("dep") + require("fresh")'), '20fresh');
    assert.throws(() => evaluate('require("module").createRequire(process.cwd() + "/packages/p/x.js")("nested")'));
  });

  it('copies the files that a package is loaded through, even if git ignores them', async () => {
    await workspace.write({
      '.gitignore': 'node_modules\ndist\n.env\ncoverage\n',
      'packages/p/package.json': JSON.stringify({
        name: '@ws/p',
        exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './x/*': './src/*.js' },
        bin: '../../.env',
        main: 'src/gone.js',
      }),
      'packages/p/dist/index.js': 'module.exports = require("./deep/part.js");',
      'packages/p/dist/deep/part.js': 'module.exports = "built";',
      'packages/p/coverage/report.js': '',
      'packages/p/src/tracked.ts': '',
      'packages/p/src/.env': 'SECRET=1',
    });
    const { dir, sync } = await open();
    assert.equal(evaluate('require("@ws/p")'), 'built');
    assert.equal(existsSync(join(dir, 'packages/p/coverage')), false);
    assert.equal(existsSync(join(dir, '.env')) || existsSync(join(dir, 'packages/p/src/.env')), false);
    await writeFile(join(dir, 'packages/p/dist/index.js'), 'module.exports = "rebuilt";');
    await sync(NONE, signal);
    assert.equal(evaluate('require("@ws/p")'), 'built');
  });

  it('finds packages as pnpm lays them out', async () => {
    await workspace.write({
      'node_modules/.pnpm/a@1/node_modules/a/index.js': 'module.exports = "a+" + require("b");',
      'node_modules/.pnpm/b@1/node_modules/b/index.js': 'module.exports = "b";',
    });
    await workspace.link('node_modules/.pnpm/a@1/node_modules/b', '../../b@1/node_modules/b');
    await workspace.link('node_modules/a', '.pnpm/a@1/node_modules/a');
    await open();
    assert.equal(evaluate('require("a")'), 'a+b');
    assert.ok(evaluate('require.resolve("a")').startsWith(baseDir));
  });

  it('uses a node_modules that is a link elsewhere, and one of a folder around the workspace', async () => {
    const elsewhere = await tempWorkspace({
      'node_modules/far/index.js': 'module.exports = "far";',
      'inner/package.json': '{}',
      'inner/x.js': '',
    });
    try {
      await rm(join(workspace.root, 'node_modules'), { recursive: true });
      await workspace.link('node_modules', join(elsewhere.root, 'node_modules'));
      const { dispose } = await open();
      assert.equal(evaluate('require("far")'), 'far');
      assert.ok((await lstat(join(scratch?.dir ?? '', 'node_modules'))).isDirectory());
      await dispose();
      const snapshot = await takeSnapshot(join(elsewhere.root, 'inner'), new Map(), signal);
      scratch = await openScratch(snapshot, { baseDir, log: () => {} }, signal);
      assert.equal(evaluate('require("far")'), 'far');
    } finally {
      await elsewhere.remove();
    }
  });

  it('gives git an empty repository of its own where the workspace is in one', async () => {
    workspace.git('init', '-q');
    const { dir, sync } = await open();
    const git = (...args: string[]) => execFileSync('git', args, { cwd: dir, encoding: 'utf8' }).trim();
    assert.equal(git('rev-parse', '--show-toplevel'), dir);
    assert.match(git('status', '--porcelain'), /\?\? src\//);
    git('add', '.');
    await sync(NONE, signal);
    assert.equal(git('ls-files'), '');
  });

  it('has links of its own for those inside the workspace', async () => {
    await workspace.link('lib', 'src');
    await workspace.link('absolute.txt', join(workspace.root, 'src/b.txt'));
    const { dir } = await open();
    await writeFile(join(dir, 'lib/b.txt'), 'through');
    assert.equal(await text('src/b.txt'), 'through');
    assert.equal(await text('absolute.txt'), 'through');
    assert.equal(await readFile(join(workspace.root, 'src/b.txt'), 'utf8'), 'b\r\n');
  });

  it('writes a candidate and undoes it, touching nothing else', async () => {
    const { dir, sync } = await open();
    const untouched = await stat(join(dir, 'src/b.txt'), { bigint: true });
    await sync(
      new Map<string, string | null>([
        ['src/a.js', 'new'],
        ['src/deep/c.ts', 'c'],
        ['packages/p/index.js', null],
      ]),
      signal,
    );
    assert.equal(await text('src/a.js'), 'new');
    assert.equal(await text('src/deep/c.ts'), 'c');
    assert.equal(existsSync(join(dir, 'packages/p/index.js')), false);
    await sync(NONE, signal);
    assert.equal(await text('src/a.js'), PROJECT['src/a.js']);
    assert.equal(existsSync(join(dir, 'src/deep')), false);
    assert.equal(await text('packages/p/index.js'), PROJECT['packages/p/index.js']);
    assert.equal((await stat(join(dir, 'src/b.txt'), { bigint: true })).ctimeNs, untouched.ctimeNs);
  });

  it('never writes through a link that a suite put in a folder’s or file’s place', async () => {
    const { dir, sync } = await open();
    await rm(join(dir, 'src'), { recursive: true });
    await symlink(join(workspace.root, 'src'), join(dir, 'src'));
    await rm(join(dir, 'image.bin'));
    await symlink(join(workspace.root, 'image.bin'), join(dir, 'image.bin'));
    const before = await workspace.fingerprint();
    await sync(
      new Map([
        ['src/a.js', 'candidate'],
        ['image.bin', 'candidate'],
      ]),
      signal,
    );
    assert.deepEqual(await workspace.fingerprint(), before);
    assert.equal(await text('src/a.js'), 'candidate');
  });

  it('keeps scripts executable', async () => {
    await workspace.write({ 'run.sh': '#!/bin/sh\n' });
    await chmod(join(workspace.root, 'run.sh'), 0o755);
    const { dir, sync } = await open();
    assert.equal((await stat(join(dir, 'run.sh'))).mode & 0o777, 0o755);
    await sync(new Map([['run.sh', '#!/bin/sh\nexit 1\n']]), signal);
    assert.equal((await stat(join(dir, 'run.sh'))).mode & 0o777, 0o755);
  });

  it('is exactly snapshot plus candidate after any sequence of candidates and damage', async function () {
    this.timeout(120_000);
    const path = fc.constantFrom('src/a.js', 'src/b.txt', 'src/x/y.ts', 'x.ts', 'packages/p/index.js');
    const candidate = fc.array(fc.tuple(path, fc.option(fc.constantFrom('one', 'two\r\n', ''), { nil: null })), {
      maxLength: 4,
    });
    const damage = fc.array(
      fc.tuple(
        fc.constantFrom('write', 'remove', 'folder'),
        fc.constantFrom('src/a.js', 'src', 'left/over.txt', 'src/b.txt', 'node_modules/dep'),
      ),
      { maxLength: 3 },
    );
    const { dir, sync } = await open();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(candidate, damage, fc.boolean()), { minLength: 1, maxLength: 3 }),
        async (rounds) => {
          for (const [entries, damages, isSettled] of rounds) {
            const files = new Map<string, string | null>(entries);
            // Folders that were unchanged for a while are compared in another way.
            if (isSettled) await delay(25);
            await sync(files, signal);
            const expected = new Map<string, string>(
              Object.entries(PROJECT)
                .filter(([name]) => !/node_modules|\.env/.test(name))
                .map(([name, content]) => [name, content.toString()]),
            );
            for (const [name, content] of files) {
              if (content === null) expected.delete(name);
              else expected.set(name, content);
            }
            assert.deepEqual(await contents(dir), new Map([...expected].sort(([a], [b]) => (a < b ? -1 : 1))));
            for (const [how, where] of damages) await damageAt(join(dir, where), how);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('leaves nothing when it is aborted', async () => {
    const snapshot = await takeSnapshot(workspace.root, new Map(), signal);
    await assert.rejects(
      openScratch(snapshot, { baseDir, log: () => {} }, AbortSignal.abort(new Error('stop'))),
      /stop/,
    );
    assert.deepEqual(
      (await readdir(baseDir)).filter((name) => name.startsWith('copy-')),
      [],
    );
  });
});

/** Text by path of everything but packages and links. */
async function contents(dir: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const path of (await readdir(dir, { recursive: true })).sort()) {
    if (path.includes('node_modules') || !(await lstat(join(dir, path))).isFile()) continue;
    found.set(path, (await readFile(join(dir, path))).toString());
  }
  return found;
}

async function damageAt(place: string, how: 'write' | 'remove' | 'folder'): Promise<void> {
  // Earlier damage may have put a file where this one needs a folder.
  if ((await lstat(join(place, '..')).catch(() => undefined))?.isFile()) return;
  await rm(place, { recursive: true, force: true });
  await mkdir(how === 'folder' ? place : join(place, '..'), { recursive: true });
  if (how === 'write') await writeFile(place, 'damage');
}
