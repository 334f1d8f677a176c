import type Anthropic from '@anthropic-ai/sdk';
import type { Message, MessageDeltaUsage, MessageParam, RawMessageStreamEvent, Usage as MessageUsage } from '@anthropic-ai/sdk/resources/messages';
import { attempt, type ProviderConfig } from '../attempt';
import type { Draft, DraftFinish } from '../draft';
import type { ChatMessage, ChatModel, Usage } from '../ports';

/** Anthropic's `/v1/messages`. */
export function createAnthropic(config: ProviderConfig): ChatModel {
  const { provider, model, endpoint } = config;
  return {
    provider,
    model,
    endpoint,
    send: (request, signal) =>
      attempt(config, request, signal, async (fetch, draft) => {
        const client = await anthropicClient(config, fetch);
        const stream = await client.messages.create(
          {
            model,
            max_tokens: request.maxOutputTokens,
            system: [{ type: 'text', text: request.system, cache_control: { type: 'ephemeral' } }],
            messages: withCacheMarks(request.messages),
            stream: true,
          },
          { signal },
        );
        for await (const event of stream) read(event, draft);
      }),
  };
}

async function anthropicClient({ baseUrl, secret, timeouts }: ProviderConfig, fetch: typeof globalThis.fetch): Promise<Anthropic> {
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
  return messages.map(({ role, content }, index) =>
    index === 0 || index === messages.length - 1
      ? { role, content: [{ type: 'text', text: content, cache_control: { type: 'ephemeral' } }] }
      : { role, content });
}

function read(event: RawMessageStreamEvent | Message, draft: Draft): void {
  switch (event.type) {
    // A server without streaming answers with one whole message.
    case 'message':
      for (const block of event.content) if (block.type === 'text') draft.add(block.text);
      draft.count(usageOf(event.usage, undefined));
      end(event.stop_reason, draft);
      break;
    case 'message_start':
      draft.count(usageOf(event.message.usage, undefined));
      break;
    case 'content_block_delta':
      if (event.delta.type === 'text_delta') draft.add(event.delta.text);
      break;
    case 'message_delta':
      draft.count(usageOf(event.usage, draft.reported()));
      end(event.delta.stop_reason, draft);
      break;
  }
}

const FINISH: Readonly<Record<string, DraftFinish>> = { max_tokens: 'length', refusal: 'refusal' };

function end(reason: Message['stop_reason'], draft: Draft): void {
  if (reason === 'model_context_window_exceeded') draft.finish('length');
  else if (reason) draft.finish(FINISH[reason] ?? 'stop');
}

/** Anthropic counts what it read from and wrote to its cache beside, not in, `input_tokens`. */
function usageOf(usage: MessageUsage | MessageDeltaUsage, before: Usage | undefined): Usage {
  const cached = usage.cache_read_input_tokens ?? before?.cachedInputTokens ?? 0;
  const written = usage.cache_creation_input_tokens ?? before?.cacheWriteTokens ?? 0;
  return {
    inputTokens: typeof usage.input_tokens === 'number' ? usage.input_tokens + cached + written : (before?.inputTokens ?? 0),
    outputTokens: usage.output_tokens,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
  };
}
