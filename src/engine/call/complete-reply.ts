// What follows when a reply stopped at the output limit.
import { withoutThoughts } from '../reply/formats/thoughts';
import { addUsage, continueRequest, joinReplies } from './continuation';
import type { ChatReply, ChatRequest, Spending } from './ports';
import type { CallUsage } from './pricing/call-usage';
import { estimateRequest } from './pricing/estimate-request';
import { type CallResult, failureFor } from './result';

export interface CompleteReplyDeps {
  /** Name of the model, for messages. */
  readonly model: string;
  /** One request to the model, with retries. */
  readonly send: (request: ChatRequest) => Promise<CallResult>;
  readonly callUsage: CallUsage;
  readonly spending: Pick<Spending, 'remainingTokens'>;
  /** A larger output limit than `current`; undefined if the model may not write more. */
  readonly raiseOutputLimit?: ((current: number) => number | undefined) | undefined;
}

/** Further requests that one call may make for the rest of a reply that was cut off. */
const MAX_CONTINUATIONS = 3;
/** How often one call may ask again with a larger limit. */
const MAX_RAISES = 2;
/** A limit that is larger by less than this would end in the same way. */
const WORTHWHILE = 1.5;

/**
 * Asks again with a larger limit where thinking used up the limit before the answer, and for the rest where the answer
 * was cut off. A reply that is still cut off in the end has the finish `length`.
 */
export async function completeReply(
  request: ChatRequest,
  first: ChatReply,
  deps: CompleteReplyDeps,
): Promise<CallResult> {
  let current = request;
  let reply = first;
  for (let round = 1; isWithoutAnswer(request, reply) && round <= MAX_RAISES; round += 1) {
    const larger = largerLimit(current, deps);
    if (larger === undefined) break;
    const again = await askAgain(current, reply, larger, deps);
    if (!again.ok) return again;
    const hadNoMore = again.reply.usage.outputTokens - reply.usage.outputTokens <= reply.usage.outputTokens;
    current = { ...current, maxOutputTokens: larger };
    reply = again.reply;
    if (hadNoMore) break;
  }
  if (isWithoutAnswer(request, reply)) return withoutAnswer(current, deps);
  return continueReply(current, reply, deps);
}

/** Thinking alone is no answer, and most models restart a JSON object instead of continuing it. */
function isWithoutAnswer({ output }: ChatRequest, { finish, text }: ChatReply): boolean {
  return finish === 'length' && (output !== undefined || withoutThinking(text).trim() === '');
}

function withoutThinking(text: string): string {
  return withoutThoughts(text.split('\n'), () => undefined).lines.join('\n');
}

/** A larger limit that the model may have and the budget has left. */
function largerLimit(request: ChatRequest, { spending, raiseOutputLimit }: CompleteReplyDeps): number | undefined {
  const left = spending.remainingTokens() - estimateRequest(request);
  if (left < request.maxOutputTokens * WORTHWHILE) return undefined;
  const larger = raiseOutputLimit?.(request.maxOutputTokens);
  return larger === undefined ? undefined : Math.min(larger, left);
}

/** The same request with a larger limit; the usage of the reply counts both. */
async function askAgain(
  request: ChatRequest,
  reply: ChatReply,
  maxOutputTokens: number,
  { model, send, callUsage }: CompleteReplyDeps,
): Promise<CallResult> {
  const missing = whatIsMissing(request, reply);
  const message = `${model} used up ${limitOf(request)} before ${missing}; asking again with ${maxOutputTokens}.`;
  callUsage.reportRetry('cut-off', message, 0);
  const again = await send({ ...request, maxOutputTokens });
  return again.ok ? { ok: true, reply: { ...again.reply, usage: addUsage(reply.usage, again.reply.usage) } } : again;
}

const limitOf = ({ maxOutputTokens }: ChatRequest): string => `the output limit of ${maxOutputTokens} tokens`;

function whatIsMissing(request: ChatRequest, reply: ChatReply): string {
  return request.output || withoutThinking(reply.text).trim() !== '' ? 'its answer was complete' : 'it wrote any text';
}

function withoutAnswer(request: ChatRequest, { model, spending }: CompleteReplyDeps): CallResult {
  const left = spending.remainingTokens() - estimateRequest(request);
  const isSpent = left < request.maxOutputTokens * WORTHWHILE;
  const missing = request.output ? 'its answer was complete' : 'it wrote any text';
  const why = isSpent ? " The run's token limit leaves no room for more." : '';
  return {
    ...failureFor('cut-off', `${model} used up ${limitOf(request)} before ${missing}.${why}`),
    next: isSpent
      ? 'Raise the token limit of a run in the settings, or choose a lower reasoning effort.'
      : 'Choose a lower reasoning effort, ask for a smaller change, or choose a model with a larger output limit.',
  };
}

/** Requests the rest of a reply until it is complete or the bound is reached. */
async function continueReply(request: ChatRequest, first: ChatReply, deps: CompleteReplyDeps): Promise<CallResult> {
  const { send, callUsage, spending } = deps;
  let reply = first;
  for (let round = 1; reply.finish === 'length' && round <= MAX_CONTINUATIONS; round += 1) {
    callUsage.reportRetry('cut-off', `The reply stopped at ${limitOf(request)}; requesting the rest.`, 0);
    const next = continueRequest(request, reply.text);
    const left = Math.max(1, spending.remainingTokens() - estimateRequest(next));
    const rest = await send({ ...next, maxOutputTokens: Math.min(request.maxOutputTokens, left) });
    // The partial reply is paid for and may be enough, so only a cancellation discards it.
    if (!rest.ok) return rest.reason === 'cancelled' ? rest : { ok: true, reply };
    if (rest.reply.text.trim() === '' && !rest.reply.toolCalls) break;
    const joined = joinReplies(reply, rest.reply);
    const isLonger = joined.text.length > reply.text.length;
    reply = joined;
    if (reply.finish === 'length' && !isLonger) return repeatedReply(request, reply, deps);
  }
  return { ok: true, reply };
}

/** A model that writes the same part again instead of going on gets one more chance, with a larger limit. */
async function repeatedReply(request: ChatRequest, reply: ChatReply, deps: CompleteReplyDeps): Promise<CallResult> {
  const larger = largerLimit(request, deps);
  const again = larger === undefined ? undefined : await askAgain(request, reply, larger, deps);
  return again === undefined || (!again.ok && again.reason !== 'cancelled') ? { ok: true, reply } : again;
}
