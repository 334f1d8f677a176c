import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { everything, NONE, ScratchSetup, signal, suite } from './scratch-setup';

/** Appends to every file below the folder it runs in, following every link, node_modules included. */
const WRITE_EVERYWHERE = `
  const fs = require('fs'), path = require('path'), visited = new Set();
  (function damage(folder) {
    const real = fs.realpathSync(folder);
    if (visited.has(real)) return;
    visited.add(real);
    for (const name of fs.readdirSync(real)) {
      const place = path.join(real, name);
      const info = fs.statSync(place, { throwIfNoEntry: false });
      if (info?.isDirectory()) damage(place);
      if (info?.isFile()) fs.appendFileSync(place, '// damage');
    }
    fs.writeFileSync(path.join(real, 'left-behind'), '');
  })('.');
  console.log([...visited].join('\\n'));
`;

/** Any user that is not root. */
const OTHER_USER = 65_534;

describe('scratch copy: what a suite can reach', () => {
  const setup = new ScratchSetup({
    '.gitignore': 'node_modules\n',
    'package.json': '{"name":"root","workspaces":["packages/*"]}',
    'src/a.js': 'a',
    'packages/p/package.json': '{"name":"p"}',
    'packages/p/index.js': 'p',
    'node_modules/dep/index.js': 'dep',
    'node_modules/dep/inner/x.js': 'x',
  });
  /** A path that does not contain the workspace's path, but leads to it. */
  const alias = () => join(dirname(setup.workspace.root), 'alias');
  const ups = (path: string) => '../'.repeat(40) + path.slice(1);

  it('is nothing of the workspace, in whatever form its links are written', async () => {
    const { workspace } = setup;
    await symlink(workspace.root, alias());
    await workspace.link('absolute', join(workspace.root, 'src'));
    await workspace.link('absolute.js', join(workspace.root, 'src/a.js'));
    await workspace.link('by-alias', join(alias(), 'src'));
    await workspace.link('up-and-down', ups(join(workspace.root, 'src')));
    await workspace.link('packages/p/out-and-in', '../../../project/src');
    await workspace.link('self', '.');
    await workspace.link('self-up', 'self/../project/src');
    await workspace.link('chain', 'by-alias/a.js');
    await workspace.link('outside', dirname(workspace.root));
    await workspace.link('node_modules/p', '../packages/p');
    await workspace.link('node_modules/by-alias', join(alias(), 'packages/p'));
    await workspace.link('node_modules/.bin/tool', '../p/index.js');
    await workspace.link('node_modules/dep/up-and-down', ups(join(workspace.root, 'src')));
    await workspace.link('node_modules/dep/by-alias', join(alias(), 'src'));
    await workspace.link('node_modules/dep/sibling', '../../packages/p');
    await workspace.link('node_modules/dep/around', '../../..');
    workspace.git('init', '-q');
    const before = await workspace.fingerprint();
    const { dir, sync } = await setup.open();
    for (const link of ['absolute', 'by-alias', 'up-and-down', 'packages/p/out-and-in', 'self-up'])
      assert.equal(await realpath(join(dir, link)), join(dir, 'src'), link);
    for (const link of ['absolute.js', 'chain'])
      assert.equal(await realpath(join(dir, link)), join(dir, 'src/a.js'), link);
    for (const link of ['node_modules/p', 'node_modules/by-alias'])
      assert.equal(await realpath(join(dir, link)), join(dir, 'packages/p'), link);
    assert.equal(existsSync(join(dir, 'outside')), false);

    const copied = await everything(dir);
    const reached = suite(dir, WRITE_EVERYWHERE).trim().split('\n');
    assert.ok(
      reached.includes(join(dir, 'src')) && reached.some((folder) => folder.endsWith('/node_modules/dep/inner')),
      reached.join(),
    );
    assert.deepEqual(
      reached.filter((folder) => !folder.startsWith(setup.baseDir)),
      [],
    );
    assert.deepEqual(await workspace.fingerprint(), before);
    await sync(NONE, signal);
    assert.deepEqual(await everything(dir), copied);
  });

  it('keeps the text of a link that stays inside by itself', async () => {
    await setup.workspace.link('packages/p/up.js', '../../src/a.js');
    await setup.workspace.link('to-a-package', 'node_modules/dep');
    await setup.workspace.link('soon-gone', 'src');
    const snapshot = await setup.snapshot();
    await rm(join(setup.workspace.root, 'soon-gone'));
    const { dir } = await setup.open(snapshot);
    assert.equal(existsSync(join(dir, 'soon-gone')), false);
    assert.equal((await everything(dir))['packages/p/up.js'], '-> ../../src/a.js');
    assert.ok((await realpath(join(dir, 'to-a-package'))).startsWith(setup.baseDir));
  });

  it('includes a node_modules of the copy also where git tracks it as a link', async () => {
    const { workspace } = setup;
    await workspace.write({ '.gitignore': '/vendor\n', 'vendor/modules/dep/index.js': 'vendored' });
    await rm(join(workspace.root, 'node_modules'), { recursive: true });
    await workspace.link('node_modules', 'vendor/modules');
    workspace.git('init', '-q');
    workspace.git('add', '-f', 'node_modules');
    const { dir } = await setup.open();
    assert.ok((await lstat(join(dir, 'node_modules'))).isDirectory());
    assert.equal(await readFile(join(dir, 'node_modules/dep/index.js'), 'utf8'), 'vendored');
  });

  it('writes nothing below a link, when a built folder is one', async () => {
    const { workspace } = setup;
    await workspace.write({
      'packages/p/package.json': '{"name":"p","main":"dist/index.js"}',
      'build/index.js': 'built',
    });
    await workspace.link('packages/p/dist', '../../build');
    const { dir } = await setup.open();
    assert.equal((await everything(dir))['packages/p/dist'], '-> ../../build');
    assert.equal(await readFile(join(dir, 'packages/p/dist/index.js'), 'utf8'), 'built');
  });

  it('is nothing of the workspace through packages outside that lead back to it', async () => {
    const { workspace } = setup;
    const around = dirname(workspace.root);
    // This is how pnpm links packages of one repository that need each other, when only one of them is open.
    const outside = {
      'lib/index.js': 'module.exports = "lib of " + require("root/src/a.js") + " and " + require("other")',
      'lib/src/deep.js': '',
      'other/index.js': 'module.exports = "other"',
      'harmless/index.js': '',
      'holds/package.json': '{}',
    };
    await workspace.write({
      'src/a.js': 'module.exports = "root"',
      ...Object.fromEntries(Object.entries(outside).map(([path, text]) => [`../${path}`, text])),
    });
    for (const [path, target] of [
      ['lib/node_modules/root', '../../project'],
      ['lib/node_modules/@s/other', '../../../other'],
      ['lib/node_modules/other', '../../other'],
      ['lib/again', 'src'],
      ['other/node_modules/lib', '../../lib'],
      ['other/back', '../project/src'],
    ]) {
      await workspace.link(`../${path}`, target ?? '');
    }
    for (const name of ['lib', 'other', 'harmless']) await workspace.link(`node_modules/${name}`, `../../${name}`);
    await workspace.link('node_modules/all', '../..');
    const before = [
      await workspace.fingerprint(),
      await everything(join(around, 'lib')),
      await everything(join(around, 'other')),
    ];
    const lines: string[] = [];
    const { dir, sync } = await setup.open(undefined, (line) => lines.push(line));
    assert.match(lines.join(), /The tests can't use the linked package .+, because it contains the workspace/);
    assert.equal(existsSync(join(dir, 'node_modules/all')), false);
    assert.equal(await realpath(join(dir, 'node_modules/harmless')), join(around, 'harmless'));
    assert.equal(await realpath(join(dir, 'node_modules/lib/node_modules/root')), dir);
    assert.equal(
      await realpath(join(dir, 'node_modules/other/node_modules/lib')),
      await realpath(join(dir, 'node_modules/lib')),
    );
    const copied = await everything(dirname(dir));
    assert.equal(suite(dir, 'console.log(require("lib"))').trim(), 'lib of root and other');
    await rm(join(dir, 'node_modules/harmless'));
    const reached = suite(dir, WRITE_EVERYWHERE).trim().split('\n');
    assert.deepEqual(
      reached.filter((folder) => !folder.startsWith(setup.baseDir)),
      [],
    );
    assert.deepEqual(
      [await workspace.fingerprint(), await everything(join(around, 'lib')), await everything(join(around, 'other'))],
      before,
    );
    await sync(NONE, signal);
    assert.deepEqual(await everything(dirname(dir)), copied);
  });

  describe('as a user without all rights', () => {
    // Root may enter and read everything, so as root these tests would show nothing.
    const asOtherUser = (work: () => Promise<void>) => async () => {
      const isRoot = process.geteuid?.() === 0;
      if (isRoot) execFileSync('chown', ['-R', String(OTHER_USER), dirname(setup.workspace.root), setup.baseDir]);
      if (isRoot) process.seteuid?.(OTHER_USER);
      try {
        await work();
      } finally {
        if (isRoot) process.seteuid?.(0);
      }
    };

    it(
      'restores and deletes folders that a suite locked',
      asOtherUser(async () => {
        const copy = await setup.open();
        const copied = await everything(copy.dir);
        await mkdir(join(copy.dir, 'left/locked/inner'), { recursive: true });
        for (const folder of ['left/locked', 'src', 'packages', 'node_modules/dep/inner', 'node_modules/dep'])
          await chmod(join(copy.dir, folder), 0);
        await copy.sync(
          new Map([
            ['src/new.js', 'new'],
            ['packages/p/index.js', 'new'],
          ]),
          signal,
        );
        assert.equal(await readFile(join(copy.dir, 'src/new.js'), 'utf8'), 'new');
        await copy.sync(NONE, signal);
        assert.deepEqual(await everything(copy.dir), copied);
        await chmod(join(copy.dir, 'src'), 0);
        await copy.dispose();
        assert.equal(existsSync(dirname(copy.dir)), false);
        const next = await setup.open();
        assert.equal(await readFile(join(next.dir, 'node_modules/dep/inner/x.js'), 'utf8'), 'x');
      }),
    );

    it(
      'leaves out a file that cannot be read, and writes over one that is read-only',
      asOtherUser(async () => {
        await chmod(join(setup.workspace.root, 'packages/p/index.js'), 0);
        await chmod(join(setup.workspace.root, 'src/a.js'), 0o444);
        const { dir, sync } = await setup.open();
        assert.equal(existsSync(join(dir, 'packages/p/index.js')), false);
        await sync(new Map([['src/a.js', 'candidate']]), signal);
        assert.equal(await readFile(join(dir, 'src/a.js'), 'utf8'), 'candidate');
        await sync(NONE, signal);
        assert.equal(await readFile(join(dir, 'src/a.js'), 'utf8'), 'a');
      }),
    );
  });
});
