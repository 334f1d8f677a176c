import type { EventBody, RunEvent } from '../../../src/engine/contract/events';
import type { Evidence } from '../../../src/engine/contract/evidence';
import { DEFAULT_LIMITS, NO_PERMISSIONS } from '../../../src/engine/contract/task';

/** Events of one run, a second apart. */
export function runEvents(
  runId: string,
  bodies: readonly EventBody[] = fullRun(),
  startedAt = '2026-11-23T10:00:00.000Z',
): RunEvent[] {
  return bodies.map((body, index) => ({
    ...body,
    runId,
    at: new Date(Date.parse(startedAt) + index * 1000).toISOString(),
  }));
}

export const START: EventBody = {
  type: 'run-start',
  version: 1,
  workspace: '/ws',
  provider: 'scripted',
  model: 'sample',
  limits: DEFAULT_LIMITS,
  task: { kind: 'generate', text: 'add tariffs', files: ['src/a.ts'], allow: NO_PERMISSIONS },
};

/** What a green stage tells the person. */
export const TOLD = {
  stage: 'integrity',
  fingerprint: 'f',
  code: 'any-type',
  path: 'src/a.ts',
  line: 3,
  level: 'tell',
  message: 'any, told',
} as const satisfies Evidence;

const change = (after: string) => [{ path: 'src/a.ts', before: 'old', after }];

/** Two iterations: a type error, then green. */
export function fullRun(): EventBody[] {
  return [
    START,
    { type: 'strategy', strategy: 'direct', maxIterations: 6, why: 'no record', recordedRuns: 0 },
    { type: 'stage-start', stage: 'types' },
    { type: 'stage-end', stage: 'types', ok: true, ms: 5, evidence: [], checked: 'baseline' },
    { type: 'iteration-start', iteration: 1 },
    { type: 'call-start', call: 1, purpose: 'generate', model: 'sample', estimatedInputTokens: 90 },
    { type: 'call-retry', call: 1, attempt: 1, delayMs: 1500, reason: 'rate-limit', message: 'slow down' },
    {
      type: 'call-end',
      call: 1,
      ok: true,
      attempts: 2,
      inputTokens: 100,
      outputTokens: 20,
      cachedInputTokens: 10,
      costUsd: 0.01,
      priced: true,
      ms: 900,
    },
    { type: 'candidate', iteration: 1, files: ['src/a.ts'], hash: 'h1', changes: change('first') },
    { type: 'stage-start', stage: 'types' },
    {
      type: 'stage-end',
      stage: 'types',
      ok: false,
      ms: 7,
      checked: 'TypeScript 6.0.3',
      evidence: [
        { stage: 'types', fingerprint: 'f', message: 'not a number', path: 'src/a.ts', line: 3, code: 'TS2322' },
      ],
    },
    { type: 'verdict', ok: false, stage: 'types', summary: '1 type error' },
    { type: 'decision', action: 'correct', why: 'one new type error' },
    { type: 'iteration-start', iteration: 2 },
    { type: 'call-start', call: 2, purpose: 'correct', model: 'sample', estimatedInputTokens: 120 },
    {
      type: 'call-end',
      call: 2,
      ok: true,
      attempts: 1,
      inputTokens: 130,
      outputTokens: 25,
      cachedInputTokens: 0,
      costUsd: 0.02,
      priced: true,
      ms: 800,
    },
    { type: 'candidate', iteration: 2, files: ['src/a.ts'], hash: 'h2', changes: change('second') },
    { type: 'verdict', ok: true, stage: 'tests', summary: '5 tests passed' },
    { type: 'decision', action: 'accept', why: 'verified' },
    {
      type: 'run-end',
      outcome: 'succeeded',
      reason: 'verified',
      message: 'green',
      next: 'accept',
      iterations: 2,
      calls: 2,
      inputTokens: 230,
      outputTokens: 45,
      costUsd: 0.03,
      priced: true,
      ms: 19_000,
      files: ['src/a.ts'],
    },
  ];
}
