import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseUrlFor, runArguments, runCli, runEndOf, temporaryFolder } from '../support/cli';
import { minutesDrafts } from '../support/minutes-script';
import { type Script, type SeenRequest, startModelServer } from '../support/model-server';
import type { ScriptedCall } from '../support/model-server/types';
import { makeRunnerWorkspace, removeWorkspace, writeFiles } from '../support/runner-workspaces';

const KEYS = { openai: 'OPENAI_API_KEY', anthropic: 'ANTHROPIC_API_KEY' } as const;
/** What the task can't be solved without, in a file that nothing leads to. */
const RULE = 'below ten, a leading zero';
const FILES = {
  'house/style/zebra.md': `The zebra convention\n\nis: ${RULE}.\n`,
  'house/zoo.ts': 'export function zoo(): string {\n  return "closed";\n}\n',
};

const write = (draft: string) => ({ text: `\`\`\`ts src/format.ts\n${draft}\`\`\`\n` });
const answersTo = ({ messages }: SeenRequest) => messages.at(-1)?.toolResults?.map(({ text }) => text) ?? [];

/** A model that knows only what it is shown: it looks for the rule, and without tools it guesses wrongly. */
const looking: Script = (request) => {
  const { right, unpadded } = minutesDrafts('.js');
  const call = (...toolCalls: ScriptedCall[]) => ({ text: 'Let me look.', toolCalls, chunkSize: 7 });
  if (request.text.includes(RULE)) return write(right);
  if (request.tools.length === 0) return write(unpadded);
  const [answer] = answersTo(request);
  if (answer === undefined) return call({ name: 'list_files', input: {} });
  const path = /^(\S+zebra\.md):/m.exec(answer)?.[1];
  if (path === undefined) return call({ name: 'search_text', input: { text: 'zebra', path: 'house' } });
  return call(
    { name: 'read_file', input: { path } },
    { name: 'read_file', input: { path: '.env' } },
    { name: 'run_test', input: { path: 'test/format.test.ts' } },
  );
};

describe('a task that needs a file which the prompt does not show', function () {
  this.timeout(120_000);

  async function runWith(provider: 'openai' | 'anthropic', script: Script, ...more: string[]) {
    const server = await startModelServer({ script });
    const workspace = makeRunnerWorkspace('node:test');
    const state = temporaryFolder('state');
    writeFiles(workspace, { ...FILES, '.env': 'SECRET=hunter2\n' });
    try {
      const target = { task: 'Write formatMinutes', workspace, provider, model: 'm', stateDir: state.path };
      const baseUrl = baseUrlFor(provider, server);
      const result = await runCli(runArguments({ ...target, baseUrl }, '--json', ...more), {
        [KEYS[provider]]: 'key-0123456789',
      });
      const journals = readdirSync(join(state.path, 'runs')).filter((name) => name.endsWith('.jsonl'));
      const journal = journals.map((name) => readFileSync(join(state.path, 'runs', name), 'utf8')).join('');
      return { result, journal, requests: server.requests };
    } finally {
      removeWorkspace(workspace);
      state.remove();
      await server.close();
    }
  }

  for (const provider of ['openai', 'anthropic'] as const) {
    it(`is solved by looking: ${provider}`, async () => {
      const { result, journal, requests } = await runWith(provider, looking);
      const end = runEndOf(result);
      assert.deepEqual([end.reason, end.iterations], ['verified', 1], result.stderr);

      const calls = result.events.flatMap((event) => (event.type === 'tool-call' ? [event.tool] : []));
      assert.deepEqual(calls, ['list_files', 'search_text', 'read_file', 'read_file', 'run_test']);
      const results = result.events.flatMap((event) => (event.type === 'tool-result' ? [event] : []));
      assert.deepEqual(
        results.map(({ id, ok }) => [id, ok]),
        [
          [1, true],
          [2, true],
          [3, true],
          [4, false],
          [5, true],
        ],
      );
      assert.match(result.stderr, /looks: search_text, \d+ lines? with "zebra" in house/);
      assert.match(result.stderr, /looks: read_file, house\/style\/zebra\.md, lines 1-3 of 3/);
      assert.match(results[4]?.text ?? '', /^test\/format\.test\.ts: [\s\S]*3 failed[\s\S]*pads the minutes/);
      assert.match(result.stderr, /looks in vain: read_file, `\.env` is not shown/);
      assert.match(journal, /"type":"tool-result","id":3,/);
      for (const text of [journal, ...requests.map((request) => request.text)]) assert.doesNotMatch(text, /hunter2/);

      const [first] = requests;
      assert.equal(requests.length, 4);
      for (const { system, messages, tools } of requests)
        assert.deepEqual([system, messages[0], tools], [first?.system, first?.messages[0], first?.tools]);
    });
  }

  it('is not solved without tools, whose requests are as if there were none', async () => {
    const { result, requests } = await runWith('openai', looking, '--no-tools', '--max-iterations', '2');
    assert.notEqual(runEndOf(result).outcome, 'succeeded');
    for (const { tools, body } of requests) {
      assert.deepEqual(tools, []);
      assert.ok(!('tools' in (body as object)));
    }
  });
});
