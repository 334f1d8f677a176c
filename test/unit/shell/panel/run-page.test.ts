import assert from 'node:assert/strict';
import type { EventBody, RunEvent } from '../../../../src/engine/contract/events';
import { foldRun } from '../../../../src/engine/journal/fold';
import type { Entry } from '../../../../src/panel/contract';
import { pageExchange, runPage } from '../../../../src/shell/panel/page/run-page';
import { HOSTILE, hostileRun } from '../../../support/panel/hostile-run';
import { fullRun, runEvents, START } from '../../journal/sample-run';

const pageOf = (events: readonly RunEvent[], more: Partial<Parameters<typeof runPage>[0]> = {}) =>
  runPage({ run: foldRun(events), events, others: [], language: 'en', ...more });
const all = (entries: readonly Entry[]): Entry[] => entries.flatMap((entry) => [entry, ...all(entry.children)]);
const labelled = (entries: readonly Entry[], label: string) => all(entries).find((entry) => entry.label === label);

describe('the page of a run', () => {
  it('says what was asked, how it ended, what to do next, and what it took', () => {
    const page = pageOf(runEvents('r1'));
    assert.equal(page.request, 'add tariffs');
    assert.match(page.outcome, /^Verified: types OK.*275 tokens, \$0\.03, 19 s\.$/);
    assert.deepEqual(page.state.tone, 'ok');
    assert.deepEqual(
      page.actions.map(({ id }) => id),
      ['diff', 'hint', 'again', 'log'],
    );
    assert.deepEqual(page.added, [{ name: 'In focus', value: 'src/a.ts' }]);
    assert.deepEqual(page.strategy, { name: 'direct', why: 'no record' });
    const facts = Object.fromEntries(page.facts.map(({ name, value }) => [name, value]));
    assert.deepEqual([facts['Iterations'], facts['Tokens'], facts['Cost']], ['2', '275 (230 in, 45 out)', '$0.03']);
  });

  it('keeps the next step of an unsolved run, and offers what its reason asks for', () => {
    const end = { ...fullRun().at(-1), outcome: 'unsolved', reason: 'stalled', next: 'Say more.' } as EventBody;
    const page = pageOf(runEvents('r1', [...fullRun().slice(0, -3), end]));
    assert.match(page.outcome, /^Not solved after 2 tries: they bring nothing new\./);
    assert.equal(page.next, 'Say more.');
    assert.deepEqual(
      page.actions.map(({ id }) => id),
      ['best', 'hint', 'edit', 'model', 'log'],
    );
  });

  it('shows steps in the words of the history, with links, the diff and the number of the call', () => {
    const { timeline } = pageOf(runEvents('r1'));
    assert.deepEqual(
      timeline.map(({ label, note }) => [label, note]),
      [
        ['Before the first iteration', 'Types OK'],
        ['Iteration 1', 'Types: 1 error'],
        ['Iteration 2', 'green'],
      ],
    );
    const types = labelled(timeline, 'Types: 1 error');
    assert.deepEqual(
      types?.findings.map(({ name, text, place }) => [name, text, place]),
      [['TS2322', 'not a number', { path: 'src/a.ts', line: 3 }]],
    );
    assert.equal(types?.detail, 'TypeScript 6.0.3', 'findings are not said twice');
    assert.equal(labelled(timeline, 'Call 1: generate')?.call, 1);
    const [file] = labelled(timeline, 'Candidate: src/a.ts')?.diff ?? [];
    assert.deepEqual(
      file?.lines.map(({ kind, text, line }) => [kind, text, line]),
      [
        ['removed', 'old', undefined],
        ['added', 'first', 1],
      ],
    );
  });

  it('shows what the model was shown and why, with places to open', () => {
    const part = { title: 'a', why: 'near it', tokens: 1200, path: 'src/a.ts', lines: [{ startLine: 4, endLine: 9 }] };
    const shown: EventBody = {
      type: 'context',
      added: false,
      parts: [part, { title: 'names', why: 'all', tokens: 5 }],
    };
    const { timeline } = pageOf(runEvents('r1', [START, { type: 'iteration-start', iteration: 1 }, shown]));
    const [step] = timeline[0]?.children ?? [];
    assert.deepEqual(step?.parts, [
      { text: 'src/a.ts:4–9', why: 'near it · 1,200 tokens', place: { path: 'src/a.ts', line: 4 } },
      { text: 'names', why: 'all · 5 tokens', place: undefined },
    ]);
  });

  it('shows branches as a tree', () => {
    const branch = (iteration: number, place: number): EventBody => ({
      type: 'iteration-start',
      iteration,
      branch: { id: 1, place, of: 2 },
    });
    const hint: EventBody = { type: 'hint', text: 'h' };
    const { timeline } = pageOf(runEvents('r1', [START, branch(1, 1), hint, branch(2, 2), hint]));
    assert.deepEqual(
      timeline.map(({ label, children }) => [label, children.map((each) => each.label)]),
      [['Branch 1', ['Iteration 1, candidate 1 of 2', 'Iteration 2, candidate 2 of 2']]],
    );
  });

  it('plots what is left and what it cost in each iteration', () => {
    assert.deepEqual(pageOf(runEvents('r1')).points, [
      { iteration: 1, findings: 1, stage: 'Types', tokens: 120, costUsd: 0.01 },
      { iteration: 2, findings: 0, stage: '', tokens: 155, costUsd: 0.02 },
    ]);
  });

  it('plots a plan as iteration 0, and nothing judged as nothing', () => {
    const end = fullRun().find(({ type }) => type === 'call-end') as EventBody;
    const { points } = pageOf(runEvents('r1', [START, end, { type: 'iteration-start', iteration: 1 }]));
    assert.deepEqual(
      points.map(({ iteration, findings, tokens }) => [iteration, findings, tokens]),
      [
        [0, undefined, 120],
        [1, undefined, 0],
      ],
    );
  });

  it('says what a run under way does, and offers to steer it', () => {
    const events = runEvents('r1').slice(0, 6);
    assert.match(pageOf(events).outcome, /^Call 1: generate · 0 tokens$/);
    assert.deepEqual(
      pageOf(events, { isPaused: true }).actions.map(({ id }) => id),
      ['resume', 'hint', 'stop', 'log'],
    );
    assert.equal(labelled(pageOf(events).timeline, 'Call 1: generate')?.tone, 'running');
  });

  it('stays small while a run grows: the same change is compared once', () => {
    const events = runEvents('r1');
    const diffOf = () => labelled(timelineOf(), 'Candidate: src/a.ts')?.diff;
    const timelineOf = () => pageOf(events).timeline;
    assert.deepEqual(diffOf(), diffOf());
    const long = 'x\n'.repeat(600_000);
    const change = { path: 'src/big.ts', before: '', after: long };
    const big: EventBody = { type: 'candidate', iteration: 1, files: ['src/big.ts'], hash: 'h', changes: [change] };
    const [file] = labelled(pageOf(runEvents('r2', [START, big])).timeline, 'Candidate: src/big.ts')?.diff ?? [];
    assert.deepEqual(file?.lines, []);
    assert.match(file?.note ?? '', /too large/);
  });

  it('puts another run beside it, fact by fact', () => {
    const other = runEvents('r2', undefined, '2026-11-22T10:00:00.000Z');
    const page = pageOf(runEvents('r1'), {
      others: [foldRun(runEvents('r1')), foldRun(other)],
      comparedWith: { run: foldRun(other), events: other },
    });
    assert.deepEqual(
      page.others.map(({ runId }) => runId),
      ['r2'],
    );
    assert.equal(page.comparison?.runId, 'r2');
    assert.deepEqual(page.comparison?.points, page.points);
    assert.deepEqual(
      page.comparison?.rows.map(({ name }) => name),
      page.facts.map(({ name }) => name),
    );
  });
});

describe('hostile text in a run', () => {
  const texts = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
  };
  const check = (value: unknown) => {
    for (const text of texts(value)) {
      assert.doesNotMatch(text, /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
      assert.doesNotMatch(text, /sk-a1B2/, 'no secret');
      assert.doesNotMatch(text, /evil\.test/, 'no link of a terminal');
    }
  };

  it('reaches the page without secrets and terminal sequences, and with what is invisible made visible', () => {
    const page = pageOf(runEvents('r1', hostileRun()));
    check(page);
    assert.match(
      page.request,
      /<script>window\.hacked = true<\/script>.* red link file\\u\{202E\}gpj\.ts key \[secret\]/,
    );
    const shown = all(page.timeline);
    assert.ok(shown.some(({ findings }) => findings.some(({ expected }) => expected?.includes('\\u{202E}'))));
  });

  it('is safe in prompts and replies, too, and keeps lines, emoji and other scripts', () => {
    const exchange = { call: 1, messages: [{ role: 'user', text: HOSTILE }], reply: `a\r\n\tb 👩‍💻 שלום \u{E0041}` };
    check(pageExchange(exchange));
    assert.equal(pageExchange(exchange).reply, 'a\n\tb 👩‍💻 שלום \\u{E0041}');
  });
});
