import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProcessRequest, runProcess } from '../../../src/engine/process/run-process';
import { readPid, waitUntilEnded } from '../../support/running';

const never = new AbortController().signal;
const env = { PATH: process.env['PATH'] ?? '' };

describe('runProcess', () => {
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'loopcraft-process-'));
  });
  after(() => rm(cwd, { recursive: true }));

  const run = (command: ProcessRequest['command'], timeoutMs?: number, signal = never) =>
    runProcess({ command, cwd, env, ...(timeoutMs === undefined ? {} : { timeoutMs }) }, signal);
  const node = (script: string): [string, ...string[]] => [process.execPath, '-e', script];

  it('returns the exit code and both streams', async () => {
    const result = await run(node('console.log(1); console.error(2); process.exitCode = 3'));
    assert.equal(result.kind, 'exited');
    assert.equal(result.exitCode, 3);
    assert.deepEqual(result.output.trim().split('\n').sort(), ['1', '2']);
  });

  it('passes arguments as they are, and a shell line to the shell', async () => {
    assert.equal(
      (await run([process.execPath, '-p', 'process.argv.slice(1).join()', 'a b', '$HOME'])).output.trim(),
      'a b,$HOME',
    );
    assert.equal((await run({ shell: 'X=1; echo "$X" && exit 4' })).exitCode, 4);
  });

  it('gives the child only the environment it was given', async () => {
    const result = await run(node('console.log(Object.keys(process.env).sort().join())'));
    assert.equal(result.output.trim(), 'LOOPCRAFT_PROCESS,PATH');
  });

  it('reports a command that does not exist', async () => {
    assert.equal((await run(['no-such-program-anywhere'])).kind, 'not-found');
    assert.equal((await run({ shell: 'no-such-program-anywhere --flag' })).kind, 'not-found');
  });

  it('keeps the head and the tail of 50 MB', async () => {
    const result = await run(
      node(`
      process.stdout.write('first line\\n');
      const chunk = 'x'.repeat(1 << 20);
      let left = 50;
      (function more() {
        if (left-- > 0) process.stdout.write(chunk, more);
        else process.stdout.write('\\nlast line');
      })();
    `),
    );
    assert.equal(result.exitCode, 0);
    assert.match(result.output, /^first line\n/);
    assert.match(result.output, /\n… \d{8} bytes left out …\n/);
    assert.match(result.output, /\nlast line$/);
    assert.ok(result.output.length < 300 * 1024);
  });

  it('ends a child that ignores SIGTERM, and its children, at the timeout', async () => {
    const result = await run(
      { shell: `echo started; trap '' TERM; ${stubborn('grandchild.pid')} & ${stubborn('child.pid')}` },
      400,
    );
    assert.equal(result.kind, 'timeout');
    assert.match(result.output, /^started/);
    assert.ok(result.ms < 4000, `took ${result.ms} ms`);
    await assertEnded(['grandchild.pid', 'child.pid']);
  });

  it('rejects with the reason of an abort after the tree has ended', async () => {
    const abort = new AbortController();
    const running = run({ shell: `${stubborn('aborted.pid')} & wait` }, undefined, abort.signal);
    await readPid(join(cwd, 'aborted.pid'));
    abort.abort(new Error('enough'));
    await assert.rejects(running, /enough/);
    await assertEnded(['aborted.pid']);
  });

  it('does not start if it was aborted before', async () => {
    await assert.rejects(
      run(node('require("fs").writeFileSync("ran", "")'), undefined, AbortSignal.abort(new Error('no'))),
      /no/,
    );
    await assert.rejects(readFile(join(cwd, 'ran')));
  });

  it('leaves no process behind if the command ends before a child that holds its output', async () => {
    const result = await run({
      shell: `${stubborn('forgotten.pid')} & while [ ! -s forgotten.pid ]; do sleep 0.02; done; echo done`,
    });
    assert.equal(result.kind, 'exited');
    assert.match(result.output, /done/);
    await assertEnded(['forgotten.pid']);
  });

  if (process.platform === 'linux') {
    it('finds a child that left the process group', async () => {
      const script = `
        const args = ['-e', 'setInterval(() => {}, 1000)'];
        const options = { detached: true, stdio: 'ignore' };
        const child = require('child_process').spawn(process.execPath, args, options);
        require('fs').writeFileSync('detached.pid', child.pid + '\\n');
        child.unref();
      `;
      assert.equal((await run(node(script))).exitCode, 0);
      await assertEnded(['detached.pid']);
    });
  }

  /** A shell command that writes its process id and then ignores SIGTERM. */
  function stubborn(file: string): string {
    return `/bin/sh -c 'trap "" TERM; echo $$ > ${file}; while :; do sleep 0.1; done'`;
  }

  async function assertEnded(files: readonly string[]): Promise<void> {
    for (const file of files) await waitUntilEnded(await readPid(join(cwd, file)));
  }
});
