import assert from 'node:assert/strict';
import type { EventBody, RunEvent } from '../../../src/engine/contract/events';
import { DEFAULT_LIMITS, NO_PERMISSIONS } from '../../../src/engine/contract/task';
import { foldRun, withTestCounts } from '../../../src/engine/journal/fold';
import { formatCost, formatDuration, formatTokens, sentences, shorten } from '../../../src/shell/views/format';
import { changesOf, childrenOf, type HistoryNode, textOf } from '../../../src/shell/views/history-nodes';
import { logLine } from '../../../src/shell/views/log-lines';
import { advance, countTests, notStarted, progressText } from '../../../src/shell/views/progress-state';
import { TOLD } from '../journal/sample-run';

const at = '2026-11-23T10:00:00.000Z';
const stamp = (body: EventBody): RunEvent => ({ ...body, runId: 'run-1', at });
const change = { path: 'src/a.ts', before: 'a', after: 'b' };
const call = { call: 1, attempts: 1, cachedInputTokens: 0, priced: true, ms: 900 };

const bodies: readonly EventBody[] = [
  {
    type: 'run-start',
    version: 1,
    task: { kind: 'generate', text: 'Parse *dates*', files: ['src/a.ts'], allow: NO_PERMISSIONS },
    workspace: '/w',
    provider: 'openai',
    model: 'm',
    limits: DEFAULT_LIMITS,
  },
  { type: 'strategy', strategy: 'direct', maxIterations: 4, why: 'nothing is recorded yet', recordedRuns: 0 },
  { type: 'iteration-start', iteration: 1 },
  { type: 'call-start', call: 1, purpose: 'generate', model: 'm', estimatedInputTokens: 90 },
  { type: 'call-retry', call: 1, attempt: 1, delayMs: 2000, reason: 'rate-limit', message: 'slow down' },
  { type: 'call-end', ...call, ok: true, inputTokens: 1000, outputTokens: 234, costUsd: 0.0123 },
  { type: 'candidate', iteration: 1, files: ['src/a.ts'], hash: 'abcdef0123', changes: [change] },
  { type: 'stage-start', stage: 'types' },
  {
    type: 'stage-end',
    stage: 'types',
    ok: false,
    ms: 200,
    checked: 'TypeScript 6.0.3',
    evidence: [{ stage: 'types', fingerprint: 'f', message: 'no ``` good', path: 'src/a.ts', line: 3, code: 'TS2322' }],
  },
  { type: 'verdict', ok: false, stage: 'types', summary: '1 type error' },
  { type: 'decision', action: 'correct', why: 'new evidence' },
  { type: 'iteration-start', iteration: 2 },
  { type: 'verdict', ok: true, stage: 'integrity', summary: 'all green' },
  {
    type: 'run-end',
    outcome: 'succeeded',
    reason: 'verified',
    message: 'All green.',
    next: 'Look at the diff.',
    iterations: 2,
    calls: 1,
    inputTokens: 1000,
    outputTokens: 234,
    costUsd: 0.0123,
    priced: true,
    ms: 61_000,
    files: ['src/a.ts'],
  },
];
const events = bodies.map(stamp);
const progressAfter = (count: number) => events.slice(0, count).reduce(advance, notStarted());

describe('progress', () => {
  it('names the current step from the start', () => {
    assert.equal(progressText(notStarted()), 'reading the workspace');
    assert.equal(progressText(progressAfter(4)), 'Iteration 1 of 4 · asking the model');
  });

  it('counts down to the next attempt', () => {
    const until = progressAfter(5).waitingUntil;
    assert.ok(until !== undefined);
    assert.equal(until - Date.parse(events[4]?.at ?? ''), 2000);
    assert.equal(
      progressText(progressAfter(5), until - 1500),
      'Iteration 1 of 4 · Too many requests; trying again in 2 s',
    );
    assert.equal(
      progressText(progressAfter(5), until + 10),
      'Iteration 1 of 4 · Too many requests; trying again in 0 s',
    );
    assert.equal(progressAfter(6).waitingUntil, undefined);
  });

  it('counts the tests of a stage that runs, and of no other', () => {
    const start = stamp({ type: 'stage-start', stage: 'tests' });
    const end = stamp({ type: 'stage-end', stage: 'tests', ok: true, ms: 1, checked: 'all', evidence: [] });
    const running = countTests(advance(progressAfter(3), start), { executed: 120, failed: 2 });
    assert.equal(progressText(running), 'Iteration 1 of 4 · tests: 120 run, 2 failed');
    assert.equal(progressText(advance(running, end)), 'Iteration 1 of 4 · running tests');
    assert.equal(progressText(advance(running, start)), 'Iteration 1 of 4 · running tests');
  });

  it('adds up tokens and cost', () => {
    assert.equal(progressText(progressAfter(8)), 'Iteration 1 of 4 · checking types · 1,234 tokens, $0.01');
  });
});

