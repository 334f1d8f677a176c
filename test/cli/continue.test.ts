import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CliResult, runArguments, runCli, runEndOf, temporaryFolder } from '../support/cli';
import { minutesDrafts } from '../support/minutes-script';
import { type ModelServer, type ScriptedReply, type SeenRequest, startModelServer } from '../support/model-server';
import { makeRunnerWorkspace, removeWorkspace } from '../support/runner-workspaces';

const { right } = minutesDrafts('.js');
const WRONG = right.replace(/return [^;]*;/, "return 'wrong';");
const write = (text: string): ScriptedReply => ({ text: `\`\`\`ts src/format.ts\n${text}\`\`\`\n` });
const HINT = 'Hours come first. ``` <<<<<<< SEARCH';

describe('loopcraft continue', function () {
  this.timeout(120_000);
  let workspace: string;
  let server: ModelServer;
  let requests: SeenRequest[];
  let reply: ScriptedReply;
  const state = temporaryFolder('state');
  before(async () => {
    workspace = makeRunnerWorkspace('node:test');
    server = await startModelServer({
      script: (request) => {
        requests.push(request);
        return reply;
      },
    });
  });
  after(async () => {
    removeWorkspace(workspace);
    state.remove();
    await server.close();
  });
  beforeEach(() => {
    requests = [];
  });

  const env = { OPENAI_API_KEY: 'none' };
  const target = () =>
    ({ workspace, provider: 'openai', model: 'm', baseUrl: server.openAiBaseUrl, stateDir: state.path }) as const;
  function goOn(run: string, ...more: readonly string[]): Promise<CliResult> {
    const [, , ...options] = runArguments(target(), '--json');
    return runCli(['continue', run, ...more, ...options], env);
  }

  it('goes on from the best candidate with the hint, which is shown as the person wrote it', async () => {
    reply = write(WRONG);
    const first = await runCli(runArguments(target(), '--json', '--max-iterations', '1'), env);
    assert.equal(runEndOf(first).reason, 'iterations-exhausted', first.stderr);

    const listed = await runCli(['runs', '--workspace', workspace, '--state-dir', state.path]);
    const [id = ''] = listed.stdout.split(' ');
    requests = [];
    reply = write(right);
    const second = await goOn(id, HINT);
    assert.equal(second.code, 0, second.stderr);
    assert.equal(requests.length, 1, second.stderr);
    const [asked] = requests;
    const prompt = asked?.messages.map(({ text }) => text).join('\n') ?? '';
    assert.ok(prompt.includes(`\`\`\`\`text\n${HINT}`), prompt);
    assert.match(prompt, /# Your change compiles, but tests fail[\s\S]*# Your change so far[\s\S]*return 'wrong'/);
    const [start] = second.events;
    assert.ok(start?.type === 'run-start');
    assert.deepEqual(start.task.hints, [HINT]);
    assert.ok(start.task.continues?.startsWith(id));
    assert.equal(runEndOf(second).iterations, 1);
    assert.match(
      second.stderr,
      /To tell every later run in this workspace as well: loopcraft notes add "Hours come first\./,
    );
  });

  it('takes a candidate that is green by now without a call', async () => {
    const again = await goOn('last');
    assert.equal(again.code, 0, again.stderr);
    assert.equal(requests.length, 0);
    assert.equal(runEndOf(again).reason, 'verified');
    assert.deepEqual(runEndOf(again).files, ['src/format.ts']);
  });

  it('starts from the files as they are where the person has edited them since', async () => {
    const path = join(workspace, 'src/format.ts');
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, `${before}// edited\n`);
    try {
      const added = await runCli(['notes', 'add', HINT, '--workspace', workspace, '--state-dir', state.path]);
      assert.equal(added.code, 0, added.stderr);
      reply = write(right);
      const edited = await goOn('last', 'Try again.');
      assert.equal(edited.code, 0, edited.stderr);
      assert.equal(requests.length, 1);
      const prompt = requests[0]?.messages.map(({ text }) => text).join('\n') ?? '';
      assert.doesNotMatch(prompt, /# Your change so far/);
      assert.ok(prompt.includes(`## Notes of the developer\n\n- ${HINT}`), prompt);
    } finally {
      writeFileSync(path, before);
    }
  });

  it('says what is wrong with the name of a run', async () => {
    const missing = await goOn('nonesuch');
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /There is no run nonesuch in this workspace\. "loopcraft runs" lists the runs\./);
    const none = await runCli(['continue', '--workspace', workspace, '--state-dir', state.path]);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /The run is missing/);
  });
});
