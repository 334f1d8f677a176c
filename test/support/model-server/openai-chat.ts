import { z } from 'zod';
import { content, jsonSchema, openAiError, textOf } from './openai-common';
import { checkSchemas, checkTurns, fullText, joinTurns } from './tools';
import type { ProtocolAdapter, Rendered, SeenMessage } from './types';

const message = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['system', 'developer', 'user']), content }),
  z.object({
    role: z.literal('assistant'),
    content: content.nullish(),
    tool_calls: z
      .array(
        z.object({
          id: z.string(),
          type: z.literal('function'),
          function: z.object({ name: z.string(), arguments: z.string() }),
        }),
      )
      .min(1)
      .optional(),
  }),
  z.object({ role: z.literal('tool'), tool_call_id: z.string(), content }),
]);
const schema = z.object({
  model: z.string(),
  messages: z.array(message).min(1),
  tools: z
    .array(
      z.object({
        type: z.literal('function'),
        function: z.object({
          name: z.string(),
          description: z.string().default(''),
          parameters: jsonSchema,
          strict: z.boolean().default(false),
        }),
      }),
    )
    .min(1)
    .optional(),
  response_format: z
    .discriminatedUnion('type', [
      z.object({
        type: z.literal('json_schema'),
        json_schema: z.object({ name: z.string(), schema: jsonSchema, strict: z.boolean().default(false) }),
      }),
      z.object({ type: z.literal('json_object') }),
    ])
    .optional(),
  stream: z.boolean().optional(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: z.number().int().positive().nullish(),
  max_completion_tokens: z.number().int().positive().nullish(),
});

function toSeenMessages(entry: z.infer<typeof message>): SeenMessage[] {
  switch (entry.role) {
    case 'user':
      return [{ role: 'user', text: textOf(entry.content) }];
    case 'tool':
      return [{ role: 'user', text: '', toolResults: [{ callId: entry.tool_call_id, text: textOf(entry.content) }] }];
    case 'assistant': {
      const toolCalls = entry.tool_calls?.map((call) => ({
        id: call.id,
        name: call.function.name,
        input: call.function.arguments,
      }));
      return [
        { role: 'assistant', text: entry.content ? textOf(entry.content) : '', ...(toolCalls ? { toolCalls } : {}) },
      ];
    }
    default:
      return [];
  }
}

const FINISH = { stop: 'stop', length: 'length', refusal: 'stop', 'content-filter': 'content_filter' } as const;

const finishOf = ({ finish, toolCalls }: Rendered): string =>
  finish === 'stop' && toolCalls.length > 0 ? 'tool_calls' : FINISH[finish];

function completeCalls({ toolCalls }: Rendered): object {
  if (toolCalls.length === 0) return {};
  return {
    tool_calls: toolCalls.map(({ id, name, pieces }) => ({
      id,
      type: 'function',
      function: { name, arguments: pieces.join('') },
    })),
  };
}

function usageOf({ usage }: Rendered) {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cacheRead, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

const frame = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

/** OpenAI's Chat Completions API: `/v1/chat/completions`. */
export const openAiChat: ProtocolAdapter = {
  requestIdHeader: 'x-request-id',
  outputByTool: false,
  read(body) {
    const request = schema.parse(body);
    const systems = request.messages.flatMap((entry) =>
      entry.role === 'system' || entry.role === 'developer' ? [textOf(entry.content)] : [],
    );
    const messages = joinTurns(request.messages.flatMap(toSeenMessages));
    const tools = (request.tools ?? []).map(({ function: { name, description, parameters, strict } }) => ({
      name,
      description,
      schema: parameters,
      strict,
    }));
    const format = request.response_format;
    const output = format?.type === 'json_schema' ? format.json_schema : undefined;
    checkSchemas(output ? [...tools, output] : tools);
    checkTurns(messages);
    return {
      model: request.model,
      system: systems.join('\n'),
      messages,
      tools,
      output,
      stream: request.stream ?? false,
      maxOutputTokens: request.max_completion_tokens ?? request.max_tokens ?? undefined,
      streamUsage: request.stream_options?.include_usage ?? false,
      blocks: [
        ...tools.map((tool) => JSON.stringify(tool)),
        ...systems.map((text) => `system\n${text}`),
        ...messages.map((each) => `${each.role}\n${fullText(each)}`),
      ].map((text) => ({ text: `${text}\n`, isCacheBreakpoint: false })),
    };
  },
  jsonBody(reply) {
    const text = reply.chunks.join('');
    const refused = reply.finish === 'refusal';
    return {
      id: `chatcmpl-${reply.id}`,
      object: 'chat.completion',
      created: reply.created,
      model: reply.model,
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: refused || text === '' ? null : text,
            refusal: refused ? text : null,
            annotations: [],
            ...completeCalls(reply),
          },
          logprobs: null,
          finish_reason: finishOf(reply),
        },
      ],
      usage: usageOf(reply),
      service_tier: 'default',
      system_fingerprint: 'fp_scripted',
    };
  },
  frames(reply) {
    const key = reply.finish === 'refusal' ? 'refusal' : 'content';
    const common = {
      id: `chatcmpl-${reply.id}`,
      object: 'chat.completion.chunk',
      created: reply.created,
      model: reply.model,
      service_tier: 'default',
      system_fingerprint: 'fp_scripted',
    };
    const chunk = (delta: object, finish: string | null) =>
      frame({
        ...common,
        choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
        ...(reply.streamUsage ? { usage: null } : {}),
      });
    const usage = frame({ ...common, choices: [], usage: usageOf(reply) });
    return {
      head: [chunk({ role: 'assistant', content: '', refusal: null }, null)],
      chunks: [
        ...reply.chunks.map((text) => chunk({ [key]: text }, null)),
        ...reply.toolCalls.flatMap(({ id, name, pieces }, index) => [
          chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }, null),
          ...pieces.map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] }, null)),
        ]),
      ],
      tail: [chunk({}, finishOf(reply)), ...(reply.streamUsage ? [usage] : []), 'data: [DONE]\n\n'],
    };
  },
  errorBody: (status, error) => ({ error: openAiError(status, error) }),
  errorFrame: (error) => frame({ error: openAiError(500, error) }),
};
