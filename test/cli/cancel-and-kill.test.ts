import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readRuns } from '../../src/engine/journal/read';
import { isAlive, parseProcessIdentity } from '../../src/engine/platform/process-identity';
import { runArguments, runCli, type StartedCli, startCli, temporaryFolder } from '../support/cli';
import { minutesDrafts, minutesScript } from '../support/minutes-script';
import { type Script, type SeenRequest, startModelServer } from '../support/model-server';
import { fingerprintTree, makeRunnerWorkspace, removeWorkspace } from '../support/runner-workspaces';

/** Lists the processes of a run: those that have its state folder in their command line. */
function processesOf(stateDir: string): string {
  const all = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' });
  return all
    .split('\n')
    .filter((line) => line.includes(stateDir))
    .join('\n');
}

/** Locks and open journals in the state folder whose owner still lives; the lock of a process that ended is free. */
function heldLocks(stateDir: string): string[] {
  return ['locks', 'runs', 'scratch']
    .flatMap((folder) => readdirSync(join(stateDir, folder)).map((name) => join(stateDir, folder, name)))
    .filter((path) => {
      const owner = statSync(path).isFile() ? parseProcessIdentity(readFileSync(path, 'utf8')) : undefined;
      return owner !== undefined && isAlive(owner);
    });
}

