import type { ChatMessage, ChatRequest, ToolCall } from '../../call/ports';
import type { CallResult } from '../../call/result';
import type { EventBody } from '../../contract/events';
import { redactSecrets } from '../../journal/redact-secrets';

/** Characters of one message that are kept. */
const MAX_MESSAGE = 100_000;

/** What a call sent and got, as it is kept for the person: bounded, and without what looks like a secret. */
export function exchangeOf(call: number, { system, messages }: ChatRequest, result: CallResult): EventBody {
  const sent = messages.map((message) => ({ role: message.role, text: keepable(textOf(message)) }));
  return {
    type: 'exchange',
    call,
    messages: [{ role: 'system', text: keepable(system) }, ...sent],
    ...(result.ok ? { reply: keepable(joined(result.reply.text, ...callLines(result.reply.toolCalls))) } : {}),
  };
}

function textOf({ content, toolCalls, toolResults = [] }: ChatMessage): string {
  return joined(...toolResults.map((result) => result.content), content, ...callLines(toolCalls));
}

const callLines = (calls: readonly ToolCall[] = []): string[] => calls.map(({ name, input }) => `[${name} ${input}]`);

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');

function keepable(text: string): string {
  const safe = redactSecrets(text);
  return safe.length <= MAX_MESSAGE ? safe : `${safe.slice(0, MAX_MESSAGE)}\n… cut at ${MAX_MESSAGE} characters`;
}
