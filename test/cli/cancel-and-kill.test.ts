import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRuns } from '../../src/engine/journal/read';
import { runArguments, runCli, type StartedCli, startCli, temporaryFolder } from '../support/cli';
import { minutesScript } from '../support/minutes-script';
import { type Script, startModelServer } from '../support/model-server';
import { fingerprintTree, makeRunnerWorkspace, removeWorkspace } from '../support/runner-workspaces';

/** Lists the processes of a run: those that have its state folder in their command line. */
function processesOf(stateDir: string): string {
  const all = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' });
  return all
    .split('\n')
    .filter((line) => line.includes(stateDir))
    .join('\n');
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

  const begin = async (script: Script): Promise<StartedCli> => {
    state = temporaryFolder('state');
    workspace = makeRunnerWorkspace('node:test');
    before = fingerprintTree(workspace);
    server = await startModelServer({ script });
    return startCli(runArguments({ workspace, baseUrl: server.openAiBaseUrl, stateDir: state.path }));
  };
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
          assert.deepEqual(
            readdirSync(join(state.path, 'scratch')).filter((name) => name.startsWith('copy-')),
            [],
            'no scratch copy is left',
          );
        }
      } finally {
        await end();
      }
    });
  }
});
