import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { everything, NONE, ScratchSetup, signal } from '../scratch-setup';

/** Milliseconds after which a folder's change time differs from that of any later change. */
const SETTLED_MS = 25;

/** What a suite may do to the copy it runs in: `at` gives a path in it, `workspace` the path of the real one. */
type Damage = (at: (path: string) => string, workspace: string) => void;

const DAMAGE: Readonly<Record<string, Damage>> = {
  'a changed file that keeps its size and times'(at) {
    const { atime, mtime } = statSync(at('src/a.js'));
    writeFileSync(at('src/a.js'), 'A');
    utimesSync(at('src/a.js'), atime, mtime);
  },
  'two files that swapped their names'(at) {
    renameSync(at('src/a.js'), at('x'));
    renameSync(at('src/b.js'), at('src/a.js'));
    renameSync(at('x'), at('src/b.js'));
  },
  'a file changed by another name'(at) {
    linkSync(at('src/a.js'), at('../other'));
    writeFileSync(at('../other'), 'B');
    rmSync(at('../other'));
  },
  'a file of another mode': (at) => chmodSync(at('src/a.js'), 0o444),
  'a deleted file': (at) => rmSync(at('src/deep/er/c.js')),
  'a new file': (at) => writeFileSync(at('src/deep/new.js'), 'new'),
  'a new empty folder': (at) => mkdirSync(at('src/empty/er'), { recursive: true }),
  'a folder in a file’s place'(at) {
    rmSync(at('src/a.js'));
    mkdirSync(at('src/a.js/x'), { recursive: true });
  },
  'a file in a folder’s place'(at) {
    rmSync(at('src/deep'), { recursive: true });
    writeFileSync(at('src/deep'), '');
  },
  'a link in a file’s place': (at, workspace) => relink(at('src/a.js'), join(workspace, 'src/a.js')),
  'a link in a folder’s place': (at, workspace) => relink(at('src'), join(workspace, 'src')),
  'a link that leads elsewhere': (at, workspace) => relink(at('link'), join(workspace, 'src')),
  'a package’s link that leads elsewhere': (at, workspace) =>
    relink(at('node_modules/dep'), join(workspace, 'node_modules/dep')),
  'files in node_modules'(at) {
    mkdirSync(at('node_modules/.cache/x'), { recursive: true });
    writeFileSync(at('node_modules/left.js'), '');
  },
  'a package in a link’s place'(at) {
    rmSync(at('node_modules/dep'));
    mkdirSync(at('node_modules/dep'));
    writeFileSync(at('node_modules/dep/index.js'), '');
  },
  'a folder without any permissions': (at) => chmodSync(at('src/deep'), 0),
  'commits and settings in git'(at) {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...args], { cwd: at(''), stdio: 'ignore' });
    git('add', '-A');
    git('commit', '-qm', 'x');
    git('config', 'core.hooksPath', 'x');
    git('checkout', '-qb', 'other');
  },
  'another repository in git’s place': (at, workspace) => relink(at('.git'), join(workspace, '.git')),
  'a repository around it': (at) => void execFileSync('git', ['init', '-q', at('..')]),
  'files beside the copy'(at) {
    writeFileSync(at('../left.js'), '');
    mkdirSync(at('../node_modules/x'), { recursive: true });
  },
  'nothing left of its folder': (at) => rmSync(at(''), { recursive: true }),
  'a link in its folder’s place': (at, workspace) => relink(at(''), workspace),
  'nothing left of the folder around it': (at) => rmSync(at('..'), { recursive: true }),
  'a link in the place of the folder around it': (at, workspace) => relink(at('..'), dirname(workspace)),
};

function relink(place: string, target: string): void {
  rmSync(place, { recursive: true });
  symlinkSync(target, place);
}

