import type { Response, ResponseStreamEvent } from 'openai/resources/responses/responses';
import { attempt, type ProviderConfig } from '../attempt';
import type { Draft } from '../draft';
import type { ChatModel } from '../ports';
import { openAiClient } from './openai-client';

/** `/responses`: OpenAI's own. Nothing is kept at the provider (`store: false`). */
export function createOpenAiResponses(config: ProviderConfig): ChatModel {
  const { provider, model, endpoint } = config;
  return {
    provider,
    model,
    endpoint,
    send: (request, signal) =>
      attempt(config, request, signal, async (fetch, draft) => {
        const client = await openAiClient(config, fetch);
        const stream = await client.responses.create(
          {
            model,
            instructions: request.system,
            input: request.messages.map(({ role, content }) => ({ role, content })),
            max_output_tokens: request.maxOutputTokens,
            store: false,
            stream: true,
          },
          { signal },
        );
        for await (const event of stream) read(event, draft);
      }),
  };
}

function read(event: ResponseStreamEvent | Response, draft: Draft): void {
  // A server without streaming answers with the whole response object.
  if ('object' in event) {
    for (const item of event.output) {
      if (item.type !== 'message') continue;
      for (const part of item.content) {
        if (part.type === 'output_text') draft.add(part.text);
        else draft.addRefusal(part.refusal);
      }
    }
    end(event, draft);
    return;
  }
  switch (event.type) {
    case 'response.output_text.delta':
      draft.add(event.delta);
      break;
    case 'response.refusal.delta':
      draft.addRefusal(event.delta);
      break;
    case 'response.completed':
    case 'response.incomplete':
    case 'response.failed':
      end(event.response, draft);
      break;
  }
}

function end(response: Response, draft: Draft): void {
  const { usage } = response;
  if (usage) {
    draft.count({
      inputTokens: usage.input_tokens,
      outputTokens: usage.output_tokens,
      cachedInputTokens: usage.input_tokens_details?.cached_tokens ?? 0,
    });
  }
  // Thrown in the shape of the SDK's own errors, so that one table classifies both.
  if (response.status === 'failed') {
    throw Object.assign(new Error('the response failed'), { error: response.error ?? { code: 'server_error' } });
  }
  const why = response.incomplete_details?.reason;
  draft.finish(why === 'max_output_tokens' ? 'length' : why === 'content_filter' ? 'content-filter' : 'stop');
}
