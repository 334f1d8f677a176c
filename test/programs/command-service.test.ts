import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestCommand } from '../../src/engine/contract/test-run';
import { PROCESS_MARK } from '../../src/engine/process/end-tree';
import type { ProcessRequest } from '../../src/engine/process/run-process';
import { type CommandService, createCommandService } from '../../src/engine/test-runner/command-service';
import { readPid, waitUntilEnded } from '../support/running';
import { SERVICES } from '../support/services';
import { untimed } from '../support/untimed';

const never = new AbortController().signal;
const env = { PATH: process.env['PATH'] ?? '' };
const NODE_TEST: TestCommand = { command: 'node --test any.test.mjs', runner: 'node:test', why: '' };

describe('command service', () => {
  let cwd: string;
  let log: string[];
  let service: CommandService;
  before(async () => {
    cwd = await realpath(await mkdtemp(path.join(tmpdir(), 'loopcraft-commands-')));
  });
  after(() => rm(cwd, { recursive: true }));
  beforeEach(async () => {
    await rm(cwd, { recursive: true });
    await mkdir(cwd);
    log = [];
    service = createCommandService({
      servicePath: SERVICES.commands,
      execArgv: SERVICES.execArgv,
      env: { ...process.env, [PROCESS_MARK]: 'outer' },
      log: (line) => log.push(line),
    });
  });
  afterEach(() => service.dispose());

  const run = (command: ProcessRequest['command'], signal = never, timeoutMs?: number) =>
    service.runProcess({ command, cwd, env, ...(timeoutMs === undefined ? {} : { timeoutMs }) }, signal);
  /** A command that writes its process id and then waits. */
  const waitAfterPid = (file: string) => ({ shell: `echo $$ > ${file}; while :; do sleep 0.1; done` });
  const pidIn = (file: string): Promise<number> => readPid(path.join(cwd, file), () => log.join('\n'));
  /** The process id of the service, which is the parent of the commands that it runs. */
  const parentOf = async (file: string): Promise<number> =>
    Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${await pidIn(file)}/status`, 'utf8'))?.[1]);

  it('runs commands as this process would, several at a time, in one process', async () => {
    const results = await Promise.all([
      run([process.execPath, '-p', 'process.ppid']),
      run({ shell: 'echo out; echo err >&2; exit 3' }),
      run(['no-such-program-anywhere']),
      run({ shell: 'sleep 10' }, never, 200),
      run([process.execPath, '-p', 'process.ppid']),
    ]);
    assert.deepEqual(
      results.map(({ kind, exitCode }) => [kind, exitCode]),
      [
        ['exited', 0],
        ['exited', 3],
        ['not-found', null],
        ['timeout', null],
        ['exited', 0],
      ],
    );
    assert.deepEqual(results[1]?.output.trim().split('\n').sort(), ['err', 'out']);
    assert.equal(results[0]?.output, results[4]?.output);
    assert.notEqual(Number(results[0]?.output), process.pid);
  });

  it('passes on the requested environment, and a mark that continues the mark of an outer run', async () => {
    const { output } = await run([process.execPath, '-p', 'JSON.stringify(process.env)']);
    const { [PROCESS_MARK]: mark = '', ...rest } = JSON.parse(output) as Record<string, string>;
    assert.deepEqual(rest, env);
    assert.match(mark, /^outer\/[0-9a-f-]{36}\/[0-9a-f-]{36}$/);
  });

  it('counts the tests of each of its calls while they run, and no more after an abort', async function () {
    this.timeout(60_000);
    const slow = (count: number): string =>
      "import test from 'node:test';\n" +
      `for (let at = 0; at < ${count}; at++) test('t' + at, () => new Promise((done) => setTimeout(done, 400)));\n`;
    await writeFile(path.join(cwd, 'few.test.mjs'), slow(3));
    await writeFile(path.join(cwd, 'many.test.mjs'), slow(100));
    const abort = new AbortController();
    const start = (file: string, told: number[], signal: AbortSignal) =>
      service
        .testRunner(env, {}, ({ executed }) => told.push(executed))
        .run({ dir: cwd, command: { ...NODE_TEST, command: `node --test ${file}` }, timeoutMs: 60_000 }, signal);
    const [few, many]: [number[], number[]] = [[], []];
    const aborted = assert.rejects(start('many.test.mjs', many, abort.signal), /enough/);
    const report = await start('few.test.mjs', few, never);
    assert.ok(!('problem' in report) && report.executed === 3, JSON.stringify(report));
    assert.ok(few.length > 0 && few.every((count, at) => count <= 3 && count > (few[at - 1] ?? 0)), String(few));
    while (many.length === 0) await delay(100);
    abort.abort(new Error('enough'));
    const told = many.length;
    await aborted;
    assert.ok(told > 0 && many.length === told, String(many));
  });

  it('runs tests without secrets, and reports them', async () => {
    await writeFile(
      path.join(cwd, 'any.test.mjs'),
      "import test from 'node:test';\ntest('sees ' + process.env.MY_TOKEN + ' ' + process.env.PLAIN, () => {});\n",
    );
    const report = await service
      .testRunner({ ...env, MY_TOKEN: 'secret', PLAIN: 'plain' })
      .run({ dir: cwd, command: NODE_TEST, timeoutMs: 20_000 }, never);
    assert.ok(!('problem' in report), JSON.stringify(report));
    assert.deepEqual(untimed(report.tests), [{ name: 'sees undefined plain', path: 'any.test.mjs', status: 'passed' }]);
    assert.match(log.join('\n'), /^Running node .*any\.test\.mjs.* in /);
  });

  it('rejects with the reason of an abort when no process is left, and runs the next command', async () => {
    const abort = new AbortController();
    const running = run(waitAfterPid('pid'), abort.signal);
    const pid = await pidIn('pid');
    abort.abort(new Error('enough'));
    await assert.rejects(running, /enough/);
    await waitUntilEnded(pid);
    await assert.rejects(run({ shell: 'true' }, abort.signal), /enough/);
    assert.equal((await run({ shell: 'true' })).exitCode, 0);
  });

  it('rejects with an error of the service itself', async () => {
    await assert.rejects(
      service.runProcess({ command: { shell: 'true' }, cwd: path.join(cwd, 'none'), env }, never),
      /ENOENT/,
    );
  });

  it('ends running commands when it is disposed, and refuses later ones', async () => {
    const running = assert.rejects(run(waitAfterPid('pid')), /already closed/);
    const pid = await pidIn('pid');
    await service.dispose();
    await running;
    await waitUntilEnded(pid);
    await assert.rejects(run({ shell: 'true' }), /already closed/);
    assert.deepEqual(log, []);
  });

  if (process.platform === 'linux') {
    it('starts again after it was killed, ends the processes that were left, and runs the command again', async () => {
      const script = { shell: `if [ -e first ]; then exit 5; fi; echo $$ > first; while :; do sleep 0.1; done` };
      const running = run(script);
      const pid = await pidIn('first');
      process.kill(await parentOf('first'), 'SIGKILL');
      assert.equal((await running).exitCode, 5);
      await waitUntilEnded(pid);
      assert.match(log.join('\n'), /commands: service process \d+: ended by SIGKILL/);
    });

    it('runs all interrupted commands again, and none of them ends another', async () => {
      const interruptedOnce = (name: string) =>
        run({ shell: `if [ -e ${name} ]; then sleep 0.3; exit 4; fi; echo $$ > ${name}; while :; do sleep 0.1; done` });
      const names = ['a', 'b', 'c', 'd'];
      const running = names.map(interruptedOnce);
      for (const name of names) await pidIn(name);
      process.kill(await parentOf('a'), 'SIGKILL');
      assert.deepEqual(
        (await Promise.all(running)).map(({ exitCode }) => exitCode),
        [4, 4, 4, 4],
      );
    });

    it('says what to look for if it is killed again', async () => {
      await writeFile(
        path.join(cwd, 'any.test.mjs'),
        "import { readdirSync, writeFileSync } from 'node:fs';\n" +
          "writeFileSync('pid' + readdirSync('.').length, process.pid + '\\n');\nsetInterval(() => {}, 1000);\n",
      );
      const running = service.testRunner(env).run(
        {
          dir: cwd,
          command: { ...NODE_TEST, command: 'exec node any.test.mjs', runner: 'command' },
          timeoutMs: 20_000,
        },
        never,
      );
      for (const file of ['pid1', 'pid2']) process.kill(await parentOf(file), 'SIGKILL');
      const report = await running;
      assert.equal('problem' in report && report.problem.kind, 'runner-failed');
      assert.match(
        'problem' in report ? report.problem.message : '',
        /commands ended twice \(ended by SIGKILL\)\. Look for/,
      );
      assert.equal((await run({ shell: 'exit 7' })).exitCode, 7);
    });

    it('ignores a Ctrl-C that is meant for its parent', async () => {
      const running = run({ shell: 'echo $$ > pid; while [ ! -e go ]; do sleep 0.05; done; exit 6' });
      process.kill(await parentOf('pid'), 'SIGINT');
      await delay(100);
      await writeFile(path.join(cwd, 'go'), '');
      assert.equal((await running).exitCode, 6);
      assert.deepEqual(log, []);
    });
  }

  it('leaves no process behind when its parent is killed', async () => {
    const call = { id: 1, kind: 'process', request: { command: waitAfterPid('pid'), cwd, env } };
    const parent = spawn(
      process.execPath,
      [
        '-e',
        `
      const options = { execArgv: ${JSON.stringify(SERVICES.execArgv)}, serialization: 'advanced' };
      const child = require('node:child_process').fork(${JSON.stringify(SERVICES.commands)}, ['mark'], options);
      child.send(${JSON.stringify(call)});
      setInterval(() => {}, 1000);`,
      ],
      { stdio: 'ignore' },
    );
    const pid = await pidIn('pid');
    const servicePid = process.platform === 'linux' ? await parentOf('pid') : undefined;
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await waitUntilEnded(pid);
    if (servicePid !== undefined) await waitUntilEnded(servicePid);
  });
});
