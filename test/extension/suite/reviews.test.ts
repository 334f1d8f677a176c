import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Change, EventOf } from '../../../src/engine/contract/events';
import type { Verdict } from '../../../src/engine/contract/verdict';
import type { Proposal, ProposedFiles } from '../../../src/engine/run/check/verify-once';
import { noticeEdits } from '../../../src/shell/actions/accept/notice-edits';
import { revertChanges } from '../../../src/shell/actions/accept/revert';
import { acceptOnly } from '../../../src/shell/actions/review/accept-only';
import { acceptSome } from '../../../src/shell/actions/review/accept-some';
import type { Review, Settled } from '../../../src/shell/actions/review/review';
import type { Reviews } from '../../../src/shell/actions/review/reviewing';
import { createReviews } from '../../../src/shell/actions/reviews';
import { createReviewCommands } from '../../../src/shell/commands/review-commands';
import { createHistory } from '../../../src/shell/history';
import { createDocuments, type Documents } from '../../../src/shell/views/documents';
import { read, theFolder, until, uriOf, write } from './test-folder';

const START: EventOf<'run-start'> = {
  type: 'run-start',
  version: 1,
  task: { kind: 'generate', text: 'a task', files: [], allow: { tests: false, config: false } },
  workspace: '',
  provider: 'scripted',
  model: 'm',
  limits: { maxIterations: 1, maxCalls: 1, maxTokens: 1, maxCostUsd: 1, maxCostPerDayUsd: 1, timeoutMs: 1 },
  runId: 'run-1',
  at: '2026-11-26T10:00:00.000Z',
};

const GREEN: Verdict = { ok: true, stage: 'integrity', evidence: [], failingTests: 0, summary: 'Green' };

const reviewOf = (changes: readonly Change[], more: Partial<Review> = {}): Review => ({
  id: 'run-1',
  runId: 'run-1',
  title: 'Loopcraft: a task',
  folder: theFolder(),
  changes,
  acceptable: true,
  untitled: new Map(),
  runAgain: () => undefined,
  goOn: () => undefined,
  ...more,
});

