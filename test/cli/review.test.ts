import assert from 'node:assert/strict';
import { type CliResult, runArguments, runCli, runEndOf, temporaryFolder } from '../support/cli';
import { minutesDrafts } from '../support/minutes-script';
import { type ScriptedReply, type SeenRequest, startModelServer } from '../support/model-server';
import { makeRunnerWorkspace, removeWorkspace } from '../support/runner-workspaces';

const { right } = minutesDrafts('.js');
const write = (text: string): ScriptedReply => ({ text: `\`\`\`ts src/format.ts\n${text}\`\`\`\n` });
const COMMENT = '// Rounds towards zero.\n';
const objection = {
  accept: false,
  findings: [
    { severity: 'misses-request', path: 'src/format.ts', line: 1, what: 'Rounding is not said.', why: 'Asked.' },
  ],
};

describe('a second mind, through the built command line', function () {
  this.timeout(120_000);
  let workspace: string;
  before(() => {
    workspace = makeRunnerWorkspace('node:test');
  });
  after(() => removeWorkspace(workspace));

  async function run(
    script: (request: SeenRequest) => ScriptedReply,
    provider: 'openai' | 'anthropic',
    ...more: readonly string[]
  ): Promise<CliResult & { readonly requests: readonly SeenRequest[] }> {
    const server = await startModelServer({ script });
    const state = temporaryFolder('state');
    const baseUrl = provider === 'openai' ? server.openAiBaseUrl : server.anthropicBaseUrl;
    try {
      const target = { workspace, provider, model: 'm', baseUrl, stateDir: state.path } as const;
      const env = { OPENAI_API_KEY: 'none', ANTHROPIC_API_KEY: 'sk-ant-test-key' };
      const result = await runCli(runArguments(target, '--json', ...more), env);
      return { ...result, requests: server.requests };
    } finally {
      state.remove();
      await server.close();
    }
  }

  for (const provider of ['openai', 'anthropic'] as const)
    it(`sends a green change back once, with ${provider} and another model for the review`, async () => {
      let written = 0;
      const { code, stderr, requests, events } = await run(
        ({ output, messages }) => {
          if (output?.name !== 'review') return write(++written === 1 ? right : COMMENT + right);
          const isDone = messages[0]?.text.includes('+// Rounds towards zero.');
          return { text: JSON.stringify(isDone ? { accept: true, findings: [] } : objection) };
        },
        provider,
        ...['--review', 'always', '--reviewer-model', 'second'],
      );
      assert.equal(code, 0, stderr);
      assert.deepEqual(
        requests.map(({ model }) => model),
        ['m', 'second', 'm', 'second'],
      );
      const [change] = events.flatMap((event) => (event.type === 'candidate' ? event.changes : [])).slice(-1);
      assert.ok(change?.after?.startsWith(COMMENT), stderr);
      assert.match(stderr, /misses-request Rounding is not said/);
    });

  it('accepts the green change when the reviewer fails, or objects to the end', async () => {
    const failing = await run(
      ({ output }) => (output ? { fault: 'status', status: 401, message: 'no' } : write(right)),
      'openai',
      ...['--review', 'always'],
    );
    assert.equal(failing.code, 0, failing.stderr);
    assert.match(runEndOf(failing).message, /Not reviewed: /);
    const stubborn = await run(
      ({ output }) => (output ? { text: JSON.stringify(objection) } : write(right)),
      'openai',
      ...['--review', 'always'],
    );
    assert.equal(stubborn.code, 0, stubborn.stderr);
    assert.match(runEndOf(stubborn).message, /A reviewer objects, and no later change was better/);
  });
});
