import type { ChatReply, ChatRequest, ToolCall, Usage } from '../ports';
import { estimateRequest } from '../pricing/estimate-request';
import { estimateTokens } from '../pricing/prices';
import { createFailure, type ModelTarget } from '../resilience/classify';
import { sanitizeText } from '../resilience/sanitize';

/** Characters of a reply; four times what 128 k output tokens usually take. */
const MAX_REPLY_CHARACTERS = 2 * 1024 * 1024;

/** `broken`: the server says that something went wrong before the end. */
export type ReplyFinish = ChatReply['finish'] | 'content-filter' | 'broken';

/** Assembles a reply from its parts, so that the provider files only need to read them. */
export interface ReplyBuilder {
  addText(text: string): void;
  /** Adds text in which the model declines to answer. */
  addRefusal(text: string): void;
  /** Adds a part of the tool call at this index of the reply's items. A different id at an index starts a new call. */
  addToolCall(index: number, part: ToolCallPart): void;
  /** `reason`: the provider's own word for it. */
  finish(finish: ReplyFinish, reason?: string): void;
  /** The same, unless it is known already how the reply ended. */
  finishIfOpen(finish: ReplyFinish): void;
  /** Replaces the usage known so far. */
  setUsage(usage: Usage): void;
  /** The usage that the provider has reported so far. */
  reportedUsage(): Usage | undefined;
  /** Returns the reply; throws a ModelError if it is incomplete or not usable. */
  complete(): ChatReply;
}

/** `input` is appended to the call's input; `id` and `name` arrive once, in any part. */
export interface ToolCallPart {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly input?: string | undefined;
}

export function createReplyBuilder(request: ChatRequest, target: ModelTarget): ReplyBuilder {
  const parts: string[] = [];
  const calls: { readonly index: number; id: string; name: string; input: string }[] = [];
  let length = 0;
  let refused = false;
  let finished: ReplyFinish | undefined;
  let finishReason = '';
  let usage: Usage | undefined;

  const checkLength = (text: string): void => {
    length += text.length;
    if (length > MAX_REPLY_CHARACTERS) {
      throw createFailure('too-large', target, { detail: `more than ${MAX_REPLY_CHARACTERS} characters`, usage });
    }
  };
  const addText = (text: string): void => {
    parts.push(text);
    checkLength(text);
  };
  return {
    addText,
    addRefusal(text) {
      if (text) refused = true;
      addText(text);
    },
    addToolCall(index, { id = '', name = '', input = '' }) {
      let call = calls.findLast((each) => each.index === index);
      // Several local servers send every call with the first index.
      if (!call || (id && call.id && id !== call.id)) {
        call = { index, id, name: '', input: '' };
        calls.push(call);
      }
      call.id ||= id;
      call.name ||= name;
      call.input += input;
      checkLength(input);
    },
    finish(finish, reason = '') {
      finished = finish;
      finishReason = reason;
    },
    finishIfOpen(finish) {
      finished ??= finish;
    },
    setUsage(reported) {
      usage = reported;
    },
    reportedUsage: () => usage,
    complete() {
      const text = parts.join('');
      const totalUsage = usage ?? estimateUsage(request, text + calls.map(({ input }) => input).join(''));
      if (finished === undefined || finished === 'broken') {
        const end = finished ? `the answer ended with “${finishReason}”` : 'the stream ended without a final event';
        throw createFailure('stream-broken', target, { detail: end, usage });
      }
      const finish = refused && finished !== 'content-filter' ? 'refusal' : finished;
      return checkedReply({ text, finish, calls, usage: totalUsage }, target);
    },
  };
}

/** Returns the reply if it is usable; throws a ModelError if not. */
function checkedReply(
  received: {
    readonly text: string;
    readonly finish: Exclude<ReplyFinish, 'broken'>;
    readonly calls: readonly ToolCall[];
    readonly usage: Usage;
  },
  target: ModelTarget,
): ChatReply {
  const { text, finish, usage } = received;
  if (finish === 'content-filter') throw createFailure('content-filter', target, { usage });
  const toolCalls = finish === 'stop' ? received.calls.map(completeCall) : [];
  if (toolCalls.some(({ name }) => name === ''))
    throw createFailure('bad-response', target, { detail: 'a tool call has no name', usage });
  if (finish === 'stop' && text.trim() === '' && toolCalls.length === 0)
    throw createFailure('empty', target, { usage });
  return {
    // The user sees a refusal as the provider's own text, so it must not contain the key.
    text: finish === 'refusal' ? sanitizeText(text, target.secret) : text,
    finish,
    usage,
    ...(toolCalls.length > 0 ? { toolCalls } : {}),
  };
}

/** Some servers send no ids, and an empty string as the input of a tool without parameters. */
function completeCall({ id, name, input }: ToolCall, index: number): ToolCall {
  return { id: id || `call_${index + 1}`, name, input: input.trim() || '{}' };
}

/** Estimates the usage for servers that report none. */
function estimateUsage(request: ChatRequest, text: string): Usage {
  return { inputTokens: estimateRequest(request), outputTokens: estimateTokens(text), cachedInputTokens: 0 };
}
