import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { TypeChecker } from '../../../src/engine/contract/type-check';
import { runProcess } from '../../../src/engine/process/run-process';
import { createTypeChecker } from '../../../src/engine/typecheck/type-checker';
import { isRunning, waitUntilEnded } from '../../support/running';
import { realTypeChecker, SERVICES } from '../../support/services';
import { createTempWorkspace, QUICK, type TempWorkspace } from './temp-workspace';

const FAKE = path.join(__dirname, 'fake-service.js');
const never = new AbortController().signal;

interface FakeAnswer {
  readonly pid: number;
  readonly env: Record<string, string>;
}

describe('type checker', () => {
  let workspace: TempWorkspace;
  let checker: TypeChecker;
  let log: string[];
  const ask = (overlay: Record<string, string>, signal = never) =>
    checker.check(
      { root: workspace.root, overlay: new Map(Object.entries(overlay)), edited: [], scope: 'whole' },
      signal,
    ) as Promise<unknown>;
  const pidOf = async () => ((await ask({ do: 'answer' })) as FakeAnswer).pid;
  const create = (timeoutMs = 60_000) =>
    createTypeChecker({
      servicePath: FAKE,
      env: { PATH: '/bin', OPENAI_API_KEY: 'secret', HOME: undefined },
      log: (line) => log.push(line),
      runProcess,
      timeoutMs,
    });

  beforeEach(() => {
    workspace = createTempWorkspace({
      'tsconfig.json': { compilerOptions: QUICK },
      'a.ts': 'export const a: string = 1;',
    });
    log = [];
    checker = create();
  });
  afterEach(async () => {
    await checker.dispose();
    workspace.dispose();
  });

  it('answers all calls from one warm service process', async () => {
    const real = realTypeChecker((line) => log.push(line));
    try {
      const request = { root: workspace.root, edited: [], scope: 'whole' as const };
      const [red, green] = await Promise.all([
        real.check({ ...request, overlay: new Map() }, never),
        real.check(
          {
            ...request,
            overlay: new Map([
              ['a.ts', 'export const a = 1;'],
              ['b.ts', "import { a } from './a';\na;"],
            ]),
          },
          never,
        ),
      ]);
      assert.ok(!('problem' in red) && !('problem' in green), JSON.stringify([red, green, log]));
      assert.deepEqual(
        red.diagnostics.map(({ code }) => code),
        [2322],
      );
      assert.deepEqual(green.diagnostics, []);
      const types = await real.exportedTypes(
        { root: workspace.root, overlay: new Map([['b.ts', "import { a } from './a';"]]), files: ['b.ts'] },
        never,
      );
      assert.deepEqual(types, [{ path: 'a.ts', text: 'export const a: string;' }]);
      const fixes = await real.quickFix(
        {
          root: workspace.root,
          overlay: new Map([['b.ts', "import { a } from './a';\nlet length = a.lenght;\n"]]),
          edited: ['b.ts'],
        },
        never,
      );
      assert.deepEqual(
        fixes.map(({ path: file, newText }) => [file, newText]),
        [['b.ts', "import { a } from './a';\nlet length = a.length;\n"]],
      );
      const change = { path: 'a.ts', before: 'export const a = 1;\n', after: 'export const a = 1 as any;\n' };
      const seen = await real.inspect(
        { changes: [change], tests: false, checksJs: false, root: workspace.root, unsaved: new Map() },
        never,
      );
      assert.deepEqual('problem' in seen ? seen : seen.map(({ rule }) => rule), ['as-any']);
      const named = await real.configReferences(
        { path: 'vitest.config.ts', text: "export default { test: { setupFiles: ['./tools/env.ts'] } };" },
        never,
      );
      assert.deepEqual(
        named.map(({ text }) => text),
        ['./tools/env.ts'],
      );
      const images = path.resolve(__dirname, '../../../media');
      const none = await real.check({ ...request, root: images, overlay: new Map() }, never);
      assert.match(
        'problem' in none ? none.problem.message : none.checked,
        /checked nothing: there are no sources yet/,
      );
      assert.deepEqual(log, []);
    } finally {
      await real.dispose();
    }
  });

  it('passes no secret to the process', async () => {
    const { env } = (await ask({ do: 'answer' })) as FakeAnswer;
    assert.equal(env['PATH'], '/bin');
    assert.equal(env['OPENAI_API_KEY'], undefined);
  });

  it('restarts a crashed process and retries the call once', async () => {
    const first = await pidOf();
    const answer = (await ask({ do: 'crash', once: path.join(workspace.root, 'mark') })) as FakeAnswer;
    assert.notEqual(answer.pid, first);
    assert.match(log.join('\n'), /heap out of memory/);
  });

  it('reports what happened when a call fails twice, and works again afterwards', async () => {
    const crash = (await ask({ do: 'crash' })) as { problem: { kind: string; message: string } };
    assert.equal(crash.problem.kind, 'service-failed');
    assert.match(crash.problem.message, /failed twice: exit code 134, FATAL ERROR: heap out of memory\./);
    const fail = (await ask({ do: 'fail' })) as { problem: { kind: string; message: string } };
    assert.match(fail.problem.message, /failed twice: Error: Debug Failure\. Check/);
    assert.ok(isRunning(await pidOf()));
  });

  it('ends a process that exceeds the time limit', async () => {
    checker = create(500);
    /** A process that takes longer to start, on a busy machine, is ended as well, and the next call starts another. */
    const answeringPid = async (): Promise<number> => (await pidOf()) ?? answeringPid();
    const pid = await answeringPid();
    const answer = (await ask({ do: 'block' })) as { problem: { kind: string } };
    assert.equal(answer.problem.kind, 'timeout');
    await waitUntilEnded(pid);
    assert.ok(isRunning(await answeringPid()));
  });

  it('rejects with the reason when aborted, and keeps a process that yields', async () => {
    const pid = await pidOf();
    const controller = new AbortController();
    const running = ask({ do: 'wait' }, controller.signal);
    const waiting = ask({ do: 'answer' });
    controller.abort(new Error('enough'));
    await assert.rejects(running, /enough/);
    assert.equal(((await waiting) as FakeAnswer).pid, pid);
    await assert.rejects(ask({ do: 'answer' }, controller.signal), /enough/);
  });

  it('kills a process that does not yield to an abort', async () => {
    const pid = await pidOf();
    const controller = new AbortController();
    const running = ask({ do: 'block' }, controller.signal);
    setTimeout(() => controller.abort(new Error('enough')), 50);
    await assert.rejects(running, /enough/);
    assert.notEqual(await pidOf(), pid);
    await waitUntilEnded(pid);
  });

  it('leaves no process behind when closed, even in the middle of a call', async () => {
    const pid = await pidOf();
    const running = ask({ do: 'wait' });
    await checker.dispose();
    assert.ok('problem' in ((await running) as object));
    assert.ok(!isRunning(pid));
    assert.ok('problem' in ((await ask({ do: 'answer' })) as object));
  });

  it('leaves no process behind when its parent is killed', async () => {
    const script = `
      const options = { execArgv: ${JSON.stringify(SERVICES.execArgv)}, serialization: 'advanced' };
      const child = require('node:child_process').fork(${JSON.stringify(SERVICES.types)}, [], options);
      console.log(child.pid);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = (await once(parent.stdout, 'data')) as [Buffer];
    parent.kill('SIGKILL');
    await waitUntilEnded(Number(output.toString()));
  });
});
