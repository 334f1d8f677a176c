import type { z } from 'zod';
import type { ChatRequest } from './ports';
import { jsonSchemaOf } from './providers/json-schema';
import { readJson } from './read-json';
import { type CallFailure, type CallResult, failureFor } from './result';

export type StructuredResult<T> = { readonly ok: true; readonly value: T } | CallFailure;

/**
 * Returns an answer as a validated value. `send` makes one dependable call (`callModel`, within what is left of the
 * run's budget). The schema goes to the provider through its own parameter; because several servers silently ignore
 * that, the request's text contains it too. An invalid answer is sent back once, with what is wrong with it.
 */
export async function callStructured<S extends z.ZodObject>(
  send: (request: ChatRequest) => Promise<CallResult>,
  request: ChatRequest,
  output: { readonly name: string; readonly schema: S },
): Promise<StructuredResult<z.output<S>>> {
  const schemaText = JSON.stringify(jsonSchemaOf(output.schema).schema);
  const structuredRequest = {
    ...request,
    output,
    messages: appendToLastMessage(
      request,
      `Answer with one JSON object and nothing else. It must match this JSON schema:\n${schemaText}`,
    ),
  };
  const first = await send(structuredRequest);
  if (!first.ok) return first;
  const firstParsed = readJson(output.schema, first.reply.text);
  if (firstParsed.ok) return firstParsed;

  const second = await send({
    ...structuredRequest,
    messages: [
      ...structuredRequest.messages,
      { role: 'assistant', content: first.reply.text },
      {
        role: 'user',
        content:
          `Your answer cannot be used.\n${firstParsed.problem}\n` +
          'Fix this and write the whole JSON object again, and nothing else.',
      },
    ],
  });
  if (!second.ok) return second;
  const secondParsed = readJson(output.schema, second.reply.text);
  return secondParsed.ok
    ? secondParsed
    : failureFor('malformed', `The model's answer twice did not match the schema. ${secondParsed.problem}`);
}

/** Returns the request's messages with `text` appended to the last one. */
function appendToLastMessage({ messages }: ChatRequest, text: string): ChatRequest['messages'] {
  return messages.map((message, index) =>
    index === messages.length - 1
      ? { ...message, content: [message.content, text].filter(Boolean).join('\n\n') }
      : message,
  );
}
