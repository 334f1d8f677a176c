import { type Asked, createFailure } from './classify';
import type { ChatReply, ChatRequest, Usage } from './ports';
import { estimateTokens } from './prices';

/** Characters of a reply: four times what 128 k output tokens usually are. */
const MAX_REPLY_CHARACTERS = 2 * 1024 * 1024;

export type DraftFinish = ChatReply['finish'] | 'content-filter';

/** A reply as it arrives; the provider files only say what they read. */
export interface Draft {
  add(text: string): void;
  /** Text in which the model says that it will not answer. */
  addRefusal(text: string): void;
  finish(finish: DraftFinish): void;
  /** Replaces what was known of the usage. */
  count(usage: Usage): void;
  /** What the provider has reported so far. */
  reported(): Usage | undefined;
  /** The complete reply; throws a ModelError when it is none. */
  complete(): ChatReply;
}

export function createDraft(request: ChatRequest, asked: Asked): Draft {
  const parts: string[] = [];
  let length = 0;
  let refused = false;
  let finished: DraftFinish | undefined;
  let usage: Usage | undefined;

  const add = (text: string): void => {
    parts.push(text);
    length += text.length;
    if (length > MAX_REPLY_CHARACTERS) {
      throw createFailure('too-large', asked, { said: `more than ${MAX_REPLY_CHARACTERS} characters`, usage });
    }
  };

  return {
    add,
    addRefusal(text) {
      if (text) refused = true;
      add(text);
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
      const spent = usage ?? estimated(request, text);
      if (finished === undefined) throw createFailure('stream-broken', asked, { said: 'it ended without saying that it was complete', usage });
      if (finished === 'content-filter') throw createFailure('content-filter', asked, { usage: spent });
      const finish = refused ? 'refusal' : finished;
      if (finish === 'stop' && text.trim() === '') throw createFailure('empty', asked, { usage: spent });
      return { text, finish, usage: spent };
    },
  };
}

/** For servers that report no usage. */
function estimated(request: ChatRequest, text: string): Usage {
  const prompt = request.system + request.messages.map(({ content }) => content).join('\n');
  return { inputTokens: estimateTokens(prompt), outputTokens: estimateTokens(text), cachedInputTokens: 0 };
}
