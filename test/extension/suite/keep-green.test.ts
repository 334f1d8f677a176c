import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { TestReport, TestTarget } from '../../../src/engine/contract/test-run';
import type { RunResult } from '../../../src/engine/engine';
import { spendingFolder, userStateDir } from '../../../src/engine/journal/state-folder';
import { systemClock } from '../../../src/engine/platform/clock';
import { openDaySpending } from '../../../src/engine/run/limits/day-spending';
import type { Review } from '../../../src/shell/actions/review/review';
import { createRunTask } from '../../../src/shell/actions/run-task';
import type { ActiveRun, RunRequest, Runs } from '../../../src/shell/actions/runs';
import { createPrepareFix } from '../../../src/shell/actions/start/prepare-fix';
import type { Shown } from '../../../src/shell/tests/explorer/known-reports';
import type { RunTestsOptions } from '../../../src/shell/tests/explorer/run-handler';
import { createKeepGreen } from '../../../src/shell/tests/keep-green/keep-green';
import { theFolder, until, uriOf, write } from './test-folder';

const path = 'shell-tests/t.test.ts';
const reportOf = (...failing: string[]): TestReport => ({
  command: 'npm test',
  runner: 'node:test',
  exitCode: failing.length,
  executed: 2,
  passed: 2 - failing.length,
  tests: ['up', 'down'].map((name) => ({ name, path, status: failing.includes(name) ? 'failed' : 'passed' })),
  failed: failing.map((name) => ({ name, path, message: 'wrong' })),
  errors: [],
  output: '',
  ms: 5,
});
const GREEN = reportOf();

interface Prepared {
  readonly targets: readonly TestTarget[];
  readonly signal: AbortSignal;
  finish(fix: Review | undefined): void;
}

/** Keep green over tests whose next results are given; `file` is what is saved. */
function keepGreen(file: string) {
  const shown = new vscode.EventEmitter<Shown>();
  const asked: RunTestsOptions[] = [];
  const prepared: Prepared[] = [];
  const withdrawn: string[] = [];
  const state = { isOn: true, fits: true, continuous: false, next: GREEN, known: undefined as TestReport | undefined };
  const show = (now: TestReport, onSave = false) => {
    const before = state.known;
    state.known = now;
    shown.fire({ folder: theFolder(), before, now, onSave });
  };
  const keeping = createKeepGreen({
    explorer: { onDidShow: shown.event, reportOf: () => state.known, runsOnSave: () => state.continuous },
    runTests: async (_, options = {}) => {
      asked.push(options);
      show(state.next, true);
      return state.next;
    },
    isOn: () => state.isOn,
    prepare: (_, targets, signal) =>
      new Promise((finish) => {
        prepared.push({ targets, signal, finish });
      }),
    fits: async () => state.fits,
    withdraw: async ({ runId }) => void withdrawn.push(runId),
    quietMs: 30,
  });
  const save = async (next: TestReport) => {
    state.next = next;
    const count = asked.length;
    const editor = await vscode.window.showTextDocument(uriOf(file));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// \n'));
    await editor.document.save();
    if (state.isOn && !state.continuous) await until(() => asked.length > count);
  };
  return { state, asked, prepared, withdrawn, save, show, dispose: () => keeping.dispose() };
}

const fix = { runId: 'fix', changes: [] } as unknown as Review;
const names = ({ targets }: Prepared) => targets.map(({ name }) => name);

