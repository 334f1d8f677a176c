import { z } from 'zod';
import { openAiError } from './openai-errors';
import type { Dialect, Rendered } from './types';

const content = z.union([z.string(), z.array(z.object({ text: z.string() }).loose())]);
const item = z.object({ role: z.enum(['system', 'developer', 'user', 'assistant']), content }).loose();
const schema = z.object({
  model: z.string(),
  instructions: z.string().nullish(),
  input: z.union([z.string(), z.array(item)]),
  stream: z.boolean().nullish(),
  max_output_tokens: z.number().int().positive().nullish(),
});

const textOf = (value: z.infer<typeof content>): string =>
  typeof value === 'string' ? value : value.map((part) => part.text).join('');

function partOf(reply: Rendered, text: string) {
  return reply.finish === 'refusal'
    ? { type: 'refusal', refusal: text }
    : { type: 'output_text', text, annotations: [], logprobs: [] };
}

function itemOf(reply: Rendered, status: string, text: string | undefined) {
  return { id: `msg_${reply.id}`, type: 'message', status, role: 'assistant', content: text === undefined ? [] : [partOf(reply, text)] };
}

function responseOf(reply: Rendered, state: 'in_progress' | 'done') {
  const text = reply.chunks.join('');
  const cut = reply.finish === 'length' || reply.finish === 'content-filter';
  const status = state === 'in_progress' ? 'in_progress' : cut ? 'incomplete' : 'completed';
  return {
    id: `resp_${reply.id}`, object: 'response', created_at: reply.created, status, error: null,
    incomplete_details: status === 'incomplete' ? { reason: reply.finish === 'length' ? 'max_output_tokens' : 'content_filter' } : null,
    model: reply.model, parallel_tool_calls: true, tool_choice: 'auto', tools: [], temperature: 1, top_p: 1, metadata: {},
    output: state === 'done' ? [itemOf(reply, cut ? 'incomplete' : 'completed', text)] : [],
    usage: state === 'in_progress' ? null : {
      input_tokens: reply.usage.input, input_tokens_details: { cached_tokens: reply.usage.cacheRead },
      output_tokens: reply.usage.output, output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: reply.usage.input + reply.usage.output,
    },
  };
}

/** `/v1/responses`. */
export const openAiResponses: Dialect = {
  requestIdHeader: 'x-request-id',
  read(body) {
    const request = schema.parse(body);
    const items = typeof request.input === 'string' ? [{ role: 'user' as const, content: request.input }] : request.input;
    const systems = items.filter(({ role }) => role === 'system' || role === 'developer').map((entry) => textOf(entry.content));
    return {
      model: request.model,
      system: [...(request.instructions ? [request.instructions] : []), ...systems].join('\n'),
      messages: items.flatMap((entry) =>
        entry.role === 'user' || entry.role === 'assistant' ? [{ role: entry.role, text: textOf(entry.content) }] : []),
      stream: request.stream ?? false,
      maxOutputTokens: request.max_output_tokens ?? undefined,
      streamUsage: true,
      blocks: [
        { text: `${request.instructions ?? ''}\n`, marked: false },
        ...items.map((entry) => ({ text: `${entry.role}\n${textOf(entry.content)}\n`, marked: false })),
      ],
    };
  },
  whole: (reply) => responseOf(reply, 'done'),
  frames(reply) {
    let sequence = 0;
    const frame = (type: string, fields: object) =>
      `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...fields })}\n\n`;
    const text = reply.chunks.join('');
    const place = { item_id: `msg_${reply.id}`, output_index: 0, content_index: 0 };
    const kind = reply.finish === 'refusal' ? 'refusal' : 'output_text';
    const whole = reply.finish === 'refusal' ? { refusal: text } : { text, logprobs: [] };
    const last = responseOf(reply, 'done');
    return {
      head: [
        frame('response.created', { response: responseOf(reply, 'in_progress') }),
        frame('response.in_progress', { response: responseOf(reply, 'in_progress') }),
        frame('response.output_item.added', { output_index: 0, item: itemOf(reply, 'in_progress', undefined) }),
        frame('response.content_part.added', { ...place, part: partOf(reply, '') }),
      ],
      chunks: reply.chunks.map((delta) => frame(`response.${kind}.delta`, { ...place, delta, logprobs: [] })),
      tail: [
        frame(`response.${kind}.done`, { ...place, ...whole }),
        frame('response.content_part.done', { ...place, part: partOf(reply, text) }),
        frame('response.output_item.done', { output_index: 0, item: last.output[0] }),
        frame(`response.${last.status}`, { response: last }),
      ],
    };
  },
  errorBody: (status, error) => ({ error: openAiError(status, error) }),
  errorFrame(error) {
    const { message, code, param } = openAiError(500, error);
    return `event: error\ndata: ${JSON.stringify({ type: 'error', code: code ?? 'server_error', message, param, sequence_number: 4 })}\n\n`;
  },
};
