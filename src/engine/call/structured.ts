import type { z } from 'zod';
import type { ChatRequest } from './ports';
import { jsonSchemaOf } from './providers/json-schema';
import { readJson } from './read-json';
import { type CallFailure, type CallResult, failureFor } from './result';

export type Structured<T> = { readonly ok: true; readonly value: T } | CallFailure;

/**
 * An answer as a checked value. `send` makes one dependable call (`callModel`, with what the run's budget leaves). The
 * provider is asked for the form in its own way; because several servers ignore that in silence, the request says it
 * too. An answer that does not fit is sent back once, with what is wrong with it.
 */
export async function structured<S extends z.ZodObject>(
  send: (request: ChatRequest) => Promise<CallResult>,
  request: ChatRequest,
  output: { readonly name: string; readonly schema: S },
): Promise<Structured<z.output<S>>> {
  const form = JSON.stringify(jsonSchemaOf(output.schema).schema);
  const asked = {
    ...request,
    output,
    messages: withLast(request, `Answer with one JSON object and nothing else. It must fit this JSON schema:\n${form}`),
  };
  const first = await send(asked);
  if (!first.ok) return first;
  const read = readJson(output.schema, first.reply.text);
  if (read.ok) return read;

  const second = await send({
    ...asked,
    messages: [
      ...asked.messages,
      { role: 'assistant', content: first.reply.text },
      {
        role: 'user',
        content: `Your answer cannot be used.\n${read.problem}\nWrite the whole JSON object again with this mended, and nothing else.`,
      },
    ],
  });
  if (!second.ok) return second;
  const again = readJson(output.schema, second.reply.text);
  return again.ok
    ? again
    : failureFor('malformed', `The model’s answer did not have the form it was asked for, twice. ${again.problem}`);
}

/** The request's messages, the last one with this after it. */
function withLast({ messages }: ChatRequest, text: string): ChatRequest['messages'] {
  return messages.map((message, index) =>
    index === messages.length - 1
      ? { ...message, content: [message.content, text].filter(Boolean).join('\n\n') }
      : message,
  );
}