describe('reviewing a change', () => {
  let changes: readonly Change[] = [];
  let documents: Documents;
  let provider: vscode.TextDocumentContentProvider;
  let reviews: Reviews;
  const settled: Settled[] = [];
  const verified: ProposedFiles[] = [];
  const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const hasDiff = () => tabs().some(({ label }) => label.startsWith('Loopcraft: a task'));
  const review = (more: Partial<Review> = {}) => reviewOf(changes, more);
  before(() => {
    const log = vscode.window.createOutputChannel('Reviews', { log: true });
    // The installed extension answers for the same scheme: these documents are asked directly.
    const { registerTextDocumentContentProvider } = vscode.workspace;
    Object.assign(vscode.workspace, {
      registerTextDocumentContentProvider: (_: string, registered: vscode.TextDocumentContentProvider) => {
        provider = registered;
        return { dispose: () => undefined };
      },
    });
    documents = createDocuments((id) => (id.includes('+') ? undefined : changes));
    Object.assign(vscode.workspace, { registerTextDocumentContentProvider });
    const none = { problem: { kind: 'no-results', message: 'none' } } as const;
    const verify = async (change: Proposal) => {
      if (typeof change !== 'string') verified.push(change);
      return { verdict: GREEN, files: [], ms: 1 };
    };
    const engine = { types: async () => none, verify };
    const history = { find: () => ({ task: START.task }) as never };
    reviews = createReviews(documents, log, { of: () => engine as never }, history);
    reviews.onDidSettle((end) => settled.push(end));
  });
  beforeEach(async () => {
    settled.length = 0;
    await write('r1.ts', 'one\n');
    await write('r2.ts', 'two\n');
    changes = [
      { path: 'shell-tests/r1.ts', before: 'one\n', after: '1\n' },
      { path: 'shell-tests/r2.ts', before: 'two\n', after: '2\n' },
      { path: 'shell-tests/r3.ts', before: null, after: 'new\n' },
    ];
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uriOf('.'), { recursive: true });
  });
  after(() => reviews.dispose());

  it('waits while the person types, and is shown when they ask for it', async () => {
    const editor = await vscode.window.showTextDocument(uriOf('r1.ts'));
    const since = Date.now();
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'x'));
    assert.equal(await reviews.offer(review(), since), false);
    assert.equal(vscode.window.activeTextEditor?.document.uri.path, uriOf('r1.ts').path);
    assert.deepEqual([hasDiff(), reviews.waiting.all().length, reviews.current()?.runId], [false, 1, 'run-1']);
    await vscode.commands.executeCommand('undo');
    await reviews.open(review());
    await until(hasDiff);
    await reviews.discard(review());
    await until(() => !hasDiff());
    assert.deepEqual([reviews.waiting.all().length, settled[0]?.how], [0, 'discarded']);
  });

  it('is shown at once if nothing was typed, and accepting it twice is no error', async () => {
    const { showErrorMessage } = vscode.window;
    const errors: string[] = [];
    Object.assign(vscode.window, { showErrorMessage: async (text: string) => void errors.push(text) });
    try {
      assert.equal(await reviews.offer(review(), Date.now() + 1), true);
      await reviews.accept(review());
      await reviews.accept(review());
      await reviews.discard(review());
      assert.deepEqual([settled.map(({ how }) => how), errors], [['accepted'], []]);
      assert.equal(await read('r1.ts'), '1\n');
    } finally {
      Object.assign(vscode.window, { showErrorMessage });
    }
  });

  it('leaves out the files whose mark was taken off, after the rest was verified again', async () => {
    await write('k1.ts', 'one\n');
    await write('k2.ts', 'two\n');
    changes = changes.map((change) => ({ ...change, path: change.path.replace('/r', '/k') }));
    const three = review({ id: 'run-5', runId: 'run-5' });
    const taken = () => reviews.waiting.chosen(three).map(({ path }) => path);
    reviews.wait(three);
    reviews.waiting.choose(three, 'shell-tests/k2.ts', false);
    assert.deepEqual(taken(), ['shell-tests/k1.ts', 'shell-tests/k3.ts']);
    verified.length = 0;
    await reviews.accept(three);
    assert.deepEqual([verified.length, verified[0]?.files.has('shell-tests/k2.ts')], [1, false]);
    assert.deepEqual([await read('k1.ts'), await read('k2.ts'), await read('k3.ts')], ['1\n', 'two\n', 'new\n']);
    assert.equal(taken().length, 3, 'what is settled is forgotten');
  });

  it('opens the file of the workspace where its read-only side was opened', async () => {
    const other = review({ id: 'run-2', runId: 'run-2' });
    await reviews.open(other);
    const [change] = changes;
    assert.ok(change);
    const { after } = documents.sidesOf('run-2', change);
    assert.ok(after);
    await vscode.window.showTextDocument(after);
    await until(() => vscode.window.activeTextEditor?.document.uri.toString() === uriOf('r1.ts').toString());
    const isReadOnly = ({ input }: vscode.Tab) =>
      input instanceof vscode.TabInputText && input.uri.scheme === 'loopcraft';
    await until(() => !tabs().some(isReadOnly));
    await reviews.discard(other);
  });

  it('is merged with edits of other lines, verified again, and shown as a change that waits', async () => {
    const { showErrorMessage, showInformationMessage } = vscode.window;
    const asked: string[] = [];
    const told: string[] = [];
    const answer = async (text: string, ...choices: readonly string[]) => {
      asked.push(text);
      return choices.find((choice) => choice === 'Merge and Verify');
    };
    const tell = async (text: string) => void told.push(text);
    Object.assign(vscode.window, { showErrorMessage: answer, showInformationMessage: tell });
    try {
      const mine = 'one\ntwo\nthree\nfour\n// mine\n';
      await write('m1.ts', mine);
      changes = [{ path: 'shell-tests/m1.ts', before: 'one\ntwo\nthree\nfour\n', after: '1\ntwo\nthree\nfour\n' }];
      const merged = '1\ntwo\nthree\nfour\n// mine\n';
      await reviews.accept(review({ id: 'run-3' }));
      await until(() => told.length === 1);
      assert.match(asked.join(' | '), /^[^|]*m1\.ts changed after the run started[^|]*$/);
      assert.match(told[0] ?? '', /go together, and the result is verified/);
      assert.deepEqual(verified.at(-1)?.files, new Map([['shell-tests/m1.ts', merged]]));
      await until(hasDiff);
      assert.deepEqual([await read('m1.ts'), reviews.waiting.all().length], [mine, 1]);
      const shown = reviews.current();
      const [change] = shown?.changes ?? [];
      assert.ok(shown && change);
      const { before, after } = documents.sidesOf(shown.id, change);
      const { token } = new vscode.CancellationTokenSource();
      const texts = [before, after].map((uri) => uri && provider.provideTextDocumentContent(uri, token));
      assert.deepEqual(texts, [mine, merged]);

      await reviews.accept(shown);
      const saved = [{ path: 'shell-tests/m1.ts', text: merged, before: mine }];
      assert.deepEqual([await read('m1.ts'), settled.map((end) => end.saved)], [merged, [saved]]);
      await reviews.accept(review({ id: 'run-3' }));
      assert.equal(settled.length, 1, 'the change that was merged is accepted with it');
      assert.equal((await revertChanges(theFolder(), changes, { saved })).ok, true);
      assert.equal(await read('m1.ts'), mine, 'reverting keeps the edits of the person');

      asked.length = 0;
      await write('m2.ts', 'mine\ntwo\nthree\nfour\n');
      changes = changes.map((each) => ({ ...each, path: 'shell-tests/m2.ts' }));
      await reviews.accept(review({ id: 'run-4' }));
      await until(() => asked.length === 1);
      assert.deepEqual([await read('m2.ts'), settled.length], ['mine\ntwo\nthree\nfour\n', 1]);
    } finally {
      Object.assign(vscode.window, { showErrorMessage, showInformationMessage });
    }
  });
});