describe('the tests of a run in the tree', () => {
  const labels = (bodies: readonly EventBody[]): string[] => {
    const record = withTestCounts(foldRun(bodies.map(stamp)), { executed: 120, failed: 2 });
    return record.iterations.flatMap(({ steps }) => steps.map(({ label }) => label));
  };
  const start = bodies.slice(0, 1);
  const tests: EventBody = { type: 'stage-start', stage: 'tests' };
  const ended: EventBody = { type: 'stage-end', stage: 'tests', ok: true, ms: 1, checked: 'all', evidence: [] };

  it('are counted while they run', () => {
    const types: EventBody = { type: 'stage-start', stage: 'types' };
    assert.deepEqual(labels([...start, types, tests]), ['Types', 'Tests: 120 run, 2 failed']);
  });

  it('have their result when they have ended', () => {
    assert.deepEqual(labels([...start, tests, ended]), ['Tests pass']);
    const next: EventBody = { type: 'iteration-start', iteration: 1 };
    assert.deepEqual(labels([...start, tests, ended, next, tests]), ['Tests pass', 'Tests: 120 run, 2 failed']);
  });
});

describe('the history tree', () => {
  const run = foldRun(events);
  const node: HistoryNode = { kind: 'run', run };

  it('shows outcome, reason, spend and time of a run', () => {
    const text = textOf(node);
    assert.equal(text.label, 'Parse *dates*');
    assert.match(text.description, /^verified · \$0\.01 · \d\d:\d\d/);
    assert.equal(text.icon, 'pass-filled');
    assert.equal(text.contextValue, 'run.ended.changed');
    assert.match(text.tooltip, /succeeded: verified/);
    assert.match(text.tooltip, /Parse \\\*dates\\\*/);
    assert.match(text.tooltip, /^All green\\\.$/m, 'the message is escaped as Markdown, not as a URL');
  });

  it('leaves room for what happened in a narrow view, and names one test without its suites', () => {
    const named = (task: Partial<typeof run.task>) =>
      textOf({ kind: 'run', run: { ...run, task: { ...run.task, ...task } } }).label;
    const target = { name: 'nights > counts across the end of a month', path: 'test/nights.test.ts' };
    assert.equal(named({ targets: [target], text: `Fix "${target.name}"` }), 'Fix "counts across the…"');
    assert.equal(named({ targets: [{ name: 'dates > parses' }], text: 'Fix "dates > parses"' }), 'Fix "parses"');
    assert.equal(named({ targets: [target, target], text: 'Fix "a", "b"' }), 'Fix "a", "b"');
    assert.equal(named({ text: 'add a parser of dates with and without times' }), 'add a parser of dates wi…');
  });

  it('says first what happened, and what the person did since', () => {
    const settled: EventBody = { type: 'settled', how: 'reverted', files: [] };
    const described = (bodies: readonly RunEvent[], state?: 'running' | 'interrupted') =>
      textOf({ kind: 'run', run: foldRun(bodies, state) }).description.split(' · ')[0];
    assert.equal(described([...events, stamp(settled)]), 'reverted');
    assert.equal(described(events.slice(0, 5), 'interrupted'), 'interrupted');
    const now = new Date(Date.now() - 12_000).toISOString();
    const running = foldRun(events.slice(0, 5).map((event) => ({ ...event, at: now })));
    assert.match(textOf({ kind: 'run', run: running }).description, /^running · 1[23] s/);
  });

  it('stands in days, but for a history that has only today', () => {
    const began = (days: number) => ({ ...run, startedAt: new Date(Date.now() - days * 86_400_000).toISOString() });
    const labels = (...runs: (typeof run)[]) => childrenOf(undefined, runs).map((one) => textOf(one).label);
    assert.deepEqual(labels(began(0)), ['Parse *dates*']);
    const [today, yesterday, other] = labels(began(0), began(0), began(1), began(40));
    assert.deepEqual([today, yesterday], ['Today', 'Yesterday']);
    assert.match(other ?? '', /\d{4}/);
    const [first] = childrenOf(undefined, [began(0), began(0), began(1)]);
    assert.equal(childrenOf(first, []).length, 2);
  });

  it('ends with the way to older runs, where there are some', () => {
    const nodes = childrenOf(undefined, [foldRun(events)], 4800);
    const { label, description, runs } = textOf(nodes.at(-1) as HistoryNode);
    assert.deepEqual([label, description, runs], ['Show older runs', '4800 more', 'loopcraft.showOlderRuns']);
    assert.equal(childrenOf(undefined, [foldRun(events)]).length, nodes.length - 1);
  });

  it('says once that a run was cancelled, and nothing of a next attempt that never came', () => {
    const stopped = { ...(bodies.at(-1) as Extract<EventBody, { type: 'run-end' }>), files: [] };
    const end: EventBody = { ...stopped, outcome: 'cancelled', reason: 'cancelled', message: 'You cancelled the run.' };
    const failed: EventBody = {
      type: 'call-end',
      ...call,
      ok: false,
      inputTokens: 0,
      outputTokens: 0,
      costUsd: 0,
      reason: 'cancelled',
      message: 'The call was cancelled.',
    };
    const record = foldRun([...events.slice(0, 5), stamp(failed), stamp(end)]);
    const text = textOf({ kind: 'run', run: record });
    assert.equal(text.tooltip.match(/cancelled/g)?.length, 2, text.tooltip);
    const [iteration] = childrenOf({ kind: 'run', run: record }, []);
    assert.ok(iteration);
    assert.equal(textOf(iteration).icon, 'error', 'a try whose call failed is red');
    const labels = childrenOf(iteration, []).map((step) => textOf(step));
    assert.deepEqual(
      labels.map(({ label, color }) => [label, color]),
      [
        ['Call 1: generate', 'testing.iconFailed'],
        ['Attempt 1: Too many requests', 'testing.iconFailed'],
      ],
    );
    assert.ok(!labels[0]?.tooltip.includes('cancelled: '));
  });

  it('shows a branch with its candidates, and below a candidate what went on from it', () => {
    const start = (iteration: number, more: object = {}): EventBody => ({
      type: 'iteration-start',
      iteration,
      ...more,
    });
    const verdict = (ok: boolean): EventBody => ({ type: 'verdict', ok, stage: 'tests', summary: 'said so' });
    const branch = (place: number) => ({ branch: { id: 1, place, of: 2 } });
    const branched = [start(1, branch(1)), verdict(false), start(2, branch(2)), start(3, { parent: 1 }), verdict(true)];
    const record = foldRun([...events.slice(0, 1), ...branched.map(stamp)]);
    const [top, ...others] = childrenOf({ kind: 'run', run: record }, []);
    assert.ok(top);
    assert.equal(others.length, 0);
    const { label, description, icon } = textOf(top);
    assert.deepEqual([label, description, icon], ['Branch 1', '2 candidates', 'pass']);
    const candidates = childrenOf(top, []);
    assert.deepEqual(
      candidates.map((one) => textOf(one).label),
      ['Iteration 1, candidate 1 of 2', 'Iteration 2, candidate 2 of 2'],
    );
    const below = childrenOf(candidates[0], []).filter(({ kind }) => kind === 'iteration');
    assert.deepEqual(
      below.map((one) => textOf(one).label),
      ['Iteration 3'],
    );
    const ids = [top, ...candidates, ...below].map((one) => textOf(one).id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('has iterations with their steps, and names the red stages', () => {
    const iterations = childrenOf(node, []);
    assert.deepEqual(
      iterations.map((one) => [textOf(one).label, textOf(one).description]),
      [
        ['Iteration 1', 'Types: 1 error'],
        ['Iteration 2', 'green'],
      ],
    );
    const steps = childrenOf(iterations[0], []);
    const types = steps.map(textOf).find(({ label }) => label === 'Types: 1 error');
    assert.equal(types?.color, 'testing.iconFailed');
    assert.match(types?.tooltip ?? '', /````text/, 'backticks in a message must not end its code block');
    assert.deepEqual(
      steps.flatMap((step) => childrenOf(step, [])),
      [],
    );
  });

  const context: EventBody = {
    type: 'context',
    added: false,
    parts: [
      { title: 'Project instructions: AGENTS.md', why: 'instructions of the project', tokens: 100 },
      { title: 'src/a.ts', why: 'named in the request', tokens: 400, path: 'src/a.ts' },
      {
        title: 'src/b.ts (excerpt: lines 1-3, 10-40)',
        why: 'add is used by the failing test',
        tokens: 4600,
        path: 'src/b.ts',
        lines: [
          { startLine: 10, endLine: 40 },
          { startLine: 2, endLine: 2 },
        ],
      },
    ],
  };

  it('shows what the model was shown, and opens the place of each part', () => {
    const shown = foldRun([...events.slice(0, 3), stamp(context), ...events.slice(3)]);
    const [iteration] = childrenOf({ kind: 'run', run: shown }, []);
    const [step] = childrenOf(iteration, []);
    assert.ok(step);
    const { label, expandable, icon, color } = textOf(step);
    assert.deepEqual(
      [label, expandable, icon, color],
      ['Shown to the model: 3 parts, 5,100 tokens', true, 'eye', undefined],
    );
    const parts = childrenOf(step, []).map(textOf);
    assert.deepEqual(
      parts.map((part) => [part.label, part.description, part.opens]),
      [
        ['Project instructions: AGENTS.md', 'instructions of the project · 100 tokens', undefined],
        ['src/a.ts', 'named in the request · 400 tokens', { workspace: '/w', path: 'src/a.ts', lines: undefined }],
        [
          'src/b.ts:2, 10–40',
          'add is used by the failing test · 4,600 tokens',
          { workspace: '/w', path: 'src/b.ts', lines: { startLine: 10, endLine: 40 } },
        ],
      ],
    );
    assert.equal(new Set(parts.map(({ id }) => id)).size, 3);
    assert.equal(changesOf(parts[1]?.id ?? '', [shown]), undefined);
    assert.match(logLine(stamp(context)) ?? '', /^Shown to the model: 3 parts, 5,100 tokens\n {4}Project/);
  });

  it('gives each node a unique id that identifies its changes', () => {
    const all: HistoryNode[] = [
      node,
      ...childrenOf(node, []),
      ...childrenOf(node, []).flatMap((one) => childrenOf(one, [])),
    ];
    const texts = all.map(textOf);
    assert.equal(new Set(texts.map(({ id }) => id)).size, all.length);
    const candidate = texts.find(({ contextValue }) => contextValue === 'step.candidate');
    assert.deepEqual(changesOf(candidate?.id ?? '', [run]), [change]);
    assert.deepEqual(changesOf('run-1', [run]), run.changes);
    assert.equal(changesOf('run-2', [run]), undefined);
  });

  it('has different icons for running, interrupted and each outcome', () => {
    const icons = [
      textOf({ kind: 'run', run: foldRun(events.slice(0, 5)) }),
      textOf({ kind: 'run', run: foldRun(events.slice(0, 5), 'interrupted') }),
      ...(['unsolved', 'cancelled', 'failed'] as const).map((outcome) =>
        textOf({ kind: 'run', run: { ...run, outcome } }),
      ),
    ].map(({ icon, contextValue }) => `${icon} ${contextValue}`);
    assert.equal(new Set(icons.map((icon) => icon.split(' ')[0])).size, 5);
    assert.equal(icons[0], 'sync~spin run.running');
  });
});

describe('amounts', () => {
  it('are formatted for readers', () => {
    assert.deepEqual(
      [formatCost(0, true), formatCost(0.00041, true), formatCost(1.236, true), formatCost(5, false)],
      ['$0', '$0.0004', '$1.24', 'price unknown'],
    );
    assert.deepEqual(
      [formatDuration(12.4), formatDuration(1234), formatDuration(45_600), formatDuration(119_700)],
      ['12 ms', '1.2 s', '46 s', '2 min 0 s'],
    );
    assert.deepEqual([formatTokens(1), formatTokens(12_345)], ['1 token', '12,345 tokens']);
    assert.equal(shorten('a  b\nc d', 5), 'a b…');
    assert.equal(sentences('One', '', 'Two?', 'three'), 'One. Two? three.');
  });
});

describe('the log', () => {
  it('has a line for every event except the start of a stage, with the evidence and its code', () => {
    const lines = events.map(logLine);
    assert.equal(lines.filter((line) => line === undefined).length, 1);
    assert.match(lines.join('\n'), /^ {4}src\/a\.ts:3 TS2322 no ``` good$/m);
    assert.match(lines.at(-1) ?? '', /succeeded, verified.*1,234 tokens/);
  });

  it('has what a green stage tells', () => {
    const end = { type: 'stage-end', runId: 'run-1', at, stage: 'integrity', ok: true, ms: 2 } as const;
    const line = logLine({ ...end, checked: 'no stub', evidence: [], told: [TOLD] });
    assert.deepEqual(line?.split('\n'), [
      'Stage integrity green in 2 ms: no stub',
      '    src/a.ts:3 any-type any, told',
    ]);
  });

  it('names the rule of a red stage', () => {
    const message = 'test/a.test.ts is an existing test and must not change';
    const line = logLine({
      type: 'stage-end',
      runId: 'run-1',
      at,
      stage: 'guard',
      ok: false,
      ms: 2,
      checked: '1 file',
      evidence: [
        { stage: 'guard', fingerprint: 'f', code: 'existing-test', path: 'test/a.test.ts', message },
        { stage: 'guard', fingerprint: 'g', message: 'no place and no code' },
      ],
    });
    assert.deepEqual(line?.split('\n'), [
      'Stage guard red in 2 ms: 1 file',
      `    test/a.test.ts:1 existing-test ${message}`,
      '    no place and no code',
    ]);
  });
});
