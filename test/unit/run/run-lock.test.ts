import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireRunLock } from '../../../src/engine/run/run-lock';

describe('run lock', () => {
  let dir: string;
  let workspace: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'loopcraft-lock-'));
    workspace = await mkdtemp(join(tmpdir(), 'loopcraft-lock-ws-'));
  });
  afterEach(async () => {
    await rm(dir, { recursive: true, force: true });
    await rm(workspace, { recursive: true, force: true });
  });

  it('allows one run, names it to the second one, and allows that one afterwards', async () => {
    const first = await acquireRunLock(dir, workspace);
    assert.ok(first.ok);
    const second = await acquireRunLock(dir, workspace);
    assert.ok(!second.ok);
    assert.equal(second.pid, process.pid);
    assert.ok(Math.abs(Date.parse(second.since) - Date.now()) < 60_000);
    await first.release();
    const third = await acquireRunLock(dir, workspace);
    assert.ok(third.ok);
    await third.release();
  });

  it('keeps workspaces apart, and recognises one through a link', async () => {
    const link = join(dir, 'link');
    await symlink(workspace, link);
    const held = await acquireRunLock(dir, workspace);
    assert.ok((await acquireRunLock(dir, dir)).ok);
    assert.ok(!(await acquireRunLock(dir, link)).ok);
    assert.ok(held.ok);
  });

  it('gives exactly one of many the lock, again and again', async () => {
    for (let round = 0; round < 10; round++) {
      const locks = await Promise.all(Array.from({ length: 12 }, () => acquireRunLock(dir, workspace)));
      const [winner, ...more] = locks.filter((lock) => lock.ok);
      assert.equal(more.length, 0);
      await winner?.release();
    }
    assert.equal((await readdir(join(dir, 'locks'))).length, 1);
  });

  it('takes over from a dead process, and only one of many does', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    await hold({ pid: dead, host: hostname(), since: new Date().toISOString() });
    const locks = await Promise.all(Array.from({ length: 12 }, () => acquireRunLock(dir, workspace)));
    assert.equal(locks.filter(({ ok }) => ok).length, 1);
  });

  it('takes over when the process number belongs to a later process now', async () => {
    await hold({ pid: process.pid, host: hostname(), since: '2001-01-01T00:00:00.000Z', birth: 'another boot/1' });
    assert.ok((await acquireRunLock(dir, workspace)).ok);
  });

  it('believes a run on another machine for an hour', async () => {
    await hold({ pid: 1, host: 'elsewhere', since: new Date().toISOString() });
    assert.ok(!(await acquireRunLock(dir, workspace)).ok);
    await hold({ pid: 1, host: 'elsewhere', since: new Date(Date.now() - 61 * 60_000).toISOString() });
    assert.ok((await acquireRunLock(dir, workspace)).ok);
  });

  it('is free again when its process was killed', async () => {
    const script = `
      const { acquireRunLock } = require(${JSON.stringify(join(process.cwd(), 'src/engine/run/run-lock.ts'))});
      acquireRunLock(...process.argv.slice(1)).then((lock) => { console.log(lock.ok); setInterval(() => {}, 1000); });`;
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', script, dir, workspace], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = await once(child.stdout, 'data');
    assert.equal(String(output).trim(), 'true');
    const refused = await acquireRunLock(dir, workspace);
    assert.ok(!refused.ok);
    assert.equal(refused.pid, child.pid);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.ok((await acquireRunLock(dir, workspace)).ok);
  });

  it('says so when it cannot keep runs apart', async () => {
    const file = join(dir, 'file');
    await writeFile(file, '');
    const lock = await acquireRunLock(file, workspace);
    assert.ok(lock.ok);
    assert.match(lock.problem ?? '', /cannot be written/);
    await lock.release();
  });

  /** Makes another owner hold the lock. */
  async function hold(owner: object): Promise<void> {
    await acquireRunLock(dir, workspace);
    const [name = ''] = await readdir(join(dir, 'locks'));
    await writeFile(join(dir, 'locks', name), JSON.stringify(owner));
  }
});