/** Waits up to 30 s for the condition. */
async function eventually(check: () => boolean, explain: () => string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (check()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.fail(explain());
}

describe('cancelling and killing', function () {
  this.timeout(120_000);
  let state: ReturnType<typeof temporaryFolder>;
  let workspace: string;
  let server: Awaited<ReturnType<typeof startModelServer>>;
  let before: Map<string, string>;

  const begin = async (script: Script, ...options: string[]): Promise<StartedCli> => {
    state = temporaryFolder('state');
    workspace = makeRunnerWorkspace('node:test');
    before = fingerprintTree(workspace);
    server = await startModelServer({ script });
    return startCli(runArguments({ workspace, baseUrl: server.openAiBaseUrl, stateDir: state.path }, ...options));
  };
  const copies = () => readdirSync(join(state.path, 'scratch')).filter((name) => name.startsWith('copy-'));
  const end = async (): Promise<void> => {
    await server.close();
    removeWorkspace(workspace);
    state.remove();
  };

  for (const [moment, text] of [
    ['the baseline', 'loopcraft run'],
    ['the call', 'call 1'],
    ['the compile', 'candidate'],
    ['the tests', '✓ types'],
  ] as const) {
    it(`cancelled during ${moment}: exit 130, no process left, no file changed`, async () => {
      const cli = await begin(moment === 'the call' ? () => ({ fault: 'stall' }) : minutesScript('.js'));
      try {
        await cli.shows(text);
        if (moment === 'the call')
          await eventually(
            () => server.requests.length > 0,
            () => 'no request came',
          );
        cli.process.kill('SIGINT');
        const result = await cli.ended;
        assert.equal(result.code, 130, result.stderr);
        assert.match(result.stderr, /cancelled/);
        assert.deepEqual(fingerprintTree(workspace), before);
        await eventually(
          () => processesOf(state.path) === '',
          () => `left: ${processesOf(state.path)}`,
        );
        const [run] = await readRuns(join(state.path, 'runs'));
        assert.equal(run?.outcome, 'cancelled');
        if (moment === 'the call') assert.equal(await server.requests[0]?.ended, 'disconnected');
      } finally {
        await end();
      }
    });
  }

  it('a check cancelled while the tests run: exit 130, a message, no process left', async () => {
    state = temporaryFolder('state');
    workspace = makeRunnerWorkspace('node:test');
    before = fingerprintTree(workspace);
    const started = join(state.path, 'started');
    const sleeper =
      `node -e "require('fs').writeFileSync(process.argv[1], ''); setTimeout(() => {}, 60000)" ` +
      `${JSON.stringify(started)}`;
    const cli = startCli(['check', '--workspace', workspace, '--state-dir', state.path, '--test-command', sleeper]);
    try {
      await eventually(
        () => existsSync(started),
        () => 'the test command did not start',
      );
      cli.process.kill('SIGINT');
      const result = await cli.ended;
      assert.equal(result.code, 130, result.stderr);
      assert.match(result.stderr, /Cancelled before there was a result; no file was changed\./);
      assert.deepEqual(fingerprintTree(workspace), before);
      await eventually(
        () => processesOf(state.path) === '',
        () => `left: ${processesOf(state.path)}`,
      );
    } finally {
      removeWorkspace(workspace);
      state.remove();
    }
  });

  for (const delay of [0, 150, 300, 600, 900, 1300, 1800]) {
    it(`killed ${delay} ms after the start: files unchanged, the journal readable, the next run works`, async () => {
      const cli = await begin(minutesScript('.js'));
      try {
        await cli.shows('loopcraft run');
        await new Promise((done) => setTimeout(done, delay));
        cli.process.kill('SIGKILL');
        await cli.ended;
        assert.deepEqual(fingerprintTree(workspace), before);
        await eventually(
          () => processesOf(state.path) === '',
          () => `left: ${processesOf(state.path)}`,
        );
        const [killed] = await readRuns(join(state.path, 'runs'));
        assert.ok(killed, 'the killed run is in the history');
        assert.ok(['interrupted', 'ended'].includes(killed.state), killed.state);
        if (delay === 900) {
          const next = await runCli(runArguments({ workspace, baseUrl: server.openAiBaseUrl, stateDir: state.path }));
          assert.equal(next.code, 0, next.stderr);
          assert.deepEqual(copies(), [], 'no scratch copy is left');
        }
      } finally {
        await end();
      }
    });
  }

  // Of three candidates the first is judged, the second is in its tests, which never end, and the third is to come.
  for (const signal of ['SIGHUP', 'SIGKILL'] as const)
    it(`closed among the candidates of a branch (${signal}): interrupted, nothing is left behind`, async () => {
      const { right, unpadded } = minutesDrafts('.js');
      const endless = right.replace('string {\n', 'string {\n  while (total > 0) split(total);\n');
      const isLater = ({ messages }: SeenRequest) => (messages.at(-1)?.text ?? '').includes('A loop.');
      const script: Script = (request) => {
        if ((request.messages.at(-1)?.text ?? '').includes('Answer with a numbered list only'))
          return { text: '1. A table.\n2. A loop.\n3. A library.' };
        return { text: `\`\`\`ts src/format.ts\n${isLater(request) ? endless : unpadded}\`\`\`\n` };
      };
      const cli = await begin(script, '--branches', '3');
      const testing = () => processesOf(state.path).includes('format.test');
      try {
        await cli.shows('candidate 2 of 3 of branch 1');
        await eventually(testing, () => `no tests run: ${processesOf(state.path)}`);
        assert.notDeepEqual(heldLocks(state.path), [], 'the run holds its lock');
        cli.process.kill(signal);
        const { code, stderr } = await cli.ended;
        assert.equal(code, signal === 'SIGHUP' ? 130 : null, stderr);
        await eventually(
          () => processesOf(state.path) === '',
          () => `left: ${processesOf(state.path)}`,
        );
        assert.deepEqual(fingerprintTree(workspace), before);
        const [run] = await readRuns(join(state.path, 'runs'));
        assert.equal(run?.state === 'ended' ? run.reason : run?.state, 'interrupted');
        // A killed process can't clean up: the next one does, and no lock keeps it from working.
        if (signal === 'SIGKILL') {
          const check = ['check', '--workspace', workspace, '--state-dir', state.path];
          assert.equal((await runCli(check)).code, 1, 'formatMinutes is still to be written');
        }
        assert.deepEqual(copies(), [], 'no scratch copy is left');
        assert.deepEqual(heldLocks(state.path), [], 'no lock is held');
      } finally {
        await end();
      }
    });
});
