import assert from 'node:assert/strict';
import { type CliResult, runArguments, runCli, runEndOf, temporaryFolder } from '../support/cli';
import { type ModelServer, startModelServer } from '../support/model-server';
import { makeRunnerWorkspace, removeWorkspace } from '../support/runner-workspaces';

describe('money, through the built command line', function () {
  this.timeout(120_000);
  let workspace: string;
  let server: ModelServer;
  before(async () => {
    workspace = makeRunnerWorkspace('node:test');
    server = await startModelServer({ script: () => ({ text: 'I will look into it.' }) });
  });
  after(async () => {
    removeWorkspace(workspace);
    await server.close();
  });

  function run(stateDir: string, ...more: readonly string[]): Promise<CliResult> {
    const target = { workspace, provider: 'openai', model: 'm', baseUrl: server.openAiBaseUrl, stateDir } as const;
    return runCli(runArguments(target, '--json', ...more), { OPENAI_API_KEY: 'none' });
  }

  it('holds the limit of a day over several runs, and says when a limit comes near', async () => {
    const state = temporaryFolder('state');
    try {
      const options = ['--price', '1000/1000', '--max-cost', '1000', '--max-calls', '1'];
      const first = await run(state.path, ...options, '--max-cost-per-day', '8');
      const { costUsd, priced, reason } = runEndOf(first);
      assert.equal(reason, 'call-budget', first.stderr);
      assert.ok(priced && costUsd > 0, first.stderr);
      const near = first.events.filter((event) => event.type === 'limit-near');
      assert.deepEqual(
        near.map(({ limit }) => limit),
        ['calls'],
      );
      assert.match(first.stderr, /limit near: 1 of 1 model calls are made\./);
      const second = await run(state.path, ...options, '--max-cost-per-day', `${costUsd * 1.1}`);
      const end = runEndOf(second);
      assert.equal(end.reason, 'cost-budget', second.stderr);
      assert.equal(end.costUsd, 0, 'nothing was spent');
      assert.match(end.message, /for one day are spent or reserved, over all windows and the command line/);
      assert.match(end.next, /limit of money per day/);
    } finally {
      state.remove();
    }
  });
});
