import assert from 'node:assert/strict';
import type { EventBody } from '../../../src/engine/contract/events';
import { foldRun } from '../../../src/engine/journal/fold';
import { fullRun, runEvents, START, TOLD } from './sample-run';

const end = (fields: Partial<Extract<EventBody, { type: 'run-end' }>>): EventBody => ({
  ...(fullRun().at(-1) as Extract<EventBody, { type: 'run-end' }>),
  ...fields,
});

describe('folding a run', () => {
  for (const [stage, code, name] of [
    ['guard', 'existing-test', 'Paths'],
    ['reply', 'no-match', 'Reply'],
    ['integrity', 'test-detection', 'Integrity'],
  ] as const) {
    it(`shows the id of the rule behind each finding of the stage ${stage}`, () => {
      const evidence = { stage, fingerprint: 'f', message: 'what is wrong', path: 'test/a.ts', line: 3, code };
      const record = foldRun(
        runEvents('r1', [
          START,
          { type: 'stage-start', stage },
          { type: 'stage-end', stage, ok: false, ms: 1, checked: 'one file', evidence: [evidence] },
        ]),
      );
      const [step] = record.iterations[0]?.steps ?? [];
      assert.equal(step?.label, `${name}: 1 finding`);
      assert.equal(step?.detail, `one file\ntest/a.ts:3 ${code}: what is wrong`);
    });
  }

  it('shows what a green stage tells', () => {
    const end = { type: 'stage-end', stage: 'integrity', ok: true, ms: 1, checked: 'no stub' } as const;
    const [step] = foldRun(runEvents('r1', [START, { ...end, evidence: [], told: [TOLD] }])).iterations[0]?.steps ?? [];
    assert.equal(step?.label, 'Checks not circumvented, 1 told');
    assert.equal(step?.detail, 'no stub\nsrc/a.ts:3 any-type: any, told');
  });

  it('takes totals, outcome and changes from the end', () => {
    const record = foldRun(runEvents('r1'));
    assert.equal(record.state, 'ended');
    assert.equal(record.outcome, 'succeeded');
    assert.deepEqual(
      [record.calls, record.inputTokens, record.outputTokens, record.costUsd, record.ms],
      [2, 230, 45, 0.03, 19_000],
    );
    assert.deepEqual(record.changes, [{ path: 'src/a.ts', before: 'old', after: 'second' }]);
    assert.equal(record.strategy?.strategy, 'direct');
  });

  it('groups steps by iteration, the baseline under 0', () => {
    const { iterations } = foldRun(runEvents('r1'));
    assert.deepEqual(
      iterations.map(({ iteration, steps }) => [iteration, ...steps.map(({ label, state }) => `${label} [${state}]`)]),
      [
        [0, 'Types OK [ok]'],
        [
          1,
          'Call 1: generate [ok]',
          'Attempt 1: Too many requests [failed]',
          'Candidate: src/a.ts [ok]',
          'Types: 1 error [failed]',
          'Types failed [failed]',
          'Next: ask for a correction [ok]',
        ],
        [2, 'Call 2: correct [ok]', 'Candidate: src/a.ts [ok]', 'All checks pass [ok]', 'Done: all checks pass [ok]'],
      ],
    );
    assert.match(iterations[1]?.steps[3]?.detail ?? '', /src\/a\.ts:3 TS2322: not a number/);
    assert.match(iterations[1]?.steps[0]?.detail ?? '', /100 input tokens \(10 cached\).*\$0\.0100.*2 attempts/);
  });

  it('counts what was spent so far while the run goes on', () => {
    const record = foldRun(runEvents('r1').slice(0, 10));
    assert.equal(record.state, 'running');
    assert.deepEqual([record.calls, record.inputTokens, record.costUsd, record.ms], [1, 100, 0.01, 9000]);
    assert.equal(record.iterations.at(-1)?.steps.at(-1)?.state, 'running');
    assert.deepEqual(
      record.changes.map(({ after }) => after),
      ['first'],
    );
  });

  it('shows what was under way in an interrupted run as not finished', () => {
    const record = foldRun(runEvents('r1').slice(0, 10), 'interrupted');
    assert.equal(record.state, 'interrupted');
    assert.equal(record.iterations.at(-1)?.steps.at(-1)?.state, 'failed');
  });

  it('takes the candidate that the end names, though a later one has the same files', () => {
    const bodies = fullRun().filter(({ type }) => type !== 'run-end');
    const named = foldRun(runEvents('r1', [...bodies, end({ outcome: 'unsolved', reason: 'stalled', hash: 'h1' })]));
    assert.deepEqual(
      named.changes.map(({ after }) => after),
      ['first'],
    );
    const withoutFiles = foldRun(
      runEvents('r1', [START, end({ outcome: 'failed', reason: 'authentication', files: [] })]),
    );
    assert.deepEqual(withoutFiles.changes, []);
  });

  it('prefers the green candidate when the end names no candidate', () => {
    const bodies = fullRun().filter(({ type }) => type !== 'run-end');
    const later: EventBody = {
      type: 'candidate',
      iteration: 3,
      files: ['src/a.ts'],
      hash: 'h3',
      changes: [{ path: 'src/a.ts', before: 'old', after: 'third' }],
    };
    assert.deepEqual(
      foldRun(runEvents('r1', [...bodies, later, end({})])).changes.map(({ after }) => after),
      ['second'],
    );
  });

  it('says what is red in the best candidate, the first three by name', () => {
    const evidence = ['one', 'two', 'three', 'four'].map(
      (test) => ({ stage: 'tests', fingerprint: test, message: 'wrong', test }) as const,
    );
    const candidate = (iteration: number, hash: string): EventBody[] => [
      { type: 'iteration-start', iteration },
      { type: 'candidate', iteration, files: ['src/a.ts'], hash, changes: [] },
    ];
    const stage = (ok: boolean, found: typeof evidence): EventBody => ({
      type: 'stage-end',
      stage: 'tests',
      ok,
      ms: 1,
      checked: '',
      evidence: found,
    });
    const decision: EventBody = { type: 'decision', action: 'correct', why: '' };
    const types = {
      stage: 'types',
      fingerprint: 't',
      message: 'no',
      path: 'src/a.ts',
      line: 3,
      code: 'TS2322',
    } as const;
    const red: EventBody = { type: 'stage-end', stage: 'types', ok: false, ms: 1, checked: '', evidence: [types] };
    const bodies = [START, ...candidate(1, 'a'), stage(false, evidence), decision, ...candidate(2, 'b'), red, decision];
    bodies.push(...candidate(3, 'a'), decision);
    const ended = (hash: string) => foldRun(runEvents('r1', [...bodies, end({ reason: 'stalled', hash })])).remaining;
    assert.deepEqual(ended('a'), { iteration: 1, stage: 'tests', count: 4, first: ['one', 'two', 'three'] });
    assert.deepEqual(ended('b'), { iteration: 2, stage: 'types', count: 1, first: ['TS2322 in src/a.ts:3'] });
    assert.equal(ended('unknown'), undefined);
  });

  it('keeps what the person did with the change last, which takes none of its time', () => {
    const settled = (how: 'accepted' | 'reverted'): EventBody => ({ type: 'settled', how, files: ['src/a.ts'] });
    const record = foldRun(runEvents('r1', [...fullRun(), settled('accepted'), settled('reverted')]));
    assert.deepEqual(
      [record.settled?.how, record.state, record.ms],
      ['reverted', 'ended', foldRun(runEvents('r1')).ms],
    );
  });
});
