import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runArguments, startCli, temporaryFolder } from '../support/cli';
import { minutesDrafts } from '../support/minutes-script';
import { type ModelServer, type ScriptedReply, type SeenRequest, startModelServer } from '../support/model-server';
import { makeRunnerWorkspace, removeWorkspace } from '../support/runner-workspaces';

const { right } = minutesDrafts('.js');
const WRONG = right.replace(/return [^;]*;/, "return 'wrong';");
const write = (text: string): ScriptedReply => ({ text: `\`\`\`ts src/format.ts\n${text}\`\`\`\n` });
const promptOf = (request: SeenRequest | undefined) => request?.messages.map(({ text }) => text).join('\n') ?? '';

describe('loopcraft --interactive', function () {
  this.timeout(120_000);
  let workspace: string;
  let server: ModelServer;
  let requests: SeenRequest[];
  let replies: ScriptedReply[];
  const state = temporaryFolder('state');
  before(async () => {
    workspace = makeRunnerWorkspace('node:test');
    server = await startModelServer({
      script: (request) => {
        requests.push(request);
        return replies.shift() ?? write(WRONG);
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
  const source = () => readFileSync(join(workspace, 'src/format.ts'), 'utf8');
  const answering = (...answers: readonly string[]) => {
    const target = {
      workspace,
      provider: 'openai',
      model: 'm',
      baseUrl: server.openAiBaseUrl,
      stateDir: state.path,
    } as const;
    const args = runArguments(target, '--interactive', '--review', 'never', '--no-tools');
    return startCli(
      args,
      { OPENAI_API_KEY: 'sk-test-interactive' },
      undefined,
      answers.map((line) => `${line}\n`).join(''),
    ).ended;
  };

  it('asks at each step and at the end, and goes on with what the person says', async () => {
    replies = [write(WRONG), write(right), write(`// In words.\n${right}`)];
    const result = await answering('Hours come first.', 'Say it in words.', 'y');
    assert.equal(result.code, 0, result.stderr);
    const [first, second, third] = requests.slice(-3).map(promptOf);
    assert.doesNotMatch(first ?? '', /Hours come first/);
    assert.match(second ?? '', /The developer adds:\n\n```text\nHours come first\./);
    assert.match(third ?? '', /The developer rejected this change, although all checks pass: Say it in words\./);
    assert.match(third ?? '', /Hours come first\./);
    assert.match(result.stderr, /Next: correct\. Enter goes on/);
    assert.match(result.stderr, /Write this change\?[\s\S]*Write this change\?[\s\S]*Wrote src\/format\.ts/);
    assert.match(source(), /^\/\/ In words\./);
  });
});
