import type { ChatMessage, ChatRequest } from '../ports';

/**
 * The request as a model gets it. One that takes no tools, or is offered none, gets no word about them: what it looked
 * at before, through tools, stands as text in the message before, whose beginning stays the same.
 */
export function requestFor(request: ChatRequest, takesTools: boolean): ChatRequest {
  const { tools, messages, ...rest } = request;
  if (takesTools && tools?.length) return { ...request, messages: messages.map(withHint) };
  return { ...rest, messages: messages.reduce(addAsText, []) };
}

function withHint({ hint, ...message }: ChatMessage): ChatMessage {
  return hint === undefined ? message : { ...message, content: [message.content, hint].filter(Boolean).join('\n\n') };
}

function addAsText(
  before: ChatMessage[],
  { hint: _, ...message }: ChatMessage,
  index: number,
  all: readonly ChatMessage[],
) {
  const calls = all[index - 1]?.toolCalls ?? [];
  if (message.toolCalls?.length) return before;
  if (!message.toolResults?.length) return [...before, message];
  const results = message.toolResults.map(({ callId, content }) => {
    const call = calls.find(({ id }) => id === callId);
    return `## ${call?.name ?? 'tool'} ${call?.input ?? ''}\n\n${content}`;
  });
  const text = [`# What you looked at\n\n${results.join('\n\n')}`, message.content].filter(Boolean).join('\n\n');
  const last = before.at(-1);
  if (last?.role !== 'user') return [...before, { role: 'user' as const, content: text }];
  return [...before.slice(0, -1), { ...last, content: `${last.content}\n\n${text}` }];
}
