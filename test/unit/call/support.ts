import { createModelAdjustments } from '../../../src/engine/call/adjust/adjustments';
import type { CallDeps } from '../../../src/engine/call/call';
import { createModel, type ModelConfig } from '../../../src/engine/call/create-model';
import { createTransport } from '../../../src/engine/call/network/transport';
import type { ChatModel, ChatRequest, Spending, Usage } from '../../../src/engine/call/ports';
import type { Timeouts } from '../../../src/engine/call/providers/guarded-fetch';
import { createOpenAiResponses } from '../../../src/engine/call/providers/openai-responses';
import type { EventBody } from '../../../src/engine/contract/events';
import type { Clock } from '../../../src/engine/platform/clock';
import { type ModelServer, type Script, startModelServer } from '../../support/model-server';

export const REQUEST: ChatRequest = {
  system: 'You write TypeScript.',
  messages: [{ role: 'user', content: 'Write a function that adds.' }],
  maxOutputTokens: 1000,
};

export const KEY = 'sk-test-0123456789abcdef';
/** Long enough for a busy machine. Tests of a timeout shorten only that one. */
export const LONG_TIMEOUTS: Timeouts = { firstByteMs: 10_000, silenceMs: 10_000, wholeMs: 15_000 };

export const NEVER = new AbortController().signal;

export type Kind = 'chat' | 'responses' | 'anthropic';
export const KINDS: readonly Kind[] = ['chat', 'responses', 'anthropic'];

/** Creates a model of this kind that calls the server. */
export function modelAt(
  kind: Kind,
  server: Pick<ModelServer, 'openAiBaseUrl' | 'anthropicBaseUrl'>,
  timeouts: Timeouts = LONG_TIMEOUTS,
  model = 'test-model',
): ChatModel {
  if (kind === 'responses') {
    return createOpenAiResponses({
      provider: 'openai',
      model,
      endpoint: server.openAiBaseUrl,
      baseUrl: server.openAiBaseUrl,
      secret: KEY,
      timeouts,
      transport: createTransport({ loopback: true, proxy: undefined }),
      adjustments: createModelAdjustments(),
    });
  }
  const config: ModelConfig =
    kind === 'anthropic'
      ? { provider: 'anthropic', model, baseUrl: server.anthropicBaseUrl, apiKey: KEY, timeouts }
      : { provider: 'openai', model, baseUrl: server.openAiBaseUrl, apiKey: KEY, timeouts };
  const created = createModel(config);
  if ('problem' in created) throw new Error(created.problem);
  return created;
}

export async function withServer<T>(
  script: Script,
  use: (server: ModelServer) => Promise<T>,
  models?: readonly string[],
): Promise<T> {
  const server = await startModelServer({ script, ...(models ? { models } : {}) });
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

export interface FakeClock extends Clock {
  /** Every requested sleep, in milliseconds. */
  readonly slept: number[];
}

/** Sleeping only advances the time. `random` is constant. */
export function fakeClock(random = 0.5): FakeClock {
  let now = Date.UTC(2026, 10, 1);
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    random: () => random,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
}

export interface SpyDeps extends CallDeps {
  readonly events: EventBody[];
  readonly settled: Usage[];
}

export function callDeps(model: ChatModel, overrides: Partial<CallDeps> = {}): SpyDeps {
  const events: EventBody[] = [];
  const settled: Usage[] = [];
  const spending: Spending = {
    refuses: () => undefined,
    settle: (_model, usage) => {
      settled.push(usage);
    },
    remainingTokens: () => 1_000_000,
  };
  return {
    model,
    spending,
    clock: fakeClock(),
    emit: (event) => events.push(event),
    call: 1,
    purpose: 'generate',
    priceOf: (_provider, _model, usage) => (usage.inputTokens + usage.outputTokens) / 1000,
    ...overrides,
    events,
    settled,
  };
}
