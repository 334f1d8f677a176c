import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli, temporaryFolder } from '../support/cli';
import { minutesDrafts, minutesScript } from '../support/minutes-script';
import { startModelServer } from '../support/model-server';
import { makeRunnerWorkspace, removeWorkspace, writeFiles } from '../support/runner-workspaces';

/** Fails once for every 'f' at the start of a file outside the workspace, and reaches nothing of the workspace. */
const TIDE = `import { readFileSync, writeFileSync } from 'node:fs';
import test from 'node:test';

test('the tide is low', () => {
  const place = process.env.TIDE_FILE ?? '';
  const plan = readFileSync(place, 'utf8');
  writeFileSync(place, plan.slice(1));
  if (plan.startsWith('f')) throw new Error('high tide');
});
`;

describe('a flaky test beside the task', function () {
  this.timeout(90_000);
  let state: ReturnType<typeof temporaryFolder>;
  let workspace: string;
  let server: Awaited<ReturnType<typeof startModelServer>>;
  let tide: string;
  /** How the test goes once the right change has come. */
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
    loopcraft(
      'run',
      'Write formatMinutes',
      '--provider',
      'scripted',
      '--base-url',
      server.openAiBaseUrl,
      '--test-command',
      'node --import tsx --test test/*.test.ts',
      '--json',
    );

  it('is named and not counted when it passes in a second run', async () => {
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

  it('is among what was learned, and forgotten with it', async () => {
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
