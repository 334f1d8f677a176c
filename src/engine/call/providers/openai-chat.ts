import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionMessageParam,
  ChatCompletionTool,
} from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import type { ResponseFormatJSONSchema } from 'openai/resources/shared';
import type { ChatMessage, ChatModel, OutputSpec, ToolSpec } from '../ports';
import { createProviderModel, type ProviderConfig } from './attempt';
import { functionOf, namedSchemaOf, openAiClient } from './openai-client';
import type { ReplyBuilder, ReplyFinish } from './reply-builder';

/** The `/chat/completions` API of OpenAI-compatible servers (Ollama, LM Studio, vLLM, OpenRouter, llama.cpp). */
export function createOpenAiChat(config: ProviderConfig): ChatModel {
  return createProviderModel(config, async ({ request, builder, fetch, signal }) => {
    const client = await openAiClient(config, fetch);
    const stream = await client.chat.completions.create(
      {
        model: config.model,
        messages: [{ role: 'system', content: request.system }, ...request.messages.flatMap(messageParamsOf)],
        ...(request.tools?.length ? { tools: request.tools.map(toolParamOf) } : {}),
        ...(request.output ? { response_format: responseFormatOf(request.output) } : {}),
        // All compatible servers support this name, but only some the newer `max_completion_tokens`.
        max_tokens: request.maxOutputTokens,
        ...(config.reasoningEffort ? { reasoning_effort: config.reasoningEffort } : {}),
        stream: true,
        stream_options: { include_usage: true },
      },
      { signal },
    );
    for await (const chunk of stream) readChunk(chunk, builder);
  });
}

function messageParamsOf({ role, content, toolCalls, toolResults = [] }: ChatMessage): ChatCompletionMessageParam[] {
  if (role === 'assistant') {
    if (!toolCalls?.length) return [{ role, content }];
    return [
      {
        role,
        content: content || null,
        tool_calls: toolCalls.map(({ id, name, input }) => ({
          id,
          type: 'function',
          function: { name, arguments: input },
        })),
      },
    ];
  }
  const results = toolResults.map(
    (result): ChatCompletionMessageParam => ({ role: 'tool', tool_call_id: result.callId, content: result.content }),
  );
  return content || results.length === 0 ? [...results, { role, content }] : results;
}

function toolParamOf(tool: ToolSpec): ChatCompletionTool {
  return { type: 'function', function: functionOf(tool) };
}

function responseFormatOf(output: OutputSpec): ResponseFormatJSONSchema {
  return { type: 'json_schema', json_schema: namedSchemaOf(output) };
}

/** Reads one chunk, or the whole completion from a server without streaming. */
function readChunk(chunk: ChatCompletionChunk | ChatCompletion, builder: ReplyBuilder): void {
  throwReported(chunk);
  const choice = chunk.choices?.[0];
  const message = choice && ('delta' in choice ? choice.delta : choice.message);
  if (message?.content) builder.addText(textOf(message.content));
  if (message?.refusal) builder.addRefusal(message.refusal);
  for (const [position, call] of (message?.tool_calls ?? []).entries()) {
    if ('custom' in call) continue;
    builder.addToolCall('index' in call ? call.index : position, {
      id: call.id,
      name: call.function?.name,
      input: call.function?.arguments,
    });
  }
  if (choice?.finish_reason) builder.finish(finishOf(choice.finish_reason), choice.finish_reason);
  // A whole answer is complete, whether or not the server says why it ended.
  else if (choice && 'message' in choice) builder.finishIfOpen('stop');
  if (chunk.usage) builder.setUsage(usageOf(chunk.usage));
}

/** Some servers report an error in mid-stream as an object of another kind, or in a list. */
function throwReported(chunk: unknown): void {
  const [first] = Array.isArray(chunk) ? (chunk as readonly unknown[]) : [chunk];
  if (typeof first !== 'object' || first === null) return;
  const isError = 'error' in first && Boolean(first.error);
  if (isError || ('object' in first && first.object === 'error'))
    // It has the shape of the SDK's own errors, so that the same rules classify both.
    throw Object.assign(new Error('the server reported an error'), { error: isError ? first.error : first });
}

/** OpenAI's reasons, and those of other providers that compatible servers pass on. */
const FINISH: readonly (readonly [RegExp, ReplyFinish])[] = [
  [/^(?:length|max_(?:output_)?tokens|model_length|token_limit|model_context_window_exceeded)$/i, 'length'],
  [
    /^(?:content_filter(?:ed)?|(?:image_)?safety|prohibited_content|blocklist|spii|recitation|guardrail_intervened)$/i,
    'content-filter',
  ],
  [/^(?:error|\w+_error|error_\w+|abort|cancel|fail|time_?out|insufficient_|overloaded|interrupted)/i, 'broken'],
];

/** Any other word means that the model had nothing more to say. */
function finishOf(reason: string): ReplyFinish {
  return FINISH.find(([pattern]) => pattern.test(reason))?.[1] ?? 'stop';
}

/** Some servers send the text in parts. */
function textOf(content: string | readonly unknown[]): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (isTextPart(part) ? part.text : '')).join('');
}

function isTextPart(part: unknown): part is { readonly text: string } {
  return typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string';
}

function usageOf(usage: CompletionUsage) {
  return {
    inputTokens: usage.prompt_tokens ?? 0,
    outputTokens: usage.completion_tokens ?? 0,
    cachedInputTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
  };
}