describe('scratch tree', () => {
  const setup = new ScratchSetup({
    'src/a.js': 'a',
    'src/b.js': 'b',
    'src/deep/er/c.js': 'c',
    'src/empty.js': '',
    '.gitignore': 'node_modules\n',
    'node_modules/dep/index.js': '',
    'node_modules/.bin/tool': '#!/bin/sh\n',
  });

  it('restores what a suite changed, and touches nothing else', async function () {
    this.timeout(60_000);
    await setup.workspace.link('link', 'src/deep');
    setup.workspace.git('init', '-q');
    const before = await setup.workspace.fingerprint();
    const { dir, sync } = await setup.open();
    const copied = await everything(dirname(dir));
    for (const [what, damage] of Object.entries(DAMAGE)) {
      // From now on the folders are known, and are not listed if nothing changes in them.
      await delay(SETTLED_MS);
      await sync(NONE, signal);
      damage((path) => join(dir, path), setup.workspace.root);
      assert.notDeepEqual(await everything(dirname(dir)).catch(() => undefined), copied, `${what} changed nothing`);
      await sync(NONE, signal);
      assert.deepEqual(await everything(dirname(dir)), copied, what);
      assert.deepEqual(await setup.workspace.fingerprint(), before, `${what}: the workspace`);
    }
  });

  it('writes candidates into known folders: new, changed and deleted files, and back', async () => {
    const { dir, sync } = await setup.open();
    const copied = await everything(dir);
    const settle = async () => {
      await delay(SETTLED_MS);
      await sync(NONE, signal);
      assert.deepEqual(await everything(dir), copied);
    };
    await settle();
    await sync(
      new Map<string, string | null>([
        ['src/a.js', 'longer than before'],
        ['src/deep/er/c.js', null],
        ['src/new/d.js', 'd'],
        ['src/empty.js', 'no more'],
      ]),
      signal,
    );
    const { 'src/deep': _, 'src/deep/er': __, 'src/deep/er/c.js': ___, ...rest } = copied;
    const mode = copied['src/a.js']?.slice(0, 3);
    const expected = {
      ...rest,
      'src/a.js': `${mode} longer than before`,
      'src/empty.js': `${mode} no more`,
      'src/new': copied['src'],
      'src/new/d.js': `${mode} d`,
    };
    assert.deepEqual(
      await everything(dir),
      Object.fromEntries(Object.entries(expected).sort(([a], [b]) => (a < b ? -1 : 1))),
    );
    await settle();
    await sync(new Map([['src/a.js', '']]), signal);
    assert.equal((await everything(dir))['src/a.js'], `${mode} `);
    await settle();
  });

  it('refuses a file where a folder is, and still writes the next candidate', async () => {
    const { dir, sync } = await setup.open();
    const copied = await everything(dir);
    await assert.rejects(
      sync(
        new Map([
          ['src/b.js', 'changed'],
          ['x', 'file'],
          ['x/y', 'file below it'],
        ]),
        signal,
      ),
      /x\/y cannot be written to the scratch copy/,
    );
    await sync(NONE, signal);
    assert.deepEqual(await everything(dir), copied);
  });

  it('ends when aborted at any step, and the next sync completes what was left half done', async function () {
    this.timeout(120_000);
    const { dir, sync } = await setup.open();
    const copied = await everything(dir);
    let step = 0;
    for (let isInterrupted = true; isInterrupted; step++) {
      rmSync(join(dir, 'src/deep'), { recursive: true });
      writeFileSync(join(dir, 'src/left'), '');
      await delay(SETTLED_MS);
      isInterrupted = await sync(new Map([['src/a.js', 'new']]), abortedAt(step)).then(
        () => false,
        (error: Error) => error.message === 'stop',
      );
      await sync(NONE, signal);
      assert.deepEqual(await everything(dir), copied, `after step ${step}`);
    }
    assert.ok(step > 10, `${step} steps`);
  });
});

/** A signal that throws at its check number `step`, counted from 0. */
function abortedAt(step: number): AbortSignal {
  const aborting = new AbortController();
  let checks = 0;
  return Object.assign(aborting.signal, {
    throwIfAborted: () => {
      if (checks++ === step) throw new Error('stop');
    },
  });
}
