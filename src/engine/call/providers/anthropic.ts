import type Anthropic from '@anthropic-ai/sdk';
import type {
  Message,
  MessageDeltaUsage,
  MessageParam,
  Usage as MessageUsage,
  RawMessageStreamEvent,
  TextBlockParam,
  Tool,
  ToolChoiceTool,
  ToolResultBlockParam,
  ToolUseBlockParam,
} from '@anthropic-ai/sdk/resources/messages';
import { z } from 'zod';
import type { ChatMessage, ChatModel, ChatReply, ChatRequest, Usage } from '../ports';
import { readJson } from '../read-json';
import { attempt, type ProviderConfig } from './attempt';
import { jsonSchemaOf } from './json-schema';
import type { ReplyBuilder, ReplyFinish } from './reply-builder';

/** Anthropic's `/v1/messages`. */
export function createAnthropic(config: ProviderConfig): ChatModel {
  const { provider, model, endpoint } = config;
  return {
    provider,
    model,
    endpoint,
    send: async (request, signal) => {
      const reply = await attempt(config, request, signal, async (fetch, draft) => {
        const client = await anthropicClient(config, fetch);
        const stream = await client.messages.create(
          {
            model,
            max_tokens: request.maxOutputTokens,
            system: [{ type: 'text', text: request.system, cache_control: { type: 'ephemeral' } }],
            messages: withCacheMarks(request.messages),
            ...toolsOf(request),
            stream: true,
          },
          { signal },
        );
        for await (const event of stream) read(event, draft);
      });
      return withOutput(request, reply);
    },
  };
}

async function anthropicClient(
  { baseUrl, secret, timeouts }: ProviderConfig,
  fetch: typeof globalThis.fetch,
): Promise<Anthropic> {
  const { default: Client } = await import('@anthropic-ai/sdk');
  return new Client({
    baseURL: baseUrl,
    // A key that is given keeps the SDK from looking for others in the environment and in files.
    apiKey: secret ?? 'none',
    webhookKey: null,
    maxRetries: 0,
    // The wire keeps time; the SDK's own limit only must not come first.
    timeout: timeouts.wholeMs + 60_000,
    logLevel: 'off',
    openTelemetry: false,
    fetch,
  });
}

/**
 * Marks what the next call of a run will repeat: the first message (task and files), which stays the same, and the
 * last one, which the following call has as its prefix when it only adds. With the system prompt these are three of the
 * four marks Anthropic allows.
 */
function withCacheMarks(messages: readonly ChatMessage[]): MessageParam[] {
  return messages.map((message, index) => {
    const blocks = blocksOf(message);
    const last = blocks.at(-1);
    if (last && (index === 0 || index === messages.length - 1)) last.cache_control = { type: 'ephemeral' };
    return { role: message.role, content: blocks };
  });
}

type Block = TextBlockParam | ToolResultBlockParam | ToolUseBlockParam;

/** Results stand first and calls last; an empty text block is refused beside them. */
function blocksOf({ content, toolCalls = [], toolResults = [] }: ChatMessage): Block[] {
  return [
    ...toolResults.map(
      (result): Block => ({ type: 'tool_result', tool_use_id: result.callId, content: result.content }),
    ),
    ...(content || toolCalls.length + toolResults.length === 0 ? [{ type: 'text', text: content } as const] : []),
    ...toolCalls.map(({ id, name, input }): Block => ({ type: 'tool_use', id, name, input: objectIn(input) })),
  ];
}

/** A call's input goes back as an object; one that was none has only its result to speak for it. */
function objectIn(input: string): Record<string, unknown> {
  const read = readJson(z.record(z.string(), z.unknown()), input);
  return read.ok ? read.value : {};
}

/** The request's tools; an answer of a certain form is asked for as a call of the one tool that takes it. */
function toolsOf({ tools = [], output }: ChatRequest): { tools?: Tool[]; tool_choice?: ToolChoiceTool } {
  const specs = output
    ? [...tools, { name: output.name, description: 'Takes your answer.', input: output.schema }]
    : tools;
  if (specs.length === 0) return {};
  return {
    tools: specs.map(({ name, description, input }) => ({
      name,
      description,
      input_schema: { type: 'object', ...jsonSchemaOf(input).schema },
    })),
    ...(output ? { tool_choice: { type: 'tool', name: output.name, disable_parallel_tool_use: true } } : {}),
  };
}

function withOutput({ output }: ChatRequest, reply: ChatReply): ChatReply {
  const answer = output && reply.toolCalls?.find(({ name }) => name === output.name);
  return answer ? { text: answer.input, finish: reply.finish, usage: reply.usage } : reply;
}

function read(event: RawMessageStreamEvent | Message, draft: ReplyBuilder): void {
  switch (event.type) {
    // A server without streaming answers with one whole message.
    case 'message':
      for (const [place, block] of event.content.entries()) {
        if (block.type === 'text') draft.add(block.text);
        else if (block.type === 'tool_use')
          draft.addToolCall(place, { id: block.id, name: block.name, input: JSON.stringify(block.input) });
      }
      draft.count(usageOf(event.usage, undefined));
      end(event.stop_reason, draft);
      break;
    case 'message_start':
      draft.count(usageOf(event.message.usage, undefined));
      break;
    case 'content_block_start':
      if (event.content_block.type === 'tool_use')
        draft.addToolCall(event.index, { id: event.content_block.id, name: event.content_block.name });
      break;
    case 'content_block_delta':
      if (event.delta.type === 'text_delta') draft.add(event.delta.text);
      else if (event.delta.type === 'input_json_delta')
        draft.addToolCall(event.index, { input: event.delta.partial_json });
      break;
    case 'message_delta':
      draft.count(usageOf(event.usage, draft.reported()));
      end(event.delta.stop_reason, draft);
      break;
  }
}

const FINISH: Readonly<Record<string, ReplyFinish>> = { max_tokens: 'length', refusal: 'refusal' };

function end(reason: Message['stop_reason'], draft: ReplyBuilder): void {
  if (reason === 'model_context_window_exceeded') draft.finish('length');
  else if (reason) draft.finish(FINISH[reason] ?? 'stop');
}

/** Anthropic counts what it read from and wrote to its cache beside, not in, `input_tokens`. */
function usageOf(usage: MessageUsage | MessageDeltaUsage, before: Usage | undefined): Usage {
  const cached = usage.cache_read_input_tokens ?? before?.cachedInputTokens ?? 0;
  const written = usage.cache_creation_input_tokens ?? before?.cacheWriteTokens ?? 0;
  return {
    inputTokens:
      typeof usage.input_tokens === 'number' ? usage.input_tokens + cached + written : (before?.inputTokens ?? 0),
    outputTokens: usage.output_tokens,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
  };
}