describe('keep green', () => {
  let keeping: ReturnType<typeof keepGreen>;
  // VS Code remembers the text of a deleted file for a while: each test has a file of its own.
  let file = '';
  let count = 0;
  beforeEach(async () => {
    count += 1;
    file = `kept${count}.ts`;
    await write(file, 'one\n');
    keeping = keepGreen(file);
  });
  afterEach(async () => {
    keeping.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uriOf('.'), { recursive: true });
  });

  it('learns at the first save what is green, and has a fix prepared for what a later one turns red', async () => {
    const { save, asked, prepared } = keeping;
    await save(reportOf('down'));
    await save(reportOf('up', 'down'));
    await until(() => prepared.length === 1);
    assert.deepEqual(
      asked.map(({ changed, onSave }) => [changed?.paths, onSave]),
      [
        [undefined, true],
        [[`shell-tests/${file}`], true],
      ],
    );
    assert.deepEqual(prepared.map(names), [['up']]);
  });

  it('asks nothing while it is off, or where tests pass', async () => {
    const { save, asked, prepared, state } = keeping;
    await save(GREEN);
    await save(GREEN);
    state.isOn = false;
    await save(reportOf('up'));
    await delay(400);
    assert.deepEqual([asked.length, prepared.length], [2, 0]);
  });

  it('ends what it prepares at the next save, and prepares one that fits it', async () => {
    const { save, prepared, withdrawn } = keeping;
    await save(GREEN);
    await save(reportOf('up'));
    await until(() => prepared.length === 1);
    await save(reportOf('up', 'down'));
    assert.equal(prepared[0]?.signal.aborted, true);
    prepared[0]?.finish(fix);
    await until(() => prepared.length === 2);
    assert.deepEqual([prepared.map(names), withdrawn], [[['up'], ['up', 'down']], ['fix']]);
  });

  it('ends what it prepares when the tests pass again, also where the person ran them', async () => {
    const { save, show, prepared } = keeping;
    await save(GREEN);
    await save(reportOf('up'));
    await until(() => prepared.length === 1);
    show(GREEN);
    assert.equal(prepared[0]?.signal.aborted, true);
  });

  it('keeps an offer that fits, and takes it back when the tests pass without it', async () => {
    const { save, prepared, withdrawn } = keeping;
    await save(GREEN);
    await save(reportOf('up'));
    await until(() => prepared.length === 1);
    prepared[0]?.finish(fix);
    await save(reportOf('up'));
    await delay(100);
    assert.deepEqual([prepared.length, withdrawn], [1, []]);
    await save(GREEN);
    await until(() => withdrawn.length === 1);
  });

  it('takes back an offer that fits no more, and prepares another', async () => {
    const { save, prepared, withdrawn, state } = keeping;
    await save(GREEN);
    await save(reportOf('up'));
    await until(() => prepared.length === 1);
    prepared[0]?.finish(fix);
    state.fits = false;
    await save(reportOf('up'));
    await until(() => prepared.length === 2);
    assert.deepEqual(withdrawn, ['fix']);
  });

  it('leaves the tests to the continuous run where there is one, and nothing to a run by hand', async () => {
    const { save, show, prepared, asked, state } = keeping;
    state.continuous = true;
    show(GREEN);
    await save(GREEN);
    show(reportOf('up'));
    await delay(100);
    assert.deepEqual([asked.length, prepared.length], [0, 0]);
    show(GREEN);
    show(reportOf('up'), true);
    await until(() => prepared.length === 1);
  });
});

