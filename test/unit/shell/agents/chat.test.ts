import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { RunResult } from '../../../../src/engine/engine';
import type { RunRecord } from '../../../../src/engine/journal/record';
import type { TaskRequest } from '../../../../src/shell/actions/run-task';
import { answerChat, type ChatDeps } from '../../../../src/shell/agents/chat';

const signal = new AbortController().signal;
const FOLDER = { name: 'app', index: 0, uri: { fsPath: '/work/app' } } as unknown as vscode.WorkspaceFolder;
const ENDED: RunResult = {
  runId: 'r1',
  outcome: 'succeeded',
  reason: 'verified',
  message: 'Green',
  next: '',
  changes: [],
};
const RUN: RunRecord = {
  runId: 'abc-1',
  startedAt: '2026-11-01T10:00:00.000Z',
  workspace: '/work/app',
  task: {
    kind: 'generate',
    text: 'Parse <img src=x> [dates](http://evil)',
    files: [],
    hints: ['in UTC'],
    allow: { tests: false, config: false },
  },
  provider: 'openai',
  model: 'm',
  state: 'ended',
  strategy: { type: 'strategy', strategy: 'direct', why: 'Tried straight away', runId: 'abc-1', at: '' } as never,
  iterations: [1, 2].map((iteration) => ({
    iteration,
    steps: [
      { kind: 'verdict', label: 'Types failed', detail: `TS2322 *here* ${iteration}`, state: 'failed' },
      { kind: 'decision', label: 'Next: ask for a correction', detail: 'a new error', state: 'ok' },
    ],
  })),
  hints: ['mind leap years'],
  outcome: 'unsolved',
  reason: 'stalled',
  message: 'stalled',
  calls: 2,
  inputTokens: 10,
  outputTokens: 5,
  costUsd: 0.01,
  priced: true,
  ms: 1000,
  files: ['src/a.ts'],
  changes: [],
};

interface Scene extends Partial<ChatDeps> {
  readonly result?: RunResult | undefined;
  readonly progress?: readonly string[];
}

/** Asks the participant with a fake response stream. */
async function ask(command: string | undefined, prompt: string, scene: Scene = {}) {
  const said: string[] = [];
  const steps: string[] = [];
  const buttons: string[] = [];
  const requests: TaskRequest[] = [];
  const deps: ChatDeps = {
    isTrusted: () => true,
    folder: async () => FOLDER,
    focus: () => ({ files: ['src/a.ts', 'test/a.test.ts'], selection: undefined }),
    async run(request) {
      requests.push(request);
      for (const text of scene.progress ?? []) request.onProgress?.(text);
      return 'result' in scene ? scene.result : ENDED;
    },
    endOf: ({ message }) => message,
    runs: () => [],
    ...scene,
  };
  const stream = {
    progress: (text: string) => void steps.push(text),
    markdown: (text: string) => void said.push(text),
    button: ({ command: id }: { readonly command: string }) => void buttons.push(id),
  };
  await answerChat({ command, prompt }, deps, stream, signal);
  return { said: said.join('\n'), steps, buttons, requests };
}

describe('@loopcraft in the chat', () => {
  it('generates with what the person attached, and may change tests only where they say so', async () => {
    for (const command of ['generate', undefined]) {
      const { said, buttons, requests } = await ask(command, ' parse ISO dates ');
      const [request] = requests;
      assert.equal(said, 'Green');
      assert.deepEqual(buttons, ['loopcraft.reviewChanges', 'loopcraft.history.focus']);
      assert.equal(request?.task.text, 'parse ISO dates');
      assert.deepEqual(request?.task.files, ['src/a.ts', 'test/a.test.ts']);
      assert.deepEqual(request?.task.allow, { tests: false, config: false });
      assert.equal(request?.signal, signal, 'stopping the answer cancels the run');
    }
    const { requests } = await ask('generate', 'update the tests of parse');
    assert.equal(requests[0]?.task.allow.tests, true);
  });

  it('fixes everything that fails, with the person’s words as a hint', async () => {
    const { requests } = await ask('fix', 'the fixture is right');
    assert.deepEqual([requests[0]?.task.kind, requests[0]?.task.hints], ['fix', ['the fixture is right']]);
    assert.equal((await ask('fix', '')).requests[0]?.task.hints, undefined);
  });

  it('tells each step of the run once, however much is counted', async () => {
    const progress = ['asking the model', 'tests: 1 run, 0 failed', 'tests: 20 run, 0 failed', 'reading the reply'];
    const { steps } = await ask('generate', 'x', { progress });
    assert.deepEqual(steps, [progress[0], progress[1], progress[3]]);
  });

  it('says why nothing was started, and starts nothing without words, trust or a folder', async () => {
    const none = await ask('generate', 'x', { result: undefined });
    assert.match(none.said, /No run was started/);
    for (const [prompt, scene, words] of [
      ['', {}, /Say what the code should do/],
      ['x', { isTrusted: () => false }, /Trust the workspace/],
      ['x', { folder: async () => undefined }, /Open a folder/],
    ] as const) {
      const { said, requests } = await ask('generate', prompt, scene);
      assert.match(said, words);
      assert.deepEqual(requests, []);
    }
  });

  it('offers no review where nothing is to accept', async () => {
    const result: RunResult = { ...ENDED, outcome: 'unsolved', reason: 'stalled', message: 'Not *solved*' };
    const { said, buttons } = await ask('fix', '', { result });
    assert.equal(said, 'Not \\*solved\\*');
    assert.deepEqual(buttons, ['loopcraft.history.focus']);
  });

  it('explains the last run or the one of an id, and renders nothing of its texts', async () => {
    const runs = () => [RUN];
    for (const id of ['', 'last', 'abc']) {
      const { said, requests } = await ask('explain-run', id, { runs });
      assert.match(said, /Parse \\<img src=x\\> \\\[dates\\\]/);
      assert.match(said, /Not solved after 2 tries: they bring nothing new/);
      assert.match(said, /^- Try 2\\?\. Types failed: TS2322 \\\*here\\\* 2/m);
      assert.match(said, /Next: ask for a correction/);
      assert.doesNotMatch(said, /a new error/, 'how moves were weighed says nothing to the person');
      assert.match(said, /You added: in UTC; mind leap years/);
      assert.match(said, /Changed files: src\/a\\\.ts/);
      assert.deepEqual(requests, [], 'explaining asks no model');
    }
    assert.match((await ask('explain-run', 'zzz', { runs })).said, /No run has the id zzz/);
    assert.match((await ask('explain-run', '')).said, /no run in this workspace yet/);
    assert.match((await ask('explain-run', '', { runs: () => [{ ...RUN, state: 'running' }] })).said, /in progress/);
  });
});
