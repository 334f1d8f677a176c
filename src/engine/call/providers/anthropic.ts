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
import { createProviderModel, type ProviderConfig } from './attempt';
import { jsonSchemaOf } from './json-schema';
import type { ReplyBuilder, ReplyFinish } from './reply-builder';
import { sdkOptions } from './sdk-options';

/** Anthropic's `/v1/messages` API. */
export function createAnthropic(config: ProviderConfig): ChatModel {
  const model = createProviderModel(config, async ({ request, builder, fetch, signal }) => {
    const client = await anthropicClient(config, fetch);
    const stream = await client.messages.create(
      {
        model: config.model,
        max_tokens: request.maxOutputTokens,
        system: [{ type: 'text', text: request.system, cache_control: { type: 'ephemeral' } }],
        messages: withCacheBreakpoints(request.messages),
        ...toolParamsOf(request),
        ...effortOf(config),
        stream: true,
      },
      { signal },
    );
    for await (const event of stream) readEvent(event, builder);
  });
  return { ...model, send: async (request, ...rest) => outputAsText(request, await model.send(request, ...rest)) };
}

/** Anthropic has no level below `low`. */
function effortOf({ reasoningEffort: effort }: ProviderConfig): {
  output_config?: { effort: 'low' | 'medium' | 'high' };
} {
  return effort ? { output_config: { effort: effort === 'minimal' ? 'low' : effort } } : {};
}

/** The SDK is loaded on first use, because it is large and most editor windows never call a model. */
async function anthropicClient(config: ProviderConfig, fetch: typeof globalThis.fetch): Promise<Anthropic> {
  const { default: Client } = await import('@anthropic-ai/sdk');
  return new Client({ ...sdkOptions(config, fetch), webhookKey: null, openTelemetry: false });
}

/**
 * Marks for the prompt cache what the run's next call will repeat: the first message (task and files), which stays the
 * same, and the last message, because the next call starts with all messages up to it if it only appends. Together with
 * the system prompt these are three of the four cache breakpoints that Anthropic allows.
 */
function withCacheBreakpoints(messages: readonly ChatMessage[]): MessageParam[] {
  return messages.map((message, index) => {
    const blocks = blocksOf(message);
    const last = blocks.at(-1);
    if (last && (index === 0 || index === messages.length - 1)) last.cache_control = { type: 'ephemeral' };
    return { role: message.role, content: blocks };
  });
}

type Block = TextBlockParam | ToolResultBlockParam | ToolUseBlockParam;

/** Anthropic wants results first and calls last, and rejects an empty text block next to them. */
function blocksOf({ content, toolCalls = [], toolResults = [] }: ChatMessage): Block[] {
  return [
    ...toolResults.map(
      (result): Block => ({ type: 'tool_result', tool_use_id: result.callId, content: result.content }),
    ),
    ...(content || toolCalls.length + toolResults.length === 0 ? [{ type: 'text', text: content } as const] : []),
    ...toolCalls.map(({ id, name, input }): Block => ({ type: 'tool_use', id, name, input: parseInput(input) })),
  ];
}

/** Anthropic takes a call's input back only as an object. For invalid input, the call's result names the problem. */
function parseInput(input: string): Record<string, unknown> {
  const parsed = readJson(z.record(z.string(), z.unknown()), input);
  return parsed.ok ? parsed.value : {};
}

/** The request's tools. Structured output is requested as a forced call of a tool that takes the answer as input. */
function toolParamsOf({ tools = [], output }: ChatRequest): { tools?: Tool[]; tool_choice?: ToolChoiceTool } {
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

/** Makes the forced call's input the reply's text. */
function outputAsText({ output }: ChatRequest, reply: ChatReply): ChatReply {
  const answer = output && reply.toolCalls?.find(({ name }) => name === output.name);
  if (!answer) return reply;
  const { toolCalls: _, ...rest } = reply;
  return { ...rest, text: answer.input };
}

function readEvent(event: RawMessageStreamEvent | Message, builder: ReplyBuilder): void {
  switch (event.type) {
    // A server without streaming answers with one whole message.
    case 'message':
      for (const [index, block] of event.content.entries()) {
        if (block.type === 'text') builder.addText(block.text);
        else if (block.type === 'tool_use')
          builder.addToolCall(index, { id: block.id, name: block.name, input: JSON.stringify(block.input) });
      }
      builder.setUsage(usageOf(event.usage, undefined));
      finishReply(event.stop_reason, builder);
      builder.finishIfOpen('stop');
      break;
    case 'message_stop':
      builder.finishIfOpen('stop');
      break;
    case 'message_start':
      builder.setUsage(usageOf(event.message.usage, undefined));
      break;
    case 'content_block_start':
      if (event.content_block.type === 'tool_use')
        builder.addToolCall(event.index, { id: event.content_block.id, name: event.content_block.name });
      break;
    case 'content_block_delta':
      if (event.delta.type === 'text_delta') builder.addText(event.delta.text);
      else if (event.delta.type === 'input_json_delta')
        builder.addToolCall(event.index, { input: event.delta.partial_json });
      break;
    case 'message_delta':
      builder.setUsage(usageOf(event.usage, builder.reportedUsage()));
      finishReply(event.delta.stop_reason, builder);
      break;
  }
}

const FINISH: Readonly<Record<string, ReplyFinish>> = {
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'refusal',
};

function finishReply(reason: Message['stop_reason'], builder: ReplyBuilder): void {
  if (reason) builder.finish(FINISH[reason] ?? 'stop');
}

/** `input_tokens` excludes what Anthropic read from and wrote to its cache, so those tokens are added. */
function usageOf(usage: MessageUsage | MessageDeltaUsage, previous: Usage | undefined): Usage {
  const cached = usage.cache_read_input_tokens ?? previous?.cachedInputTokens ?? 0;
  const written = usage.cache_creation_input_tokens ?? previous?.cacheWriteTokens ?? 0;
  return {
    inputTokens:
      typeof usage.input_tokens === 'number' ? usage.input_tokens + cached + written : (previous?.inputTokens ?? 0),
    outputTokens: usage.output_tokens,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
  };
}
