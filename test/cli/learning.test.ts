import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli, temporaryFolder } from '../support/cli';
import { minutesScript } from '../support/minutes-script';
import { startModelServer } from '../support/model-server';
import { makeRunnerWorkspace, removeWorkspace } from '../support/runner-workspaces';

describe('loopcraft learns, fixes and remembers', function () {
  this.timeout(90_000);
  let state: ReturnType<typeof temporaryFolder>;
  let workspace: string;
  let server: Awaited<ReturnType<typeof startModelServer>>;

  before(async () => {
    state = temporaryFolder('state');
    workspace = makeRunnerWorkspace('node:test');
    server = await startModelServer({ script: minutesScript('.js') });
  });
  after(async () => {
    await server.close();
    removeWorkspace(workspace);
    state.remove();
  });
  const loopcraft = (...args: string[]) =>
    runCli([
      ...args,
      '--workspace',
      workspace,
      '--state-dir',
      state.path,
      ...(args[0] === 'fix' ? ['--provider', 'scripted', '--base-url', server.openAiBaseUrl] : []),
    ]);

  it('check is red and lists every failure with its file', async () => {
    const result = await loopcraft('check', '--json');
    assert.equal(result.code, 1, result.stderr);
    const report = JSON.parse(result.stdout);
    assert.equal(report.ok, false);
    assert.equal(report.typescript.version, '6.0.3');
    assert.deepEqual(report.typescript.projects, ['tsconfig.json']);
    assert.deepEqual(report.diagnostics, []);
    assert.equal(report.tests.runner, 'node:test');
    assert.equal(report.tests.executed, 3);
    assert.equal(report.tests.passed, 0);
    assert.deepEqual(
      report.tests.failed.map((failed: { name: string; path: string }) => [failed.name, failed.path]),
      [
        ['formatMinutes > minutes only', 'test/format.test.ts'],
        ['formatMinutes > whole hours', 'test/format.test.ts'],
        ['formatMinutes > pads the minutes', 'test/format.test.ts'],
      ],
    );
  });

  it('fix solves it: the first choice knows no run, the second one knows the first run', async () => {
    const first = await loopcraft('fix', '--json');
    assert.equal(first.code, 0, first.stderr);
    const chosen = first.events.find((event) => event.type === 'strategy');
    assert.ok(chosen?.type === 'strategy' && chosen.recordedRuns === 0, JSON.stringify(chosen));

    const asked = server.requests.length;
    const second = await loopcraft('fix', '--json', '--apply');
    assert.equal(second.code, 0, second.stderr);
    const [before, again] = [server.requests[0], server.requests[asked]].map((request) =>
      JSON.stringify(request?.body),
    );
    assert.doesNotMatch(before ?? '', /Solved before/);
    assert.match(
      again ?? '',
      /Solved before in this workspace.*minutes only.*solved by a change of `formatMinutes` in/,
    );
    const next = second.events.find((event) => event.type === 'strategy');
    assert.ok(next?.type === 'strategy' && next.recordedRuns === 1, JSON.stringify(next));
    assert.deepEqual(
      [chosen, next].map(({ strategy, why }) => [strategy, why]),
      Array(2).fill(['direct', 'Too few runs here to know better: tried straight away.']),
    );
  });

  it('fix on a green workspace ends with already-green and calls no model', async () => {
    const asked = server.requests.length;
    const result = await loopcraft('fix', '--json');
    assert.equal(result.code, 0, result.stderr);
    const end = result.events.at(-1);
    assert.ok(end?.type === 'run-end' && end.reason === 'already-green' && end.calls === 0);
    assert.equal(server.requests.length, asked);
    assert.equal((await loopcraft('check')).code, 0);
  });

  it('runs lists them, newest first; patterns shows and resets what was learned', async () => {
    const runs = await loopcraft('runs');
    assert.equal(runs.code, 0);
    assert.equal(runs.stdout.trim().split('\n').length, 3);
    assert.match(runs.stdout.split('\n')[0] ?? '', /already-green/);
    assert.match(runs.stdout, /verified/);
    const known = await loopcraft('patterns');
    assert.match(
      known.stdout,
      /Fixes with scripted\/scripted:\n {2}Straight away +solved 2 of 2, expected to solve \d+ %/,
    );
    assert.match(known.stdout, /After a failed assertion, attempt 2 \(scripted\/scripted\): a correction 2 of 2/);
    assert.match(known.stdout, /\d solved situations? on record/);
    const exported = join(state.path, 'exported.json');
    writeFileSync(exported, (await loopcraft('patterns', '--export')).stdout);
    assert.equal((await loopcraft('patterns', 'reset')).code, 0);
    assert.match((await loopcraft('patterns', '--rebuild')).stdout, /^2 recorded runs/);
    assert.match((await loopcraft('patterns', '--import', exported)).stdout, /^4 recorded runs/);
    const wrong = await loopcraft('patterns', '--import', join(workspace, 'package.json'));
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /Nothing was taken from .*package\.json\. It holds no exported patterns/);
    assert.equal((await loopcraft('patterns', '--reset')).code, 0);
    const { stdout } = await loopcraft('patterns');
    assert.match(stdout, /no runs/i);
    assert.doesNotMatch(stdout, /solved situation/);
  });
});
