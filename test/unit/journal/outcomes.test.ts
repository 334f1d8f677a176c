import assert from 'node:assert/strict';
import type { Action, EventBody } from '../../../src/engine/contract/events';
import type { Stage } from '../../../src/engine/contract/evidence';
import { createOutcomeLog } from '../../../src/engine/journal/outcomes';
import { evidence } from '../../support/fakes';

const outcomesOf = (...events: readonly (readonly EventBody[])[]) => {
  const log = createOutcomeLog();
  for (const event of events.flat()) log.add(event);
  return log.outcomes();
};

const stageEnd = (stage: Stage, findings: number): EventBody => ({
  type: 'stage-end',
  stage,
  ok: findings === 0,
  ms: 1,
  checked: '',
  evidence: Array.from({ length: findings }, (_, at) => evidence(stage, `f${at}`)),
});
/** The stages up to this one, which is red with so many findings. */
const red = (stage: Stage, findings = 1): EventBody[] => [
  stageEnd('reply', stage === 'reply' ? findings : 0),
  ...(stage === 'reply' ? [] : [stageEnd(stage, findings)]),
  { type: 'verdict', ok: false, stage, summary: '' },
];
const GREEN: EventBody[] = [stageEnd('reply', 0), { type: 'verdict', ok: true, stage: 'tests', summary: '' }];
const decided = (action: Action, situation: string): EventBody[] => [{ type: 'decision', action, why: '', situation }];
const callOf = (outputTokens: number): EventBody[] => [
  {
    type: 'call-end',
    call: 1,
    ok: true,
    attempts: 1,
    inputTokens: 1,
    outputTokens,
    cachedInputTokens: 0,
    costUsd: 0,
    priced: true,
    ms: 1,
  },
];

describe('outcomes of moves', () => {
  it('are what the next verdict says: green, further or neither', () => {
    const { moves } = outcomesOf(
      red('types', 3),
      decided('correct', 'type-name 1'),
      red('types', 2),
      decided('correct', 'type-name 2'),
      red('types', 2),
      decided('fresh-start', 'type-name 3'),
      red('tests', 9),
      decided('correct', 'assertion 3'),
      GREEN,
      decided('accept', 'assertion 3'),
    );
    assert.deepEqual(
      moves.map(({ situation, action, success }) => [situation, action, success]),
      [
        ['type-name 1', 'correct', 0.5],
        ['type-name 2', 'correct', 0],
        ['type-name 3', 'fresh-start', 0.5],
        ['assertion 3', 'correct', 1],
      ],
    );
  });

  it('of a branch are those of its best candidate', () => {
    const { moves } = outcomesOf(
      red('tests'),
      decided('branch', 'assertion 1'),
      red('types'),
      decided('branch', 'type-name 2'),
      GREEN,
      decided('accept', 'type-name 2'),
    );
    assert.deepEqual(moves, [{ situation: 'assertion 1', action: 'branch', success: 1 }]);
  });

  it('are not told where no verdict followed, or an older journal names no situation', () => {
    assert.deepEqual(outcomesOf(red('types'), decided('correct', 'type-name 1')).moves, []);
    assert.deepEqual(outcomesOf(red('types'), [{ type: 'decision', action: 'correct', why: '' }], GREEN).moves, []);
  });
});

describe('outcomes of replies', () => {
  const chosen = (format: 'edits' | 'whole-files'): EventBody[] => [
    { type: 'strategy', strategy: 'direct', maxIterations: 6, why: '', recordedRuns: 0, format },
  ];
  const shown = (lines: { startLine: number; endLine: number }[] | undefined): EventBody[] => [
    { type: 'context', added: false, parts: [{ title: 'a', why: '', tokens: 1, ...(lines ? { lines } : {}) }] },
  ];

  it('are counted for the format that was asked for, until another one is', () => {
    const { replies } = outcomesOf(
      chosen('whole-files'),
      shown(undefined),
      callOf(100),
      red('reply'),
      callOf(300),
      red('tests'),
      red('reply'),
      red('reply'),
      GREEN,
    );
    assert.deepEqual(replies, { format: 'whole-files', read: 1, refused: 2, tokens: 200 });
  });

  it('count as edits where a file is shown as an excerpt, which can not be written whole', () => {
    const { replies } = outcomesOf(chosen('whole-files'), shown([{ startLine: 1, endLine: 2 }]), GREEN);
    assert.equal(replies?.format, 'edits');
  });

  it('are absent where there are none', () => {
    assert.equal(outcomesOf(chosen('edits')).replies, undefined);
  });
});