describe('accepting some files of a change', () => {
  const { showQuickPick, showWarningMessage } = vscode.window;
  const changes: Change[] = [
    { path: 'shell-tests/s1.ts', before: 'one\n', after: '1\n' },
    { path: 'shell-tests/s2.ts', before: null, after: 'new\n' },
  ];
  const accepted: Review[] = [];
  const verified: ProposedFiles[] = [];
  const asked: string[] = [];
  const task = START.task;
  let verdict: Verdict;
  let answer: string | undefined;
  const accept = async (paths: readonly string[]) => {
    for (const list of [accepted, verified, asked]) list.length = 0;
    Object.assign(vscode.window, {
      showWarningMessage: async (question: string, { detail }: { detail: string }) => {
        asked.push(`${question} ${detail}`);
        return answer;
      },
    });
    const verify = async (change: Proposal) => {
      if (typeof change !== 'string') verified.push(change);
      return { verdict, files: [], ms: 1 };
    };
    await acceptOnly(
      {
        accept: async (review) => void accepted.push(review),
        history: { find: () => ({ task }) as never },
        engines: { of: () => ({ verify }) },
      },
      reviewOf(changes),
      changes.filter(({ path }) => paths.includes(path)),
    );
    return accepted.map((review) => [review.changes.map(({ path }) => path), review.red]);
  };
  after(() => void Object.assign(vscode.window, { showQuickPick, showWarningMessage }));

  it('verifies the rest again, and writes it where it is green', async () => {
    verdict = GREEN;
    assert.deepEqual(await accept(['shell-tests/s1.ts']), [[['shell-tests/s1.ts'], undefined]]);
    assert.deepEqual(verified, [{ files: new Map([['shell-tests/s1.ts', '1\n']]), task }]);
  });

  it('takes the marks in the list and in the tree for the same', async () => {
    const taken: Review[] = [];
    const leftOut = new Set(['shell-tests/s2.ts']);
    const picks: (readonly vscode.QuickPickItem[] | undefined)[] = [];
    const reviews = {
      accept: async (review: Review) => void taken.push(review),
      waiting: {
        chosen: () => changes.filter(({ path }) => !leftOut.has(path)),
        choose: (_: Review, path: string, isTaken: boolean) =>
          void (isTaken ? leftOut.delete(path) : leftOut.add(path)),
      },
    };
    for (const labels of [undefined, [], ['shell-tests/s2.ts']]) {
      const showQuickPick = async (items: readonly vscode.QuickPickItem[]) => {
        picks.push(items.filter(({ picked }) => picked));
        return labels && items.filter(({ label }) => labels.includes(label));
      };
      Object.assign(vscode.window, { showQuickPick });
      await acceptSome(reviews as never, reviewOf(changes));
    }
    assert.deepEqual(
      picks[0]?.map(({ label }) => label),
      ['shell-tests/s1.ts'],
    );
    assert.deepEqual([taken.length, [...leftOut]], [1, ['shell-tests/s1.ts']]);
  });

  it('asks before it writes a rest that is not green', async () => {
    verdict = { ok: false, stage: 'types', evidence: [], failingTests: 0, summary: '1 type error' };
    answer = undefined;
    assert.deepEqual(await accept(['shell-tests/s1.ts']), []);
    assert.match(asked.join(), /without shell-tests\/s2\.ts although it is not green.*1 type error/);
    answer = 'Apply Anyway';
    assert.deepEqual(await accept(['shell-tests/s1.ts']), [[['shell-tests/s1.ts'], '1 type error']]);
  });
});

