import { z } from 'zod';
import { checkSchemas, checkTurns } from './tools';
import type { ErrorShape, PromptBlock, ProtocolAdapter, Rendered, SeenMessage } from './types';

const cacheControl = {
  cache_control: z
    .object({ type: z.literal('ephemeral') })
    .loose()
    .nullish(),
};
const textBlock = z.object({
  type: z.literal('text'),
  text: z.string().min(1, 'text content blocks must be non-empty'),
  ...cacheControl,
});
const block = z.discriminatedUnion('type', [
  textBlock,
  z.object({
    type: z.literal('tool_use'),
    id: z.string(),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
    ...cacheControl,
  }),
  z.object({ type: z.literal('tool_result'), tool_use_id: z.string(), content: z.string(), ...cacheControl }),
]);
const content = z.union([z.string(), z.array(block)]);
const tool = z.object({
  name: z.string(),
  description: z.string().default(''),
  input_schema: z.record(z.string(), z.unknown()),
});
const schema = z.object({
  model: z.string(),
  max_tokens: z.number({ error: 'max_tokens: Field required' }).int().positive(),
  system: z.union([z.string(), z.array(textBlock)]).nullish(),
  tools: z.array(tool).optional(),
  tool_choice: z.object({ type: z.literal('tool'), name: z.string() }).optional(),
  messages: z.array(z.object({ role: z.enum(['user', 'assistant']), content })).min(1),
  stream: z.boolean().nullish(),
});
type Content = z.infer<typeof content>;
type Block = z.infer<typeof block>;

const textOf = (value: Content): string =>
  typeof value === 'string' ? value : value.map((part) => (part.type === 'text' ? part.text : '')).join('');

const contentOf = (part: Block): string =>
  part.type === 'text'
    ? part.text
    : part.type === 'tool_use'
      ? `${part.name}${JSON.stringify(part.input)}`
      : part.content;

function toSeenMessage({ role, content: value }: { role: 'user' | 'assistant'; content: Content }): SeenMessage {
  const parts = typeof value === 'string' ? [] : value;
  const toolCalls = parts.flatMap((part) =>
    part.type === 'tool_use' ? [{ id: part.id, name: part.name, input: JSON.stringify(part.input) }] : [],
  );
  const toolResults = parts.flatMap((part) =>
    part.type === 'tool_result' ? [{ callId: part.tool_use_id, text: part.content }] : [],
  );
  return {
    role,
    text: textOf(value),
    ...(toolCalls.length > 0 ? { toolCalls } : {}),
    ...(toolResults.length > 0 ? { toolResults } : {}),
  };
}

function blocksOf({ tools = [], system, messages }: z.infer<typeof schema>): PromptBlock[] {
  const blocks = (value: Content, prefix: string): PromptBlock[] =>
    typeof value === 'string'
      ? [{ text: prefix + value, isCacheBreakpoint: false }]
      : value.map((part, index) => ({
          text: (index === 0 ? prefix : '') + contentOf(part),
          isCacheBreakpoint: Boolean(part.cache_control),
        }));
  return [
    ...tools.map((each) => ({ text: JSON.stringify(each), isCacheBreakpoint: false })),
    ...(system ? blocks(system, '') : []),
    ...messages.flatMap(({ role, content: value }) => blocks(value, `\n${role}\n`)),
  ];
}

const STOP = { stop: 'end_turn', length: 'max_tokens', refusal: 'refusal', 'content-filter': 'refusal' } as const;

const TYPES: Readonly<Record<number, { type: string; message: string }>> = {
  400: { type: 'invalid_request_error', message: 'The request is invalid.' },
  401: { type: 'authentication_error', message: 'invalid bearer token' },
  402: { type: 'billing_error', message: 'Your credit balance is too low to access the Anthropic API.' },
  403: { type: 'permission_error', message: 'Your API key does not have permission to use the specified resource.' },
  404: { type: 'not_found_error', message: 'model: not found' },
  413: { type: 'request_too_large', message: 'Request exceeds the maximum size' },
  429: {
    type: 'rate_limit_error',
    message: 'This request would exceed your account’s rate limit. Please try again later.',
  },
  500: { type: 'api_error', message: 'Internal server error' },
  504: { type: 'timeout_error', message: 'Request timed out' },
  529: { type: 'overloaded_error', message: 'Overloaded' },
};

