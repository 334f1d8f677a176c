import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import { attempt, type ProviderConfig } from '../attempt';
import type { Draft, DraftFinish } from '../draft';
import type { ChatModel } from '../ports';
import { openAiClient } from './openai-client';

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
            messages: [{ role: 'system', content: request.system }, ...request.messages],
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

/** A server without streaming answers with one whole completion. */
function read(part: ChatCompletionChunk | ChatCompletion, draft: Draft): void {
  const choice = part.choices?.[0];
  const said = choice && ('delta' in choice ? choice.delta : choice.message);
  if (said?.content) draft.add(said.content);
  if (said?.refusal) draft.addRefusal(said.refusal);
  if (choice?.finish_reason) draft.finish(FINISH[choice.finish_reason] ?? 'stop');
  if (part.usage) draft.count(usageOf(part.usage));
}

const FINISH: Readonly<Record<string, DraftFinish>> = { length: 'length', content_filter: 'content-filter' };

function usageOf(usage: CompletionUsage) {
  return {
    inputTokens: usage.prompt_tokens ?? 0,
    outputTokens: usage.completion_tokens ?? 0,
    cachedInputTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
  };
}
