import assert from 'node:assert/strict';
import type { Strategy } from '../../src/engine/contract/events';
import { runArguments, runCli, temporaryFolder } from '../support/cli';
import { minutesDrafts } from '../support/minutes-script';
import { type SeenRequest, startModelServer } from '../support/model-server';
import { recordBest } from '../support/record-best';
import { makeRunnerWorkspace, removeWorkspace, writeFiles } from '../support/runner-workspaces';

const RIGHT = `\`\`\`ts src/format.ts\n${minutesDrafts('').right}\`\`\`\n`;
const stripes = Array.from({ length: 400 }, (_, at) => {
  return `/** Stripe ${at} of the flag. */\nexport function stripe${at}(): string {\n  return 'colour ${at}';\n}\n`;
});
const FILES = {
  'lib/zebra.ts': "export function zebra(): string {\n  return 'black and white';\n}\n",
  'lib/flag.ts': stripes.join('\n'),
};

describe('a reply that asks for code', function () {
  this.timeout(240_000);

  /** The prompts of a run whose first reply, or whose plan, is this one. */
  async function promptsAfter(reply: string, strategy: Strategy = 'direct'): Promise<readonly SeenRequest[]> {
    const server = await startModelServer({ script: ({ index }) => ({ text: index === 0 ? reply : RIGHT }) });
    const workspace = makeRunnerWorkspace('vitest');
    const state = temporaryFolder('state');
    writeFiles(workspace, FILES);
    try {
      const baseUrl = server.openAiBaseUrl;
      await recordBest(strategy, { workspace, stateDir: state.path });
      const result = await runCli(runArguments({ workspace, baseUrl, stateDir: state.path }, '--json', '--no-explore'));
      assert.equal(result.code, 0, result.stderr);
      const chosen = result.events.find((event) => event.type === 'strategy');
      assert.equal(chosen?.type === 'strategy' && chosen.strategy, strategy);
      return server.requests;
    } finally {
      removeWorkspace(workspace);
      state.remove();
      await server.close();
    }
  }

  it('gets a file that the first prompt does not show, and keeps the beginning byte for byte', async () => {
    const [first, second] = await promptsAfter('Please show me `lib/zebra.ts`.');
    assert.ok(first && second);
    assert.doesNotMatch(first.text, /black and white/);
    assert.match(second.messages.at(-1)?.text ?? '', /## lib\/zebra\.ts\n[\s\S]*black and white/);
    assert.deepEqual([second.system, second.messages[0]], [first.system, first.messages[0]]);
  });

  it('gets the declaration of a name', async () => {
    const [, second] = await promptsAfter('I would need the definition of `stripe250` first.');
    const asked = second?.messages.at(-1)?.text ?? '';
    assert.match(asked, /colour 250/);
    assert.doesNotMatch(asked, /colour 2[0-4]9/);
  });

  it('gets the place that it names of a file that is too long', async () => {
    const [, second] = await promptsAfter('Can I see lib/flag.ts:1501?');
    assert.match(second?.messages.at(-1)?.text ?? '', /## lib\/flag\.ts \(excerpt[\s\S]*colour 300'/);
  });

  it('hears that a file does not exist, and which one has a similar name', async () => {
    const [, second] = await promptsAfter('Show me src/zebra.ts and src/nothing.ts, please.');
    const asked = second?.messages.at(-1)?.text ?? '';
    assert.match(asked, /## src\/zebra\.ts\n\nThere is no such file in the workspace\.[^\n]* lib\/zebra\.ts\./);
    assert.match(asked, /## src\/nothing\.ts\n\nThere is no such file in the workspace\.\n/);
  });

  it('gets what its plan names', async () => {
    const [, second] = await promptsAfter('I will look at lib/flag.ts:1501 and change `zebra`.', 'plan-first');
    const asked = second?.messages.at(-1)?.text ?? '';
    assert.match(asked, /## lib\/flag\.ts \(excerpt[\s\S]*colour 300'/);
    assert.match(asked, /black and white/);
    assert.match(asked, /Now write the change/);
  });
});
