import assert from 'node:assert/strict';
import type { EventBody, RunEvent } from '../../../src/engine/contract/events';
import { DEFAULT_LIMITS, NO_PERMISSIONS } from '../../../src/engine/contract/task';
import { foldRun } from '../../../src/engine/journal/fold';
import { WROTE_NO_CODE } from '../../../src/engine/journal/words/words';
import { describeRun } from '../../../src/engine/verify/describe-run';
import { endedText } from '../../../src/shell/views/ended-text';

const change = { path: 'src/a.ts', before: 'a', after: 'b' };
const report = {
  command: 'npx vitest run',
  runner: 'vitest',
  exitCode: 0,
  executed: 17,
  passed: 17,
  tests: [],
  failed: [],
  errors: [],
  output: '',
  ms: 1,
} as const;
const TYPES = "TypeScript 6.0.3 (the workspace's own) checked tsconfig.json";
const TESTS = describeRun(report);

const start: EventBody = {
  type: 'run-start',
  version: 1,
  task: { kind: 'generate', text: 'a', files: [], allow: NO_PERMISSIONS },
  workspace: '/w',
  provider: 'openai',
  model: 'm',
  limits: DEFAULT_LIMITS,
};
const end = (more: Partial<Extract<EventBody, { type: 'run-end' }>>): EventBody => ({
  type: 'run-end',
  outcome: 'unsolved',
  reason: 'stalled',
  message: 'said by the engine',
  next: 'Do it.',
  iterations: 1,
  calls: 2,
  inputTokens: 26_000,
  outputTokens: 594,
  costUsd: 0.0123,
  priced: true,
  ms: 16_000,
  files: ['src/a.ts'],
  hash: 'h',
  ...more,
});
const stage = (name: 'types' | 'tests' | 'reply', checked: string, more: object = {}): EventBody => ({
  type: 'stage-end',
  stage: name,
  ok: true,
  ms: 1,
  checked,
  evidence: [],
  ...more,
});
const tryOf = (iteration: number, hash = 'h'): EventBody[] => [
  { type: 'iteration-start', iteration },
  { type: 'candidate', iteration, files: ['src/a.ts'], hash, changes: [change] },
];
const textOf = (...bodies: readonly EventBody[]) =>
  endedText(
    foldRun([start, ...bodies].map((body): RunEvent => ({ ...body, runId: 'r', at: '2026-11-26T10:00:00.000Z' }))),
  );
const failing = (...names: string[]) => ({
  ok: false,
  evidence: names.map((test) => ({ stage: 'tests', fingerprint: test, message: 'wrong', test })),
});

describe('what the person is told at the end of a run', () => {
  const verified = { outcome: 'succeeded', reason: 'verified' } as const;
  const green = [...tryOf(1), stage('types', TYPES), stage('tests', TESTS)];

  it('is what was checked and what it cost, with what the verdict notes besides', () => {
    const message = `Green: ${TYPES}; ${TESTS}. Nothing checked the types in a.vue.`;
    assert.equal(
      textOf(...green, end({ ...verified, message })),
      'Verified: types OK, 17 tests pass. Nothing checked the types in a.vue. 1 file, 26,594 tokens, $0.01, 16 s.',
    );
    assert.match(textOf(...green, end({ ...verified, message: 'Otherwise.' })), /17 tests pass\. Otherwise\. 1 file/);
  });

  it('is the best try and what is left in it', () => {
    const best = [...tryOf(1), stage('tests', TESTS, failing('is limited for each calendar day'))];
    const all = [...best, ...tryOf(2, 'other')];
    assert.equal(
      textOf(...all, end({ reason: 'iterations-exhausted' })),
      'Not solved after 2 tries. Best: try 1. 1 test fails: "is limited for each calendar day". ' +
        '26,594 tokens, $0.01, 16 s.',
    );
    const many = [...tryOf(1), stage('tests', TESTS, failing('a', 'b', 'c', 'd', 'e'))];
    assert.match(
      textOf(...many, end({})),
      /after 1 try: they bring nothing new\. Best: try 1\. 5 tests fail: "a", "b", "c", and 2 more\./,
    );
    assert.match(textOf(...best, end({ reason: 'time-budget' })), /after 1 try: said by the engine\. Best: try 1/);
  });

  it('is what the model said where it wrote no code', () => {
    const words = stage('reply', `${WROTE_NO_CODE}Which calendar\ndo you mean?`, { ok: false });
    const text = textOf({ type: 'iteration-start', iteration: 1 }, words, end({ hash: undefined, files: [] }));
    assert.match(text, /The model wrote no code\. It said: "Which calendar do you mean\?"/);
  });

  it('is the message and the next step where nothing was tried', () => {
    assert.equal(
      textOf(
        end({
          outcome: 'failed',
          reason: 'configuration',
          calls: 0,
          inputTokens: 0,
          outputTokens: 0,
          files: [],
          hash: undefined,
        }),
      ),
      'said by the engine. Do it.',
    );
  });
});
