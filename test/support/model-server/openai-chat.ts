import { z } from 'zod';
import { openAiError } from './openai-errors';
import type { Dialect, Rendered } from './types';

const content = z.union([z.string(), z.array(z.object({ text: z.string() }).loose())]);
const schema = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(['system', 'developer', 'user', 'assistant']), content })).min(1),
  stream: z.boolean().optional(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: z.number().int().positive().nullish(),
  max_completion_tokens: z.number().int().positive().nullish(),
});

const textOf = (value: z.infer<typeof content>): string =>
  typeof value === 'string' ? value : value.map((part) => part.text).join('');

const FINISH = { stop: 'stop', length: 'length', refusal: 'stop', 'content-filter': 'content_filter' } as const;

function usageOf({ usage }: Rendered) {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cacheRead, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
  };
}

const frame = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

/** `/v1/chat/completions`. */
export const openAiChat: Dialect = {
  requestIdHeader: 'x-request-id',
  read(body) {
    const request = schema.parse(body);
    const isSystem = (role: string) => role === 'system' || role === 'developer';
    return {
      model: request.model,
      system: request.messages.filter(({ role }) => isSystem(role)).map((message) => textOf(message.content)).join('\n'),
      messages: request.messages.flatMap((message) =>
        message.role === 'user' || message.role === 'assistant' ? [{ role: message.role, text: textOf(message.content) }] : []),
      stream: request.stream ?? false,
      maxOutputTokens: request.max_completion_tokens ?? request.max_tokens ?? undefined,
      streamUsage: request.stream_options?.include_usage ?? false,
      blocks: request.messages.map((message) => ({ text: `${message.role}\n${textOf(message.content)}\n`, marked: false })),
    };
  },
  whole(reply) {
    const text = reply.chunks.join('');
    const refused = reply.finish === 'refusal';
    return {
      id: `chatcmpl-${reply.id}`, object: 'chat.completion', created: reply.created, model: reply.model,
      choices: [{
        index: 0,
        message: { role: 'assistant', content: refused ? null : text, refusal: refused ? text : null, annotations: [] },
        logprobs: null, finish_reason: FINISH[reply.finish],
      }],
      usage: usageOf(reply), service_tier: 'default', system_fingerprint: 'fp_scripted',
    };
  },
  frames(reply) {
    const key = reply.finish === 'refusal' ? 'refusal' : 'content';
    const chunk = (delta: object, finish: string | null) => frame({
      id: `chatcmpl-${reply.id}`, object: 'chat.completion.chunk', created: reply.created, model: reply.model,
      service_tier: 'default', system_fingerprint: 'fp_scripted',
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      ...(reply.streamUsage ? { usage: null } : {}),
    });
    const usage = frame({
      id: `chatcmpl-${reply.id}`, object: 'chat.completion.chunk', created: reply.created, model: reply.model,
      service_tier: 'default', system_fingerprint: 'fp_scripted', choices: [], usage: usageOf(reply),
    });
    return {
      head: [chunk({ role: 'assistant', content: '', refusal: null }, null)],
      chunks: reply.chunks.map((text) => chunk({ [key]: text }, null)),
      tail: [chunk({}, FINISH[reply.finish]), ...(reply.streamUsage ? [usage] : []), 'data: [DONE]\n\n'],
    };
  },
  errorBody: (status, error) => ({ error: openAiError(status, error) }),
  errorFrame: (error) => frame({ error: openAiError(500, error) }),
};