describe('a fix that is prepared in the background', () => {
  const MODEL = { provider: 'openai', model: 'm', prices: { m: { input: 1, output: 1 } } };
  const KEY = 'sk-0123456789abcdef';
  const config = () => vscode.workspace.getConfiguration('loopcraft');
  const set = async (values: Readonly<Record<string, unknown>>) => {
    for (const [key, value] of Object.entries(values))
      await config().update(key, value, vscode.ConfigurationTarget.Global);
  };
  const log = vscode.window.createOutputChannel('Keep green', { log: true });
  const change = { path: 'shell-tests/a.ts', before: 'a\n', after: 'b\n' };
  const result = { runId: 'r', outcome: 'succeeded', reason: 'verified', changes: [change], message: '' };
  const { showInformationMessage } = vscode.window;
  const said: string[] = [];
  let started: RunRequest[] = [];
  let waiting: Review[] = [];
  let active: ActiveRun | undefined;
  let end: (ended: Partial<RunResult>) => void = () => undefined;
  const runs = {
    activeIn: () => active,
    start: (request: RunRequest) => {
      started.push(request);
      active = { isBackground: request.isBackground } as ActiveRun;
      return new Promise((resolve) => {
        end = (ended) => {
          active = undefined;
          resolve({ ...result, ...ended });
        };
      });
    },
    cancel: () => end({ outcome: 'cancelled', reason: 'cancelled', changes: [] }),
    stop: async () => end({ outcome: 'cancelled', reason: 'cancelled', changes: [] }),
  } as unknown as Runs;
  const prepare = (key?: string) =>
    createPrepareFix({
      runs,
      reviews: { wait: (review) => void waiting.push(review) },
      history: { find: () => undefined },
      secrets: { read: async () => key, write: async () => undefined, remove: async () => undefined },
      runTask: async () => undefined,
      log,
    });
  const go = (one: ReturnType<typeof prepare>, signal = new AbortController().signal) =>
    one(theFolder(), [{ name: 'up', path }], signal);
  beforeEach(() => {
    started = [];
    waiting = [];
    said.length = 0;
    active = undefined;
    Object.assign(vscode.window, { showInformationMessage: async (text: string) => void said.push(text) });
  });
  afterEach(async () => {
    Object.assign(vscode.window, { showInformationMessage });
    await set({ provider: undefined, model: undefined, prices: undefined, autonomy: undefined });
  });

  it('is an ordinary run that asks nothing, whose change waits and is never applied', async () => {
    await set({ ...MODEL, autonomy: 'apply-when-verified' });
    const ended = go(prepare(KEY));
    await until(() => started.length === 1);
    assert.deepEqual([started[0]?.isBackground, started[0]?.task.targets], [true, [{ name: 'up', path }]]);
    end({});
    assert.equal((await ended)?.runId, 'r');
    assert.deepEqual([waiting.map(({ runId }) => runId), said], [['r'], []]);
  });

  it('is none where it is not verified, or where it was ended', async () => {
    await set(MODEL);
    const unsolved = go(prepare(KEY));
    await until(() => started.length === 1);
    end({ reason: 'stalled', outcome: 'unsolved' });
    assert.equal(await unsolved, undefined);
    const abort = new AbortController();
    const ended = go(prepare(KEY), abort.signal);
    await until(() => started.length === 2);
    abort.abort();
    assert.deepEqual([await ended, waiting], [undefined, []]);
  });

  it('is not started without a model or a key, beside another run, or twice told why', async () => {
    const one = prepare();
    await go(one);
    await go(one);
    await set({ provider: 'openai', model: 'gpt-4.1' });
    await go(one);
    await go(one);
    assert.match(said.join('|'), /^[^|]*no model is chosen[^|]*\|[^|]*no API key for OpenAI[^|]*$/);
    active = {} as ActiveRun;
    await go(prepare(KEY));
    assert.deepEqual(started, []);
  });

  it('asks for no key, neither for the model nor for those beside it', async () => {
    const { showInputBox, showQuickPick } = vscode.window;
    const asked: string[] = [];
    const ask = async (...[first, second]: readonly { title?: string }[]) =>
      void asked.push(first?.title ?? second?.title ?? 'without a title');
    Object.assign(vscode.window, { showInputBox: ask, showQuickPick: ask });
    const price = { input: 1, output: 1 };
    try {
      await set({ ...MODEL, prices: { m: price, f: price, p: price, e: price } });
      await set({ fallbackModels: ['anthropic/f'], plannerModel: 'anthropic/p', 'learning.embeddings': 'e' });
      await go(prepare());
      assert.deepEqual([started.length, asked], [0, []], 'a model without a key is not asked');
      const ended = go(prepare(KEY));
      await until(() => started.length === 1);
      end({});
      await ended;
      assert.deepEqual(asked, []);
    } finally {
      Object.assign(vscode.window, { showInputBox, showQuickPick });
      await set({ fallbackModels: undefined, plannerModel: undefined, 'learning.embeddings': undefined });
    }
  });

  it('is not started once the limit of the day is spent, which no message tells because only time helps', async () => {
    const state = await mkdtemp(join(tmpdir(), 'loopcraft-spent-'));
    const { XDG_STATE_HOME } = process.env;
    process.env.XDG_STATE_HOME = state;
    try {
      openDaySpending(spendingFolder(userStateDir(process.env)), systemClock, assert.fail)
        .reserve(0.02)
        .settle(0.02);
      await set({ ...MODEL, 'limits.maxCostPerDayUsd': 0.01 });
      await go(prepare(KEY));
      assert.deepEqual([started, said], [[], []]);
    } finally {
      if (XDG_STATE_HOME === undefined) delete process.env.XDG_STATE_HOME;
      else process.env.XDG_STATE_HOME = XDG_STATE_HOME;
      await set({ 'limits.maxCostPerDayUsd': undefined });
      await rm(state, { recursive: true, force: true });
    }
  });

  it('gives way to a run that the person starts', async () => {
    await set(MODEL);
    const ended = go(prepare(KEY));
    await until(() => started.length === 1);
    const history = { runs: () => [], find: () => undefined };
    const runTask = createRunTask({ runs, history, reviews: {}, secrets: { read: async () => KEY }, log } as never);
    const stopped = new AbortController();
    stopped.abort();
    await runTask({
      folder: theFolder(),
      task: started[0]?.task as never,
      untitled: new Map(),
      signal: stopped.signal,
    });
    assert.equal(await ended, undefined);
  });
});
