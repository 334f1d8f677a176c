import { z } from 'zod';
import { content, jsonSchema, openAiError, textOf } from './openai-common';
import { checkSchemas, checkTurns, fullText, joinTurns } from './tools';
import type { ProtocolAdapter, Rendered, SeenMessage } from './types';

const message = z.object({
  type: z.literal('message').default('message'),
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content,
});
const call = z.object({
  type: z.literal('function_call'),
  call_id: z.string(),
  name: z.string(),
  arguments: z.string(),
});
const result = z.object({ type: z.literal('function_call_output'), call_id: z.string(), output: z.string() });
const item = z.union([message, call, result]);
const schema = z.object({
  model: z.string(),
  instructions: z.string().nullish(),
  input: z.union([
    z.string().transform((text) => [{ type: 'message' as const, role: 'user' as const, content: text }]),
    z.array(item),
  ]),
  tools: z
    .array(
      z.object({
        type: z.literal('function'),
        name: z.string(),
        description: z.string().default(''),
        parameters: jsonSchema,
        strict: z.boolean(),
      }),
    )
    .min(1)
    .optional(),
  text: z
    .object({
      format: z.object({
        type: z.literal('json_schema'),
        name: z.string(),
        schema: jsonSchema,
        strict: z.boolean().default(false),
      }),
    })
    .optional(),
  stream: z.boolean().nullish(),
  max_output_tokens: z.number().int().positive().nullish(),
});
type Item = z.infer<typeof item>;

function toSeenMessages(entry: Item): SeenMessage[] {
  switch (entry.type) {
    case 'function_call':
      return [
        { role: 'assistant', text: '', toolCalls: [{ id: entry.call_id, name: entry.name, input: entry.arguments }] },
      ];
    case 'function_call_output':
      return [{ role: 'user', text: '', toolResults: [{ callId: entry.call_id, text: entry.output }] }];
    case 'message':
      return entry.role === 'user' || entry.role === 'assistant'
        ? [{ role: entry.role, text: textOf(entry.content) }]
        : [];
  }
}

const systemOf = (entry: Item): string[] =>
  entry.type === 'message' && (entry.role === 'system' || entry.role === 'developer') ? [textOf(entry.content)] : [];

function partOf(reply: Rendered, text: string) {
  return reply.finish === 'refusal'
    ? { type: 'refusal', refusal: text }
    : { type: 'output_text', text, annotations: [], logprobs: [] };
}

function messageOf(reply: Rendered, status: string, text: string | undefined) {
  return {
    id: `msg_${reply.id}`,
    type: 'message',
    status,
    role: 'assistant',
    content: text === undefined ? [] : [partOf(reply, text)],
  };
}

function callOf({ id, name, pieces }: Rendered['toolCalls'][number], status: 'in_progress' | 'completed') {
  return {
    id: `fc_${id}`,
    type: 'function_call',
    status,
    call_id: id,
    name,
    arguments: status === 'completed' ? pieces.join('') : '',
  };
}

const hasText = ({ chunks, toolCalls }: Rendered): boolean => chunks.length > 0 || toolCalls.length === 0;

function responseOf(reply: Rendered, state: 'in_progress' | 'done') {
  const text = reply.chunks.join('');
  const isCut = reply.finish === 'length' || reply.finish === 'content-filter';
  const status = state === 'in_progress' ? 'in_progress' : isCut ? 'incomplete' : 'completed';
  const output = [
    ...(hasText(reply) ? [messageOf(reply, isCut ? 'incomplete' : 'completed', text)] : []),
    ...reply.toolCalls.map((each) => callOf(each, 'completed')),
  ];
  return {
    id: `resp_${reply.id}`,
    object: 'response',
    created_at: reply.created,
    status,
    error: null,
    incomplete_details:
      status === 'incomplete' ? { reason: reply.finish === 'length' ? 'max_output_tokens' : 'content_filter' } : null,
    model: reply.model,
    parallel_tool_calls: true,
    tool_choice: 'auto',
    tools: [],
    temperature: 1,
    top_p: 1,
    metadata: {},
    output: state === 'done' ? output : [],
    usage:
      state === 'in_progress'
        ? null
        : {
            input_tokens: reply.usage.input,
            input_tokens_details: { cached_tokens: reply.usage.cacheRead },
            output_tokens: reply.usage.output,
            output_tokens_details: { reasoning_tokens: 0 },
            total_tokens: reply.usage.input + reply.usage.output,
          },
  };
}

