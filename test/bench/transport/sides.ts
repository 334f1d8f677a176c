import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { callModel } from '../../../src/engine/call/call';
import { createModel } from '../../../src/engine/call/create-model';
import type { CircuitBreakers } from '../../../src/engine/call/resilience/circuit-breaker';
import type { Clock } from '../../../src/engine/platform/clock';
import type { ModelServer } from '../../support/model-server';

/** Makes one call with as many attempts as it needs. Returns the text, or undefined if it gives up. */
export type Ask = (prompt: string) => Promise<string | undefined>;

const KEY = 'bench-key';

/** Our call, with everything at its defaults. */
export function ourSide(
  provider: 'openai' | 'anthropic',
  server: ModelServer,
  world: string,
  clock: Clock,
  breakers: CircuitBreakers,
): Ask {
  const baseUrl = provider === 'openai' ? server.openAiBaseUrl : server.anthropicBaseUrl;
  const model = createModel({ provider, model: world, baseUrl, apiKey: KEY });
  if ('problem' in model) throw new Error(model.problem);
  return async (prompt) => {
    const result = await callModel(
      { system: 'bench', messages: [{ role: 'user', content: prompt }], maxOutputTokens: 4096 },
      {
        model,
        clock,
        breakers,
        emit: () => undefined,
        call: 1,
        purpose: 'generate',
        priceOf: () => undefined,
        spending: { refuses: () => undefined, settle: () => undefined, remainingTokens: () => 1_000_000 },
      },
      new AbortController().signal,
    );
    return result.ok ? result.reply.text : undefined;
  };
}

/** The SDK alone with everything at its defaults. It streams, as our call does. */
export function sdkSide(provider: 'openai' | 'anthropic', server: ModelServer, world: string): Ask {
  const openai = new OpenAI({ baseURL: server.openAiBaseUrl, apiKey: KEY, logLevel: 'off' });
  const anthropic = new Anthropic({
    baseURL: server.anthropicBaseUrl,
    apiKey: KEY,
    logLevel: 'off',
    openTelemetry: false,
  });
  const viaOpenAi = async (prompt: string) => {
    let text = '';
    const stream = await openai.chat.completions.create({
      model: world,
      messages: [{ role: 'user', content: prompt }],
      stream: true,
    });
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    return text;
  };
  const viaAnthropic = async (prompt: string) => {
    let text = '';
    const stream = await anthropic.messages.create({
      model: world,
      max_tokens: 4096,
      messages: [{ role: 'user', content: prompt }],
      stream: true,
    });
    for await (const event of stream)
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') text += event.delta.text;
    return text;
  };
  const ask = provider === 'openai' ? viaOpenAi : viaAnthropic;
  return (prompt) => ask(prompt).catch(() => undefined);
}
