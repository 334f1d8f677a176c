import type { EventBody } from '../../../src/engine/contract/events';
import { DEFAULT_LIMITS, NO_PERMISSIONS } from '../../../src/engine/contract/task';

/** Markup that would set `window.hacked`, a link, colours of a terminal, and letters that turn the line around. */
export const HOSTILE = [
  '<script>window.hacked = true</script>',
  '<img src=x onerror="window.hacked = true">',
  '"><svg onload=alert(1)>',
  '[click](command:workbench.action.closeWindow)',
  '\u001B[31mred\u001B[0m \u001B]8;;https://evil.test\u0007link\u001B]8;;\u0007',
  'file\u202Egpj.ts',
  `key sk-${'a1B2'.repeat(12)}`,
].join(' ');

/** A run of which every text that comes from outside is hostile. */
export function hostileRun(): EventBody[] {
  const change = { path: `src/${HOSTILE}.ts`, before: `old ${HOSTILE}\n`, after: `new ${HOSTILE}\n` };
  const evidence = {
    stage: 'tests',
    fingerprint: 'f',
    message: HOSTILE,
    path: 'src/a.ts',
    line: 3,
    test: HOSTILE,
    expected: HOSTILE,
    actual: HOSTILE,
  } as const;
  const spent = { inputTokens: 10, outputTokens: 5, costUsd: 0.01, priced: true, ms: 7 };
  return [
    {
      type: 'run-start',
      version: 1,
      workspace: '/ws',
      provider: HOSTILE,
      model: HOSTILE,
      limits: DEFAULT_LIMITS,
      task: {
        kind: 'generate',
        text: HOSTILE,
        files: [HOSTILE],
        hints: [HOSTILE],
        targets: [{ name: HOSTILE, path: HOSTILE }],
        allow: NO_PERMISSIONS,
      },
    },
    { type: 'strategy', strategy: 'direct', maxIterations: 6, why: HOSTILE, recordedRuns: 0 },
    { type: 'iteration-start', iteration: 1 },
    {
      type: 'context',
      added: false,
      parts: [{ title: HOSTILE, why: HOSTILE, tokens: 3, path: HOSTILE, lines: [{ startLine: 1, endLine: 2 }] }],
    },
    { type: 'call-start', call: 1, purpose: 'generate', model: HOSTILE, estimatedInputTokens: 9 },
    { type: 'call-retry', call: 1, attempt: 1, delayMs: 10, reason: HOSTILE, message: HOSTILE },
    {
      type: 'call-end',
      call: 1,
      ok: false,
      attempts: 2,
      cachedInputTokens: 0,
      reason: HOSTILE,
      message: HOSTILE,
      ...spent,
    },
    { type: 'tool-call', id: 1, call: 1, tool: HOSTILE, input: HOSTILE },
    { type: 'tool-result', id: 1, tool: HOSTILE, ok: true, summary: HOSTILE, text: HOSTILE, tokens: 3, ms: 1 },
    { type: 'candidate', iteration: 1, files: [change.path], hash: 'h', changes: [change] },
    { type: 'quick-fix', path: HOSTILE, description: HOSTILE },
    { type: 'stage-start', stage: 'tests' },
    { type: 'stage-end', stage: 'tests', ok: false, ms: 3, checked: HOSTILE, evidence: [evidence] },
    { type: 'verdict', ok: false, stage: 'tests', summary: HOSTILE },
    { type: 'hint', text: HOSTILE },
    { type: 'decision', action: 'stop', why: HOSTILE },
    {
      type: 'run-end',
      outcome: 'failed',
      reason: 'model-refused',
      message: HOSTILE,
      next: HOSTILE,
      iterations: 1,
      calls: 1,
      files: [change.path],
      hash: 'h',
      ...spent,
    },
  ];
}
