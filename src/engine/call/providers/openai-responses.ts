import type {
  FunctionTool,
  Response,
  ResponseFormatTextJSONSchemaConfig,
  ResponseInputItem,
  ResponseOutputItem,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses';
import type { ChatMessage, ChatModel, OutputSpec, ToolSpec } from '../ports';
import { attempt, type ProviderConfig } from './attempt';
import { jsonSchemaOf } from './json-schema';
import { openAiClient } from './openai-client';
import type { ReplyBuilder } from './reply-builder';

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
            input: request.messages.flatMap(itemsOf),
            ...(request.tools?.length ? { tools: request.tools.map(toolOf) } : {}),
            ...(request.output ? { text: { format: formatOf(request.output) } } : {}),
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

function itemsOf({ role, content, toolCalls = [], toolResults = [] }: ChatMessage): ResponseInputItem[] {
  const beside = toolCalls.length + toolResults.length > 0;
  return [
    ...toolResults.map(
      (result): ResponseInputItem => ({ type: 'function_call_output', call_id: result.callId, output: result.content }),
    ),
    ...(content || !beside ? [{ role, content }] : []),
    ...toolCalls.map(
      ({ id, name, input }): ResponseInputItem => ({ type: 'function_call', call_id: id, name, arguments: input }),
    ),
  ];
}

function toolOf({ name, description, input }: ToolSpec): FunctionTool {
  const { schema, strict } = jsonSchemaOf(input);
  return { type: 'function', name, description, parameters: schema, strict };
}

function formatOf({ name, schema: form }: OutputSpec): ResponseFormatTextJSONSchemaConfig {
  const { schema, strict } = jsonSchemaOf(form);
  return { type: 'json_schema', name, schema, strict };
}

function read(event: ResponseStreamEvent | Response, draft: ReplyBuilder): void {
  // A server without streaming answers with the whole response object.
  if ('object' in event) {
    for (const [place, item] of event.output.entries()) {
      readCall(item, place, draft);
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
    case 'response.output_item.done':
      readCall(event.item, event.output_index, draft);
      break;
    case 'response.completed':
    case 'response.incomplete':
    case 'response.failed':
      end(event.response, draft);
      break;
  }
}

function readCall(item: ResponseOutputItem, place: number, draft: ReplyBuilder): void {
  if (item.type === 'function_call')
    draft.addToolCall(place, { id: item.call_id, name: item.name, input: item.arguments });
}

function end(response: Response, draft: ReplyBuilder): void {
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
