import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionMessageParam,
  ChatCompletionTool,
} from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import type { ResponseFormatJSONSchema } from 'openai/resources/shared';
import type { ChatMessage, ChatModel, OutputSpec, ToolSpec } from '../ports';
import { attempt, type ProviderConfig } from './attempt';
import { jsonSchemaOf } from './json-schema';
import { openAiClient } from './openai-client';
import type { ReplyBuilder, ReplyFinish } from './reply-builder';

/** `/chat/completions`: what OpenAI-compatible servers speak (Ollama, LM Studio, vLLM, OpenRouter, llama.cpp). */
export function createOpenAiChat(config: ProviderConfig): ChatModel {
  const { provider, model, endpoint } = config;
  return {
    provider,
    model,
    endpoint,
    send: (request, signal) =>
      attempt(config, request, signal, async (fetch, draft) => {
        const client = await openAiClient(config, fetch);
        const stream = await client.chat.completions.create(
          {
            model,
            messages: [{ role: 'system', content: request.system }, ...request.messages.flatMap(paramsOf)],
            ...(request.tools?.length ? { tools: request.tools.map(toolOf) } : {}),
            ...(request.output ? { response_format: formatOf(request.output) } : {}),
            // Compatible servers know this name; the newer `max_completion_tokens` only some.
            max_tokens: request.maxOutputTokens,
            stream: true,
            stream_options: { include_usage: true },
          },
          { signal },
        );
        for await (const part of stream) read(part, draft);
      }),
  };
}

function paramsOf({ role, content, toolCalls, toolResults = [] }: ChatMessage): ChatCompletionMessageParam[] {
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

function toolOf({ name, description, input }: ToolSpec): ChatCompletionTool {
  const { schema, strict } = jsonSchemaOf(input);
  return { type: 'function', function: { name, description, parameters: schema, strict } };
}

function formatOf({ name, schema: form }: OutputSpec): ResponseFormatJSONSchema {
  const { schema, strict } = jsonSchemaOf(form);
  return { type: 'json_schema', json_schema: { name, schema, strict } };
}

/** A server without streaming answers with one whole completion. */
function read(part: ChatCompletionChunk | ChatCompletion, draft: ReplyBuilder): void {
  const choice = part.choices?.[0];
  const said = choice && ('delta' in choice ? choice.delta : choice.message);
  if (said?.content) draft.add(said.content);
  if (said?.refusal) draft.addRefusal(said.refusal);
  for (const [position, call] of (said?.tool_calls ?? []).entries()) {
    if ('custom' in call) continue;
    draft.addToolCall('index' in call ? call.index : position, {
      id: call.id,
      name: call.function?.name,
      input: call.function?.arguments,
    });
  }
  if (choice?.finish_reason) draft.finish(FINISH[choice.finish_reason] ?? 'stop');
  if (part.usage) draft.count(usageOf(part.usage));
}

const FINISH: Readonly<Record<string, ReplyFinish>> = { length: 'length', content_filter: 'content-filter' };

function usageOf(usage: CompletionUsage) {
  return {
    inputTokens: usage.prompt_tokens ?? 0,
    outputTokens: usage.completion_tokens ?? 0,
    cachedInputTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
  };
}
