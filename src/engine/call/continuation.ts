import type { ChatReply, ChatRequest, Usage } from './ports';

const CONTINUE_INSTRUCTION = [
  'Your reply was cut off by the output limit.',
  'Continue exactly where it stopped, in the middle of the line or word if it stopped there.',
  'Repeat nothing, add no introduction, and do not open a code fence that is already open.',
].join(' ');

/** Returns the request for the rest of a reply that was cut off after `soFar`. */
export function continueRequest(request: ChatRequest, soFar: string): ChatRequest {
  return {
    ...request,
    messages: [
      ...request.messages,
      { role: 'assistant', content: soFar },
      { role: 'user', content: CONTINUE_INSTRUCTION },
    ],
  };
}

/** Characters. A shorter overlap is more likely code that really occurs twice. */
const MIN_OVERLAP = 12;
/** Characters that a second beginning has in common with the first one. */
const MIN_RESTART = 40;

/**
 * Joins both parts. Models often repeat the end of the first part, or write the last edit or the whole reply once more
 * from its start: what they repeat is kept only once.
 */
export function joinParts(first: string, rest: string): string {
  const reopened = withoutSecondFence(first, rest);
  return joinOverlap(first, rest) ?? joinRestart(first, rest) ?? joinOverlap(first, reopened) ?? first + reopened;
}

/** Keeps the longest end of `first` with which `rest` begins only once. */
function joinOverlap(first: string, rest: string): string | undefined {
  const length = overlapOf(first, rest);
  return length >= MIN_OVERLAP ? first + rest.slice(length) : undefined;
}

/** Knuth, Morris and Pratt's prefix function, so that two long parts take linear time. */
function overlapOf(first: string, rest: string): number {
  const fallback = new Uint32Array(rest.length);
  const next = (matched: number, character: string): number => {
    let length = matched;
    while (length > 0 && rest[length] !== character) length = fallback[length - 1] ?? 0;
    return rest[length] === character ? length + 1 : 0;
  };
  for (let at = 1; at < rest.length; at += 1) fallback[at] = next(fallback[at - 1] ?? 0, rest[at] ?? '');
  let length = 0;
  for (let at = Math.max(0, first.length - rest.length); at < first.length; at += 1)
    length = next(length, first[at] ?? '');
  return length;
}

/** Where an edit begins: a fence, a SEARCH block or a file of a patch, with the path in front of it. */
const EDIT_START =
  /^(?:[^\n`<>]{1,200}\n)?(?:`{3,}[^\n`]*|~{3,}[^\n]*|<{5,} SEARCH[^\n]*|\*\*\* (?:Begin Patch|\w+ File:)[^\n]*)\n/gm;

/** Replaces the last edit, or the whole reply, by its second version if `rest` starts over there. */
function joinRestart(first: string, rest: string): string | undefined {
  const lastEdit = [...first.matchAll(EDIT_START)].at(-1);
  const starts = [{ at: 0, header: 0 }, ...(lastEdit ? [{ at: lastEdit.index, header: lastEdit[0].length }] : [])].map(
    ({ at, header }) => ({ at, common: commonPrefix(first.slice(at), rest), header }),
  );
  const best = starts.reduce((most, each) => (each.common >= most.common ? each : most));
  // The header alone is also how another edit of the same file begins.
  return best.common >= best.header + MIN_RESTART / 2 && best.common >= MIN_RESTART
    ? first.slice(0, best.at) + rest
    : undefined;
}

function commonPrefix(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let length = 0;
  while (length < end && a[length] === b[length]) length += 1;
  return length;
}

const SECOND_FENCE = /^(?:[^\n`]{0,200}(?:continu|remain|rest|stopped|left off)[^\n`]{0,200}\n\s*)?(`{3,}[^\n`]*)\n/i;

/** Without the fence that `rest` opens although `first` ends inside the same one. */
function withoutSecondFence(first: string, rest: string): string {
  const second = SECOND_FENCE.exec(rest);
  const fences = first.match(/^`{3,}[^\n`]*$/gm) ?? [];
  if (!second || fences.length % 2 === 0) return rest;
  const isSame = fences.at(-1) === second[1] || !first.endsWith('\n');
  return isSame ? rest.slice(second[0].length) : rest;
}

export function joinReplies(first: ChatReply, rest: ChatReply): ChatReply {
  return { ...rest, text: joinParts(first.text, rest.text), usage: addUsage(first.usage, rest.usage) };
}

export const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 };

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    cacheWriteTokens: (a.cacheWriteTokens ?? 0) + (b.cacheWriteTokens ?? 0),
  };
}
