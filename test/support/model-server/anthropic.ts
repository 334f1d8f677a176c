import { z } from 'zod';
import type { Dialect, ErrorShape, PromptBlock, Rendered } from './types';

const mark = z.object({ type: z.literal('ephemeral') }).loose();
const block = z.object({ type: z.literal('text'), text: z.string(), cache_control: mark.nullish() });
const content = z.union([z.string(), z.array(block)]);
const schema = z.object({
  model: z.string(),
  max_tokens: z.number({ error: 'max_tokens: Field required' }).int().positive(),
  system: content.nullish(),
  messages: z.array(z.object({ role: z.enum(['user', 'assistant']), content })).min(1),
  stream: z.boolean().nullish(),
});
type Content = z.infer<typeof content>;

const textOf = (value: Content): string => (typeof value === 'string' ? value : value.map((part) => part.text).join(''));

function blocksOf({ system, messages }: z.infer<typeof schema>): PromptBlock[] {
  const blocks = (value: Content, lead: string): PromptBlock[] =>
    typeof value === 'string'
      ? [{ text: lead + value, marked: false }]
      : value.map((part, index) => ({ text: (index === 0 ? lead : '') + part.text, marked: Boolean(part.cache_control) }));
  return [...(system ? blocks(system, '') : []), ...messages.flatMap(({ role, content: value }) => blocks(value, `\n${role}\n`))];
}

const STOP = { stop: 'end_turn', length: 'max_tokens', refusal: 'refusal', 'content-filter': 'refusal' } as const;

const TYPES: Readonly<Record<number, { type: string; message: string }>> = {
  400: { type: 'invalid_request_error', message: 'The request is invalid.' },
  401: { type: 'authentication_error', message: 'invalid bearer token' },
  402: { type: 'billing_error', message: 'Your credit balance is too low to access the Anthropic API.' },
  403: { type: 'permission_error', message: 'Your API key does not have permission to use the specified resource.' },
  404: { type: 'not_found_error', message: 'model: not found' },
  413: { type: 'request_too_large', message: 'Request exceeds the maximum size' },
  429: { type: 'rate_limit_error', message: 'This request would exceed your account’s rate limit. Please try again later.' },
  500: { type: 'api_error', message: 'Internal server error' },
  504: { type: 'timeout_error', message: 'Request timed out' },
  529: { type: 'overloaded_error', message: 'Overloaded' },
};

function errorOf(status: number, error: ErrorShape, requestId: string) {
  const known = TYPES[status] ?? (status >= 500 ? TYPES[500] : TYPES[400]);
  return { type: 'error', error: { type: error.type ?? known?.type, message: error.message ?? known?.message }, request_id: requestId };
}

function usageOf({ usage }: Rendered, output: number) {
  return {
    input_tokens: usage.input - usage.cacheRead - usage.cacheWrite,
    cache_creation_input_tokens: usage.cacheWrite, cache_read_input_tokens: usage.cacheRead,
    output_tokens: output, service_tier: 'standard',
  };
}

const frame = (type: string, fields: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;

/** `/v1/messages`. */
export const anthropic: Dialect = {
  requestIdHeader: 'request-id',
  read(body) {
    const request = schema.parse(body);
    if (blocksOf(request).filter(({ marked }) => marked).length > 4) throw new Error('A maximum of 4 blocks with cache_control may be provided.');
    if (request.messages[0]?.role !== 'user') throw new Error('messages: first message must use the "user" role');
    if (request.messages.at(-1)?.role === 'assistant') throw new Error('This model does not support assistant message prefill. The conversation must end with a user message.');
    return {
      model: request.model,
      system: request.system ? textOf(request.system) : '',
      messages: request.messages.map(({ role, content: value }) => ({ role, text: textOf(value) })),
      stream: request.stream ?? false,
      maxOutputTokens: request.max_tokens,
      streamUsage: true,
      blocks: blocksOf(request),
    };
  },
  whole: (reply) => ({
    id: `msg_${reply.id}`, type: 'message', role: 'assistant', model: reply.model,
    content: reply.chunks.length === 0 ? [] : [{ type: 'text', text: reply.chunks.join('') }],
    stop_reason: STOP[reply.finish], stop_sequence: null, usage: usageOf(reply, reply.usage.output),
  }),
  frames: (reply) => ({
    head: [
      frame('message_start', {
        message: {
          id: `msg_${reply.id}`, type: 'message', role: 'assistant', model: reply.model, content: [],
          stop_reason: null, stop_sequence: null, usage: usageOf(reply, 1),
        },
      }),
      frame('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
      frame('ping', {}),
    ],
    chunks: reply.chunks.map((text) => frame('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })),
    tail: [
      frame('content_block_stop', { index: 0 }),
      frame('message_delta', {
        delta: { stop_reason: STOP[reply.finish], stop_sequence: null }, usage: usageOf(reply, reply.usage.output),
      }),
      frame('message_stop', {}),
    ],
  }),
  errorBody: errorOf,
  errorFrame(error, requestId) {
    const { error: inner, request_id } = errorOf(529, error, requestId);
    return `event: error\ndata: ${JSON.stringify({ type: 'error', error: inner, request_id })}\n\n`;
  },
};
