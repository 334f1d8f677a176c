import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runArguments, runCli, temporaryFolder } from '../support/cli';
import { minutesDrafts, minutesScript } from '../support/minutes-script';
import { startModelServer } from '../support/model-server';
import { makeRunnerWorkspace, removeWorkspace, writeFiles } from '../support/runner-workspaces';

/** A test that fails once for each 'f' at the start of a file outside of the workspace, and that imports no source. */
const TIDE = `import { readFileSync, writeFileSync } from 'node:fs';
import test from 'node:test';

test('the tide is low', () => {
  const file = process.env.TIDE_FILE ?? '';
  const plan = readFileSync(file, 'utf8');
  writeFileSync(file, plan.slice(1));
  if (plan.startsWith('f')) throw new Error('high tide');
});
`;

describe('a flaky test beside the task', function () {
  this.timeout(90_000);
  let state: ReturnType<typeof temporaryFolder>;
  let workspace: string;
  let server: Awaited<ReturnType<typeof startModelServer>>;
  let tide: string;
  /** Results of the flaky test after the correct change: 'f' for each failure. */
  let plan = '';

  before(async () => {
    state = temporaryFolder('state');
    tide = join(state.path, 'tide');
    writeFileSync(tide, '');
    workspace = makeRunnerWorkspace('node:test');
    writeFiles(workspace, { 'test/tide.test.ts': TIDE });
    const script = minutesScript('.js');
    const { right } = minutesDrafts('.js');
    server = await startModelServer({
      script: (request) => {
        const reply = script(request);
        if (JSON.stringify(reply).includes(JSON.stringify(right).slice(1, -1))) writeFileSync(tide, plan);
        return reply;
      },
    });
  });
  after(async () => {
    await server.close();
    removeWorkspace(workspace);
    state.remove();
  });
  const loopcraft = (...args: string[]) =>
    runCli([...args, '--workspace', workspace, '--state-dir', state.path], { TIDE_FILE: tide });
  const run = () =>
    runCli(
      runArguments(
        { workspace, baseUrl: server.openAiBaseUrl, stateDir: state.path },
        '--test-command',
        'node --import tsx --test test/*.test.ts',
        '--json',
      ),
      { TIDE_FILE: tide },
    );

  it('is named and not counted if it passes in a second run', async () => {
    plan = 'f';
    const result = await run();
    assert.equal(result.code, 0, result.stderr);
    assert.match(
      result.stdout,
      /the tide is low\\" \(test\/tide\.test\.ts\) failed in one of two runs[^"]*flaky, not counted/,
    );
  });

  it('is known to the next process, which needs no second run', async () => {
    plan = 'ff';
    const result = await run();
    assert.equal(result.code, 0, result.stderr);
    assert.match(
      result.stdout,
      /the tide is low\\" \(test\/tide\.test\.ts\) failed again: known to be flaky, not counted/,
    );
    assert.equal(readFileSync(tide, 'utf8'), 'f');
  });

  it('is listed with the patterns and reset with them', async () => {
    assert.match(
      (await loopcraft('patterns')).stdout,
      /^Flaky tests.*:\n {2}test\/tide\.test\.ts {2}the tide is low$/m,
    );
    assert.deepEqual(JSON.parse((await loopcraft('patterns', '--json')).stdout).flakyTests, [
      { path: 'test/tide.test.ts', name: 'the tide is low' },
    ]);
    assert.equal((await loopcraft('patterns', 'reset')).code, 0);
    assert.doesNotMatch((await loopcraft('patterns')).stdout, /tide/);
  });
});
