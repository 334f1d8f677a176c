import type { ChatMessage, ChatRequest } from '../ports';
import { jsonSchemaOf } from '../providers/json-schema';
import { estimateTokens } from './prices';

/** Estimates a request's input tokens before it is sent, including tools and their results. */
export function estimateRequest({ system, messages, tools = [], output }: ChatRequest): number {
  const schemas = [
    ...tools.map(({ name, description, input }) => name + description + JSON.stringify(jsonSchemaOf(input).schema)),
    ...(output ? [JSON.stringify(jsonSchemaOf(output.schema).schema)] : []),
  ];
  return [system, ...schemas, ...messages.flatMap(textsOf)].reduce((sum, text) => sum + estimateTokens(text), 0);
}

function textsOf({ content, hint = '', toolCalls = [], toolResults = [] }: ChatMessage): string[] {
  return [
    content,
    hint,
    ...toolCalls.map(({ name, input }) => name + input),
    ...toolResults.map((result) => result.content),
  ];
}