function errorOf(status: number, error: ErrorShape, requestId: string) {
  const known = TYPES[status] ?? (status >= 500 ? TYPES[500] : TYPES[400]);
  return {
    type: 'error',
    error: { type: error.type ?? known?.type, message: error.message ?? known?.message },
    request_id: requestId,
  };
}

function usageOf({ usage }: Rendered, output: number) {
  return {
    input_tokens: usage.input - usage.cacheRead - usage.cacheWrite,
    cache_creation_input_tokens: usage.cacheWrite,
    cache_read_input_tokens: usage.cacheRead,
    output_tokens: output,
    service_tier: 'standard',
  };
}

const frame = (type: string, fields: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;

const hasText = ({ chunks, toolCalls }: Rendered): boolean => chunks.length > 0 || toolCalls.length === 0;
const stopOf = ({ finish, toolCalls }: Rendered): string =>
  finish === 'stop' && toolCalls.length > 0 ? 'tool_use' : STOP[finish];

function callFrames(reply: Rendered): string[] {
  return reply.toolCalls.flatMap(({ id, name, pieces }, position) => {
    const index = position + (hasText(reply) ? 1 : 0);
    return [
      frame('content_block_start', { index, content_block: { type: 'tool_use', id, name, input: {} } }),
      ...['', ...pieces].map((partial_json) =>
        frame('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json } }),
      ),
      frame('content_block_stop', { index }),
    ];
  });
}

/** Anthropic's Messages API: `/v1/messages`. */
export const anthropic: ProtocolAdapter = {
  requestIdHeader: 'request-id',
  outputByTool: true,
  read(body) {
    const request = schema.parse(body);
    if (blocksOf(request).filter(({ isCacheBreakpoint }) => isCacheBreakpoint).length > 4)
      throw new Error('A maximum of 4 blocks with cache_control may be provided.');
    if (request.messages[0]?.role !== 'user') throw new Error('messages: first message must use the "user" role');
    if (request.messages.at(-1)?.role === 'assistant')
      throw new Error(
        'This model does not support assistant message prefill. The conversation must end with a user message.',
      );
    const messages = request.messages.map(toSeenMessage);
    const tools = (request.tools ?? []).map(({ name, description, input_schema }) => ({
      name,
      description,
      schema: input_schema,
      strict: false,
    }));
    const output = tools.find(({ name }) => name === request.tool_choice?.name);
    if (request.tool_choice && !output)
      throw new Error(`Tool '${request.tool_choice.name}' not found in provided tools`);
    checkSchemas(tools);
    checkTurns(messages);
    return {
      model: request.model,
      system: request.system ? textOf(request.system) : '',
      messages,
      tools: tools.filter((each) => each !== output),
      output,
      stream: request.stream ?? false,
      maxOutputTokens: request.max_tokens,
      streamUsage: true,
      blocks: blocksOf(request),
    };
  },
  jsonBody: (reply) => ({
    id: `msg_${reply.id}`,
    type: 'message',
    role: 'assistant',
    model: reply.model,
    content: [
      ...(reply.chunks.length === 0 ? [] : [{ type: 'text', text: reply.chunks.join('') }]),
      ...reply.toolCalls.map(({ id, name, pieces }) => ({
        type: 'tool_use',
        id,
        name,
        input: JSON.parse(pieces.join('')) as unknown,
      })),
    ],
    stop_reason: stopOf(reply),
    stop_sequence: null,
    usage: usageOf(reply, reply.usage.output),
  }),
  frames: (reply) => ({
    head: [
      frame('message_start', {
        message: {
          id: `msg_${reply.id}`,
          type: 'message',
          role: 'assistant',
          model: reply.model,
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: usageOf(reply, 1),
        },
      }),
      ...(hasText(reply)
        ? [frame('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })]
        : []),
      frame('ping', {}),
    ],
    chunks: reply.chunks.map((text) => frame('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })),
    tail: [
      ...(hasText(reply) ? [frame('content_block_stop', { index: 0 })] : []),
      ...callFrames(reply),
      frame('message_delta', {
        delta: { stop_reason: stopOf(reply), stop_sequence: null },
        usage: usageOf(reply, reply.usage.output),
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
