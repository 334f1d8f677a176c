import assert from 'node:assert/strict';
import { runArguments, runCli, runEndOf, temporaryFolder } from '../support/cli';
import { minutesDrafts } from '../support/minutes-script';
import { startModelServer } from '../support/model-server';
import { makeRunnerWorkspace, removeWorkspace } from '../support/runner-workspaces';

const { right, unpadded } = minutesDrafts('.js');
const whole = (text: string) => `\`\`\`ts src/format.ts\n${text}\`\`\`\n`;

describe('branches and a stronger model, through the built command line', function () {
  this.timeout(120_000);

  it('begins with several candidates, and turns to the stronger model where nothing helps', async () => {
    const workspace = makeRunnerWorkspace('node:test');
    const state = temporaryFolder('state');
    const server = await startModelServer({
      script: ({ model, messages }) => {
        const asked = messages.at(-1)?.text ?? '';
        if (asked.includes('Answer with a numbered list only')) return { text: '1. A table.\n2. A loop.' };
        return { text: whole(model === 'large' ? right : unpadded) };
      },
    });
    try {
      const target = {
        workspace,
        provider: 'openai',
        model: 'small',
        baseUrl: server.openAiBaseUrl,
        stateDir: state.path,
      } as const;
      const options = ['--json', '--branches', '2', '--stronger-model', 'large'];
      const result = await runCli(runArguments(target, ...options), { OPENAI_API_KEY: 'none' });
      assert.equal(result.code, 0, result.stderr);
      assert.equal(runEndOf(result).reason, 'verified');
      const models = server.requests.map(({ model }) => model);
      assert.deepEqual([models.at(0), models.at(-1)], ['small', 'large']);
      const candidates = result.events.flatMap((event) => (event.type === 'candidate' ? [event.branch?.place] : []));
      assert.deepEqual(candidates.slice(0, 2), [1, 2]);
      assert.match(result.stderr, /iteration 2, candidate 2 of 2 of branch 1/);
      assert.match(result.stderr, /escalate.*a stronger model, after \d+ attempts? of this one/);
    } finally {
      await server.close();
      state.remove();
      removeWorkspace(workspace);
    }
  });
});
