import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { tryLock, waitForLock } from '../../../src/engine/platform/lock';

const signal = new AbortController().signal;
const ROUNDS = 20;

describe('lock', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'loopcraft-lock-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('names the holder until it is released, and keeps keys apart', async () => {
    const first = await tryLock(dir, 'a');
    assert.ok(first.held);
    const second = await tryLock(dir, 'a');
    assert.ok(!second.held);
    assert.equal(second.holder.pid, process.pid);
    assert.ok((await tryLock(dir, 'b')).held);
    await first.release();
    assert.ok((await tryLock(dir, 'a')).held);
  });

  it('waits for the holder, and stops waiting when aborted', async () => {
    const release = await waitForLock(dir, 'a', signal);
    await assert.rejects(waitForLock(dir, 'a', AbortSignal.timeout(80)));
    const waiting = waitForLock(dir, 'a', signal);
    assert.equal(await Promise.race([waiting, delay(120, 'still held')]), 'still held');
    await release();
    await (await waiting)();
    assert.deepEqual((await readdir(dir)).length, 1, 'one lock file stays, and no draft');
  });

  it('lets processes that wait for one lock work one after another', async function () {
    this.timeout(60_000);
    // Each reads a number, waits, and writes the next one: two at a time would lose some.
    const script = `
      const { readFileSync, writeFileSync } = require('node:fs');
      const { setTimeout: delay } = require('node:timers/promises');
      const { waitForLock } = require(${JSON.stringify(join(process.cwd(), 'src/engine/platform/lock.ts'))});
      const [dir, count] = process.argv.slice(1);
      (async () => {
        for (let round = 0; round < ${ROUNDS}; round++) {
          const release = await waitForLock(dir, 'shared', new AbortController().signal);
          const number = Number(readFileSync(count, 'utf8'));
          await delay(2);
          writeFileSync(count, String(number + 1));
          await release();
        }
      })();`;
    const count = join(dir, 'count');
    await writeFile(count, '0');
    const exits = [1, 2].map(async () => {
      const child = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', script, dir, count], { stdio: 'inherit' });
      const [code] = await once(child, 'exit');
      return code as number;
    });
    assert.deepEqual(await Promise.all(exits), [0, 0]);
    assert.equal(await readFile(count, 'utf8'), String(2 * ROUNDS));
  });

  it('takes over from a dead process, and only one of many that wait does at a time', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const owner = { pid: dead, host: hostname(), since: new Date().toISOString() };
    await writeFile(join(dir, 'a.7'), JSON.stringify(owner));
    let holders = 0;
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        const release = await waitForLock(dir, 'a', signal);
        holders += 1;
        assert.equal(holders, 1);
        await delay(5);
        holders -= 1;
        await release();
      }),
    );
  });

  it('is not held up by the lock file of an older version', async () => {
    // That version had one file, named by the key alone.
    await writeFile(join(dir, 'lock'), JSON.stringify({ pid: process.pid, host: hostname(), since: new Date() }));
    assert.ok((await tryLock(dir, 'lock')).held);
  });

  it('rejects when the folder cannot be written', async () => {
    const file = join(dir, 'file');
    await writeFile(file, '');
    await assert.rejects(tryLock(file, 'a'));
  });
});
