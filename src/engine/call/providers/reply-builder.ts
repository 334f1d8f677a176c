import type { ChatReply, ChatRequest, ToolCall, Usage } from '../ports';
import { estimateRequest } from '../pricing/estimate-request';
import { estimateTokens } from '../pricing/prices';
import { type Asked, createFailure, tidy } from '../resilience/classify';

/** Characters of a reply: four times what 128 k output tokens usually are. */
const MAX_REPLY_CHARACTERS = 2 * 1024 * 1024;

export type ReplyFinish = ChatReply['finish'] | 'content-filter';

/** A reply as it arrives; the provider files only say what they read. */
export interface ReplyBuilder {
  add(text: string): void;
  /** Text in which the model says that it will not answer. */
  addRefusal(text: string): void;
  /** What came of the tool call at this place among the reply's items; another id at a place begins another call. */
  addToolCall(place: number, part: ToolCallPart): void;
  finish(finish: ReplyFinish): void;
  /** Replaces what was known of the usage. */
  count(usage: Usage): void;
  /** What the provider has reported so far. */
  reported(): Usage | undefined;
  /** The complete reply; throws a ModelError when it is none. */
  complete(): ChatReply;
}

/** `input` is added to what was there; id and name come once, in any part. */
export interface ToolCallPart {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly input?: string | undefined;
}

export function createReplyBuilder(request: ChatRequest, asked: Asked): ReplyBuilder {
  const parts: string[] = [];
  const calls: { readonly place: number; id: string; name: string; input: string }[] = [];
  let length = 0;
  let refused = false;
  let finished: ReplyFinish | undefined;
  let usage: Usage | undefined;

  const grow = (text: string): void => {
    length += text.length;
    if (length > MAX_REPLY_CHARACTERS) {
      throw createFailure('too-large', asked, { said: `more than ${MAX_REPLY_CHARACTERS} characters`, usage });
    }
  };
  const add = (text: string): void => {
    parts.push(text);
    grow(text);
  };

  return {
    add,
    addRefusal(text) {
      if (text) refused = true;
      add(text);
    },
    addToolCall(place, { id = '', name = '', input = '' }) {
      let call = calls.findLast((each) => each.place === place);
      // Several local servers count every call as the first.
      if (!call || (id && call.id && id !== call.id)) {
        call = { place, id, name: '', input: '' };
        calls.push(call);
      }
      call.id ||= id;
      call.name ||= name;
      call.input += input;
      grow(input);
    },
    finish(finish) {
      finished = finish;
    },
    count(counted) {
      usage = counted;
    },
    reported: () => usage,
    complete() {
      const text = parts.join('');
      const spent = usage ?? estimated(request, text + calls.map(({ input }) => input).join(''));
      if (finished === undefined)
        throw createFailure('stream-broken', asked, { said: 'it ended without saying that it was complete', usage });
      if (finished === 'content-filter') throw createFailure('content-filter', asked, { usage: spent });
      const finish = refused ? 'refusal' : finished;
      const toolCalls = finish === 'stop' ? calls.map(wholeCall) : [];
      if (toolCalls.some(({ name }) => name === ''))
        throw createFailure('bad-response', asked, { said: 'a tool call without a name', usage: spent });
      if (finish === 'stop' && text.trim() === '' && toolCalls.length === 0)
        throw createFailure('empty', asked, { usage: spent });
      // A refusal is shown to the person as the provider's words.
      return {
        text: finish === 'refusal' ? tidy(text, asked.secret) : text,
        finish,
        usage: spent,
        ...(toolCalls.length > 0 ? { toolCalls } : {}),
      };
    },
  };
}

/** Some servers give calls no id, and write nothing for an input without fields. */
function wholeCall({ id, name, input }: ToolCall, index: number): ToolCall {
  return { id: id || `call_${index + 1}`, name, input: input.trim() || '{}' };
}

/** For servers that report no usage. */
function estimated(request: ChatRequest, text: string): Usage {
  return { inputTokens: estimateRequest(request), outputTokens: estimateTokens(text), cachedInputTokens: 0 };
}
