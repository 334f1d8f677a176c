import assert from 'node:assert/strict';
import type { ChatModel, PriceOf } from '../../../src/engine/call/ports';
import { createCircuitBreakers } from '../../../src/engine/call/resilience/circuit-breaker';
import type { EventBody } from '../../../src/engine/contract/events';
import { DEFAULT_LIMITS, NO_PERMISSIONS } from '../../../src/engine/contract/task';
import { allowanceFor } from '../../../src/engine/prompt/allowance';
import { type RunDeps, run } from '../../../src/engine/run/run';
import { BASELINE, fakeClock, GREEN, memoryDay, memorySnapshot, red } from '../../support/fakes';
import { type ScriptedReply, startModelServer } from '../../support/model-server';
import { modelAt, NEVER } from './support';

const FILES = { 'src/a.ts': 'export const a = 1;\n' };
const write = (text: string): ScriptedReply => ({ text: `\`\`\`ts src/a.ts\n${text}\n\`\`\`` });
/** The first model costs a hundred times as much as its fallback. */
const priceOf: PriceOf = (_provider, model, usage) =>
  (usage.inputTokens + usage.outputTokens) * (model === 'expensive' ? 0.1 : 0.001);

/** Runs a task with these models and a judge that accepts only the second attempt. */
async function runWith(model: ChatModel, fallbacks: readonly ChatModel[], more: Partial<RunDeps> = {}) {
  const clock = fakeClock();
  const events: EventBody[] = [];
  let judged = 0;
  const ending = await run(
    {
      task: { kind: 'generate', text: 'change a', files: [], allow: NO_PERMISSIONS },
      model,
      fallbacks,
      priceOf,
      clock,
      limits: { ...DEFAULT_LIMITS, maxCostUsd: 1e6, maxCostPerDayUsd: 1e6 },
      daySpending: memoryDay(),
      snapshot: memorySnapshot(FILES),
      judge: {
        baseline: async () => BASELINE,
        judge: async () => (++judged === 1 ? red('types', 'x') : GREEN),
        judgeTypes: () => Promise.reject(new Error('the tests are fast')),
      },
      memory: {
        choose: async ({ maxIterations: limit }) => ({
          strategy: 'direct',
          maxIterations: limit,
          why: 'as configured',
          recordedRuns: 0,
        }),
        record: async () => undefined,
      },
      breakers: createCircuitBreakers(clock),
      emit: (event) => events.push(event),
      gatherContext: async () => ({ parts: [], focus: ['src/a.ts'], shown: [] }),
      widenContext: async () => [],
      allowance: allowanceFor([]),
      applyQuickFixes: async (candidate) => candidate,
      readCurrent: async () => FILES['src/a.ts'],
      ...more,
    },
    NEVER,
  );
  return { ending, events };
}

describe('a run with a fallback model', () => {
  for (const [first, second] of [
    ['chat', 'anthropic'],
    ['anthropic', 'responses'],
    ['responses', 'chat'],
  ] as const) {
    it(`continues with ${second} after ${first}, says so, and counts the fallback’s own price`, async () => {
      const down = await startModelServer({
        script: () => ({ fault: 'status', status: first === 'anthropic' ? 529 : 503 }),
      });
      const up = await startModelServer({ script: ({ index }) => write(`export const a = ${index + 2};`) });
      try {
        const { ending, events } = await runWith(modelAt(first, down, undefined, 'expensive'), [
          modelAt(second, up, undefined, 'fallback'),
        ]);
        assert.equal(ending.reason, 'verified', ending.message);
        assert.equal(up.requests.length, 2);

        const takeovers = events.filter((event) => event.type === 'call-retry' && event.message.includes('takes over'));
        assert.equal(takeovers.length, 2, 'each call says so');
        for (const event of takeovers) {
          assert.ok(event.type === 'call-retry' && event.delayMs === 0);
          assert.match(event.message, new RegExp(`fallback at \\S*${new URL(up.origin).host}\\S* takes over`));
          assert.ok(['overloaded', 'circuit-open'].includes(event.reason), event.reason);
        }

        const ends = events.flatMap((event) => (event.type === 'call-end' ? [event] : []));
        const tokens = ends.reduce((sum, end) => sum + end.inputTokens + end.outputTokens, 0);
        assert.ok(tokens > 0);
        const { costUsd, inputTokens, outputTokens, priced } = ending.budget.totals();
        assert.equal(inputTokens + outputTokens, tokens);
        assert.ok(priced && Math.abs(costUsd - tokens * 0.001) < 1e-9, `${costUsd} for ${tokens} tokens`);
        assert.ok(
          Math.abs(ends.reduce((sum, end) => sum + end.costUsd, 0) - costUsd) < 1e-9,
          'events and budget agree',
        );
      } finally {
        await Promise.all([down.close(), up.close()]);
      }
    });
  }

  it('checks the budget with the price of the model that would be called', async () => {
    const down = await startModelServer({ script: () => ({ fault: 'status', status: 402 }) });
    const up = await startModelServer({ script: () => write('export const a = 2;') });
    try {
      const cheap = modelAt('chat', up, undefined, 'fallback');
      const limits = { ...DEFAULT_LIMITS, maxCostUsd: 5 };
      const expensive = await runWith(cheap, [], {
        limits,
        priceOf: (_provider, _model, { inputTokens }) => inputTokens,
      });
      assert.equal(expensive.ending.reason, 'cost-budget');
      const fallback = await runWith(modelAt('chat', down, undefined, 'free'), [cheap], {
        limits,
        priceOf: (_provider, model, { inputTokens }) => (model === 'free' ? 0 : inputTokens),
      });
      assert.equal(fallback.ending.reason, 'cost-budget', 'the fallback costs more than is left');
      assert.deepEqual([down.requests.length, up.requests.length], [1, 0]);
    } finally {
      await Promise.all([down.close(), up.close()]);
    }
  });

  it('ends with the last model’s message when no model is available', async () => {
    const down = await startModelServer({ script: () => ({ fault: 'status', status: 402 }) });
    try {
      const { ending, events } = await runWith(modelAt('chat', down, undefined, 'first'), [
        modelAt('anthropic', down, undefined, 'second'),
        modelAt('responses', down, undefined, 'third'),
      ]);
      assert.equal(ending.reason, 'model-unavailable');
      assert.deepEqual(
        down.requests.map(({ model }) => model),
        ['first', 'second', 'third'],
      );
      assert.equal(events.filter(({ type }) => type === 'call-retry').length, 2);
    } finally {
      await down.close();
    }
  });
});