describe('reverting a run', () => {
  const { showWarningMessage, showErrorMessage } = vscode.window;
  const said: string[] = [];
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'loopcraft-history-'));
    const say = async (text: string) => void said.push(text);
    Object.assign(vscode.window, { showWarningMessage: say, showErrorMessage: say });
  });
  after(async () => {
    Object.assign(vscode.window, { showWarningMessage, showErrorMessage });
    await rm(dir, { recursive: true });
    await vscode.workspace.fs.delete(uriOf('.'), { recursive: true });
  });

  it('takes back, saved, what still equals the accepted text, and keeps what was edited since', async () => {
    await write('v1.ts', '1\n');
    await write('v2.ts', '2 formatted\n');
    await write('v3.ts', 'new, then edited\n');
    const changes: Change[] = [
      { path: 'shell-tests/v1.ts', before: 'one\n', after: '1\n' },
      { path: 'shell-tests/v2.ts', before: 'two\n', after: '2\n' },
      { path: 'shell-tests/v3.ts', before: null, after: 'new\n' },
      { path: 'shell-tests/left-out.ts', before: 'old\n', after: 'left out\n' },
    ];
    await write('left-out.ts', 'left out\n');
    const at = START.at;
    const start = { ...START, workspace: theFolder().uri.fsPath };
    const candidate = { type: 'candidate', iteration: 1, files: [], hash: 'h', changes, runId: 'run-1', at } as const;
    const journal = join(dir, '20261126T100000000Z-run-1.jsonl');
    await writeFile(journal, `${JSON.stringify(start)}\n${JSON.stringify(candidate)}`);
    const history = createHistory(dir);
    await history.refresh();
    const saved = [{ path: 'shell-tests/v2.ts', text: '2 formatted\n' }];
    await history.settle('run-1', { how: 'accepted', files: changes.slice(0, 3).map(({ path }) => path), saved });
    const reverted: string[] = [];
    const none = {} as Reviews;
    const onDidRevert = (folder: vscode.WorkspaceFolder) => void reverted.push(folder.name);
    const commands = createReviewCommands({ history, reviews: none, onDidRevert });
    await commands['loopcraft.revertRun'](undefined);
    assert.deepEqual([await read('v1.ts'), await read('v2.ts')], ['one\n', 'two\n']);
    assert.equal(await read('v3.ts'), 'new, then edited\n');
    assert.equal(await read('left-out.ts'), 'left out\n', 'what was not accepted is not taken back');
    assert.match(said.join(), /Reverted: .*v1\.ts.*v3\.ts was edited since and stays as it is/);
    assert.equal(history.find('run-1')?.settled?.how, 'reverted');
    assert.equal((await readFile(journal, 'utf8')).match(/"settled"/g)?.length, 2);
    assert.equal(reverted.length, 1);
    await commands['loopcraft.revertRun'](undefined);
    assert.equal(reverted.length, 1, 'what was reverted is not reverted again');
    history.dispose();
  });

  it('is looked at once after it was accepted, for how much of it the person edited', async () => {
    const added = ['one', 'two', 'three', 'four'].map((name) => `export const ${name} = 0;\n`).join('');
    await write('v4.ts', added.replaceAll(' = 0', ' = 1'));
    const changes: Change[] = [{ path: 'shell-tests/v4.ts', before: null, after: added }];
    const start = { ...START, runId: 'run-2', workspace: theFolder().uri.fsPath };
    const candidate = { type: 'candidate', iteration: 1, files: [], hash: 'h', changes, runId: 'run-2', at: START.at };
    await writeFile(
      join(dir, '20261126T100000001Z-run-2.jsonl'),
      [start, candidate].map((event) => JSON.stringify(event)).join('\n'),
    );
    const recounted: string[] = [];
    const history = createHistory(dir, (run, what) => recounted.push(`${run.runId} ${what}`));
    await history.refresh();
    await history.settle('run-2', { how: 'accepted', files: ['shell-tests/v4.ts'] });
    await noticeEdits(history, theFolder(), Date.now() + 25 * 3_600_000);
    assert.equal(history.find('run-2')?.settled?.edited, undefined, 'not after a day');
    await noticeEdits(history, theFolder());
    await noticeEdits(history, theFolder());
    assert.deepEqual(recounted, ['run-2 edited']);
    const { settled } = history.find('run-2') ?? {};
    assert.deepEqual([settled?.how, settled?.edited, settled?.files], ['accepted', 1, ['shell-tests/v4.ts']]);
    history.dispose();
  });
});