type Frame = (type: string, fields: object) => string;

function textFrames(reply: Rendered, frame: Frame) {
  const text = reply.chunks.join('');
  const position = { item_id: `msg_${reply.id}`, output_index: 0, content_index: 0 };
  const kind = reply.finish === 'refusal' ? 'refusal' : 'output_text';
  const complete = reply.finish === 'refusal' ? { refusal: text } : { text, logprobs: [] };
  return {
    begin: [
      frame('response.output_item.added', { output_index: 0, item: messageOf(reply, 'in_progress', undefined) }),
      frame('response.content_part.added', { ...position, part: partOf(reply, '') }),
    ],
    chunks: reply.chunks.map((delta) => frame(`response.${kind}.delta`, { ...position, delta, logprobs: [] })),
    end: [
      frame(`response.${kind}.done`, { ...position, ...complete }),
      frame('response.content_part.done', { ...position, part: partOf(reply, text) }),
      frame('response.output_item.done', { output_index: 0, item: responseOf(reply, 'done').output[0] }),
    ],
  };
}

function callFrames(reply: Rendered, frame: Frame): string[] {
  return reply.toolCalls.flatMap((each, index) => {
    const output_index = index + (hasText(reply) ? 1 : 0);
    const position = { item_id: `fc_${each.id}`, output_index };
    return [
      frame('response.output_item.added', { output_index, item: callOf(each, 'in_progress') }),
      ...each.pieces.map((delta) => frame('response.function_call_arguments.delta', { ...position, delta })),
      frame('response.function_call_arguments.done', { ...position, name: each.name, arguments: each.pieces.join('') }),
      frame('response.output_item.done', { output_index, item: callOf(each, 'completed') }),
    ];
  });
}

/** OpenAI's Responses API: `/v1/responses`. */
export const openAiResponses: ProtocolAdapter = {
  requestIdHeader: 'x-request-id',
  outputByTool: false,
  read(body) {
    const request = schema.parse(body);
    const system = [...(request.instructions ? [request.instructions] : []), ...request.input.flatMap(systemOf)].join(
      '\n',
    );
    const messages = joinTurns(request.input.flatMap(toSeenMessages));
    const tools = (request.tools ?? []).map(({ name, description, parameters, strict }) => ({
      name,
      description,
      schema: parameters,
      strict,
    }));
    const output = request.text?.format;
    checkSchemas(output ? [...tools, output] : tools);
    checkTurns(messages);
    return {
      model: request.model,
      system,
      messages,
      tools,
      output,
      stream: request.stream ?? false,
      maxOutputTokens: request.max_output_tokens ?? undefined,
      streamUsage: true,
      blocks: [
        ...tools.map((tool) => JSON.stringify(tool)),
        system,
        ...messages.map((each) => `${each.role}\n${fullText(each)}`),
      ].map((text) => ({ text: `${text}\n`, isCacheBreakpoint: false })),
    };
  },
  jsonBody: (reply) => responseOf(reply, 'done'),
  frames(reply) {
    let sequence = 0;
    const frame: Frame = (type, fields) =>
      `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...fields })}\n\n`;
    const head = (['created', 'in_progress'] as const).map((state) =>
      frame(`response.${state}`, { response: responseOf(reply, 'in_progress') }),
    );
    const { begin, chunks, end } = hasText(reply) ? textFrames(reply, frame) : { begin: [], chunks: [], end: [] };
    const last = responseOf(reply, 'done');
    return {
      head: [...head, ...begin],
      chunks,
      tail: [...end, ...callFrames(reply, frame), frame(`response.${last.status}`, { response: last })],
    };
  },
  errorBody: (status, error) => ({ error: openAiError(status, error) }),
  errorFrame(error) {
    const { message: text, code, param } = openAiError(500, error);
    const event = { type: 'error', code: code ?? 'server_error', message: text, param, sequence_number: 4 };
    return `event: error\ndata: ${JSON.stringify(event)}\n\n`;
  },
};
