import assert from 'node:assert/strict';
import type { ChatModel, ChatRequest } from '../../src/engine/call/ports';
import { createCircuitBreakers } from '../../src/engine/call/resilience/circuit-breaker';
import type { EventBody, Strategy } from '../../src/engine/contract/events';
import type { StopReason } from '../../src/engine/contract/stop';
import { DEFAULT_LIMITS, NO_PERMISSIONS, type Task } from '../../src/engine/contract/task';
import type { Verdict } from '../../src/engine/contract/verdict';
import { allowanceFor } from '../../src/engine/prompt/allowance';
import { type RunDeps, run } from '../../src/engine/run/run';
import { BASELINE, fakeClock, memoryDay, memorySnapshot } from './fakes';

export const FILES = { 'src/a.ts': 'export const a = 1;\n' };
export const whole = (text: string) => `\`\`\`ts src/a.ts\n${text}\n\`\`\``;

export interface Scene {
  readonly replies: readonly string[];
  readonly verdicts: readonly Verdict[];
  readonly task?: Partial<Task>;
  readonly baseline?: Awaited<ReturnType<RunDeps['judge']['baseline']>>;
  readonly more?: Partial<RunDeps>;
  readonly strategy?: Strategy;
  readonly maxIterations?: number;
  /** Replies up to this number end at the output limit. */
  readonly cutBefore?: number;
  /** The files that the reply of this number (from 0) reads before it answers. */
  readonly reads?: readonly (readonly string[])[];
  readonly onSend?: (request: ChatRequest) => void;
}

/** A run with a scripted model and a scripted judge; both repeat their last answer. */
export async function play(scene: Scene, signal = new AbortController().signal) {
  const clock = fakeClock();
  const requests: ChatRequest[] = [];
  const judged: string[] = [];
  const events: EventBody[] = [];
  const recorded: { strategy: string; reason: StopReason; iterations: number }[] = [];
  const at = <T>(list: readonly T[], index: number): T => list[Math.min(index, list.length - 1)] as T;
  const model: ChatModel = {
    provider: 'scripted',
    model: 'm',
    endpoint: 'here',
    async send(request, abort) {
      requests.push(request);
      scene.onSend?.(request);
      abort.throwIfAborted();
      const calls = scene.reads?.[requests.length - 1] ?? [];
      const toolCalls = calls.map((path) => ({ id: path, name: 'read_file', input: JSON.stringify({ path }) }));
      return {
        text: at(scene.replies, requests.length - 1),
        ...(toolCalls.length > 0 ? { toolCalls } : {}),
        finish: requests.length <= (scene.cutBefore ?? 0) ? 'length' : 'stop',
        usage: { inputTokens: 100, outputTokens: 10, cachedInputTokens: 0 },
      };
    },
  };
  const ending = await run(
    {
      task: { kind: 'generate', text: 'change a', files: [], allow: NO_PERMISSIONS, ...scene.task },
      model,
      limits: DEFAULT_LIMITS,
      daySpending: memoryDay(),
      snapshot: memorySnapshot(FILES),
      judge: {
        baseline: async () => scene.baseline ?? BASELINE,
        judge: async (candidate) => {
          judged.push(candidate.files.get('src/a.ts') ?? '');
          return at(scene.verdicts, judged.length - 1);
        },
        judgeTypes: () => Promise.reject(new Error('the tests are fast')),
      },
      memory: {
        choose: async ({ maxIterations: limit, canLook }) => ({
          strategy: scene.strategy ?? 'direct',
          maxIterations: scene.maxIterations ?? limit,
          why: canLook ? 'may look' : 'said so',
          recordedRuns: 0,
        }),
        record: async (entry) => {
          recorded.push(entry);
        },
      },
      priceOf: () => 0.001,
      clock,
      breakers: createCircuitBreakers(clock),
      emit: (event) => events.push(event),
      gatherContext: async () => ({ parts: [], focus: ['src/a.ts'], shown: [] }),
      widenContext: async () => [],
      allowance: allowanceFor([]),
      applyQuickFixes: async (candidate) => candidate,
      readCurrent: async (path) => (path === 'src/a.ts' ? FILES['src/a.ts'] : null),
      ...scene.more,
    },
    signal,
  );
  assertNesting(events);
  return { ending, requests, judged, events, recorded };
}

/** Iterations follow one another, and so do calls within them: nothing nests deeper than run, iteration and call. */
function assertNesting(events: readonly EventBody[]): void {
  let iteration = 0;
  let call: number | undefined;
  for (const event of events) {
    if (event.type === 'iteration-start') {
      assert.equal(call, undefined, 'no iteration begins within a call');
      assert.equal(event.iteration, ++iteration, 'iterations follow one another');
    }
    if (event.type === 'call-start') {
      assert.equal(call, undefined, 'no call begins within a call');
      ({ call } = event);
    }
    if (event.type === 'call-end') {
      assert.equal(event.call, call, 'a call ends before another one begins');
      call = undefined;
    }
  }
  assert.equal(call, undefined, 'every call has ended');
}
