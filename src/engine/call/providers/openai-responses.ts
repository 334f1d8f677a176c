import type {
  FunctionTool,
  Response,
  ResponseFormatTextJSONSchemaConfig,
  ResponseInputItem,
  ResponseOutputItem,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses';
import type { ChatMessage, ChatModel, OutputSpec, ToolSpec } from '../ports';
import { createProviderModel, type ProviderConfig } from './attempt';
import { functionOf, namedSchemaOf, openAiClient } from './openai-client';
import type { ReplyBuilder, ReplyFinish } from './reply-builder';

/** OpenAI's own `/responses` API. `store: false` keeps the provider from storing the exchange. */
export function createOpenAiResponses(config: ProviderConfig): ChatModel {
  return createProviderModel(config, async ({ request, builder, fetch, signal }) => {
    const client = await openAiClient(config, fetch);
    const stream = await client.responses.create(
      {
        model: config.model,
        instructions: request.system,
        input: request.messages.flatMap(inputItemsOf),
        ...(request.tools?.length ? { tools: request.tools.map(toolParamOf) } : {}),
        ...(request.output ? { text: { format: textFormatOf(request.output) } } : {}),
        max_output_tokens: request.maxOutputTokens,
        ...(config.reasoningEffort ? { reasoning: { effort: config.reasoningEffort } } : {}),
        store: false,
        stream: true,
      },
      { signal },
    );
    for await (const event of stream) readEvent(event, builder);
  });
}

function inputItemsOf({ role, content, toolCalls = [], toolResults = [] }: ChatMessage): ResponseInputItem[] {
  const hasTools = toolCalls.length + toolResults.length > 0;
  return [
    ...toolResults.map(
      (result): ResponseInputItem => ({ type: 'function_call_output', call_id: result.callId, output: result.content }),
    ),
    ...(content || !hasTools ? [{ role, content }] : []),
    ...toolCalls.map(
      ({ id, name, input }): ResponseInputItem => ({ type: 'function_call', call_id: id, name, arguments: input }),
    ),
  ];
}

function toolParamOf(tool: ToolSpec): FunctionTool {
  return { type: 'function', ...functionOf(tool) };
}

function textFormatOf(output: OutputSpec): ResponseFormatTextJSONSchemaConfig {
  return { type: 'json_schema', ...namedSchemaOf(output) };
}

function readEvent(event: ResponseStreamEvent | Response, builder: ReplyBuilder): void {
  // A server without streaming answers with the whole response object.
  if ('object' in event) {
    for (const [index, item] of event.output.entries()) {
      readToolCall(item, index, builder);
      if (item.type !== 'message') continue;
      for (const part of item.content) {
        if (part.type === 'output_text') builder.addText(part.text);
        else builder.addRefusal(part.refusal);
      }
    }
    finishReply(event, builder);
    return;
  }
  switch (event.type) {
    case 'response.output_text.delta':
      builder.addText(event.delta);
      break;
    case 'response.refusal.delta':
      builder.addRefusal(event.delta);
      break;
    case 'response.output_item.done':
      readToolCall(event.item, event.output_index, builder);
      break;
    case 'response.completed':
    case 'response.incomplete':
    case 'response.failed':
      finishReply(event.response, builder);
      break;
  }
}

function readToolCall(item: ResponseOutputItem, index: number, builder: ReplyBuilder): void {
  if (item.type === 'function_call')
    builder.addToolCall(index, { id: item.call_id, name: item.name, input: item.arguments });
}

function finishReply(response: Response, builder: ReplyBuilder): void {
  const { usage } = response;
  if (usage) {
    builder.setUsage({
      inputTokens: usage.input_tokens,
      outputTokens: usage.output_tokens,
      cachedInputTokens: usage.input_tokens_details?.cached_tokens ?? 0,
    });
  }
  // It has the shape of the SDK's own errors, so that the same rules classify both.
  if (response.status === 'failed') {
    throw Object.assign(new Error('the response failed'), { error: response.error ?? { code: 'server_error' } });
  }
  const incompleteReason = response.incomplete_details?.reason;
  const finish = response.status === 'incomplete' || response.status === 'cancelled' ? 'broken' : 'stop';
  builder.finish((incompleteReason && FINISH[incompleteReason]) ?? finish, incompleteReason ?? response.status);
}

const FINISH: Readonly<Record<string, ReplyFinish>> = {
  max_output_tokens: 'length',
  content_filter: 'content-filter',
};
