import { callModel } from '../../call/call';
import type { ChatModel, ChatReply, ChatRequest, PriceOf, ToolSpec } from '../../call/ports';
import { estimateRequest } from '../../call/pricing/estimate-request';
import type { CircuitBreakers } from '../../call/resilience/circuit-breaker';
import type { Emit } from '../../contract/events';
import type { Stop } from '../../contract/stop';
import type { Clock } from '../../platform/clock';
import type { Allowance } from '../../prompt/allowance';
import { SYSTEM_PROMPT } from '../../prompt/reply-rules';
import type { Render } from '../dialogue/dialogue';
import type { Budget } from '../limits/budget';
import type { Listening } from '../person/listen';
import { exchangeOf } from './exchange';

export interface SendDeps {
  readonly model: ChatModel;
  /** The model that plans; absent: the one that writes. */
  readonly planner?: ChatModel | undefined;
  /** The model that writes once a run turned to it; absent: there is none. */
  readonly stronger?: ChatModel | undefined;
  /** Models that take over, in order, when the one before is not available. */
  readonly fallbacks?: readonly ChatModel[] | undefined;
  /** How many tokens the context and a reply may have. */
  readonly allowance: Allowance;
  readonly priceOf: PriceOf;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Circuit breakers and retry budgets, shared by all calls of the process. */
  readonly breakers: CircuitBreakers;
  readonly retryNow?: (() => Promise<void>) | undefined;
  /** Gives the person's hints and pauses to each call. If it is absent, the run takes none. */
  readonly listening?: Pick<Listening, 'beforeCall' | 'withHints'> | undefined;
}

export type Purpose = 'plan' | 'generate' | 'correct';

/** Which model writes. */
export type Writer = 'usual' | 'stronger';

export interface ReplyText {
  readonly text: string;
  /** True when the reply is still incomplete at the output limit, after it was continued. */
  readonly isCut: boolean;
}

/** Whether a reply can be applied. */
export type IsUseful = (reply: ReplyText) => Promise<boolean>;

export interface Asked {
  readonly purpose: Purpose;
  readonly render: Render;
  readonly isUseful?: IsUseful | undefined;
  readonly writer?: Writer | undefined;
  /** Tools that the model may call instead of answering. */
  readonly tools?: readonly ToolSpec[] | undefined;
}

export interface Sent {
  readonly reply: ChatReply;
  /** 1-based number of the call in the run. */
  readonly call: number;
  /** Titles of the parts of the first message that the request did not show for its length. */
  readonly omitted: readonly string[];
}

/** One dependable call. */
export type Send = (asked: Asked, signal: AbortSignal) => Promise<Sent | Stop>;

/** How much larger the output limit becomes each time that thinking used it up. */
const OUTPUT_GROWTH = 4;
/** Of what a model reads, the share that an estimate may fill: text may have more tokens than estimated. */
const ESTIMATE_SHARE = 0.85;

/**
 * One dependable call with what the budget leaves. Once the context was too long for the model, it stays
 * reduced for the rest of the run; once thinking used up the output limit, it stays larger.
 */
export function createSend(deps: SendDeps, budget: Budget): Send {
  const { listening } = deps;
  let { contextTokens, outputTokens } = deps.allowance;
  const raiseOutputLimit = (current: number): number | undefined => {
    const larger = Math.min(current * OUTPUT_GROWTH, deps.allowance.largestOutputTokens);
    if (larger <= current) return undefined;
    outputTokens = Math.max(outputTokens, larger);
    return larger;
  };
  return async ({ purpose, writer, render, isUseful, tools }, signal) => {
    await listening?.beforeCall(signal);
    const models = modelsFor(purpose, writer, deps);
    const request = (tokens: number): { request: ChatRequest; omitted: readonly string[] } => {
      const { messages: rendered, omitted } = render(tokens);
      const messages = listening?.withHints(rendered) ?? rendered;
      const content = { system: SYSTEM_PROMPT, messages, ...(tools ? { tools } : {}) };
      const input = estimateRequest({ ...content, maxOutputTokens: 0 });
      const left = budget.outputTokensFor(models.model, input);
      return { request: { ...content, maxOutputTokens: Math.max(1, Math.min(outputTokens, left)) }, omitted };
    };
    const sizeOf = (tokens: number) => estimateRequest(request(tokens).request);
    // What the model is known not to read is not sent to it.
    const readable = Math.floor((deps.allowance.inputTokens ?? Number.POSITIVE_INFINITY) * ESTIMATE_SHARE);
    if (sizeOf(contextTokens) > readable) contextTokens = Math.max(0, readable - sizeOf(0));
    const first = request(contextTokens);
    let { omitted, request: sent } = first;
    const shrink = (inputTokens: number) => {
      const smaller = Math.max(0, inputTokens - sizeOf(0));
      if (smaller >= contextTokens) return undefined;
      contextTokens = smaller;
      const next = request(smaller);
      ({ omitted, request: sent } = next);
      return { request: next.request, dropped: next.omitted.filter((title) => !first.omitted.includes(title)) };
    };
    const { clock, emit, priceOf, breakers, retryNow } = deps;
    const call = budget.openCall();
    const result = await callModel(
      first.request,
      {
        ...models,
        spending: budget,
        clock,
        emit,
        call,
        purpose,
        priceOf,
        breakers,
        reduceContext: shrink,
        isUseful: isUseful && (async (reply) => reply.toolCalls !== undefined || isUseful(textOf(reply))),
        raiseOutputLimit,
        retryNow,
      },
      signal,
    );
    emit(exchangeOf(call, sent, result));
    if (result.ok) return { reply: result.reply, call, omitted };
    signal.throwIfAborted();
    return { reason: result.reason, message: result.message, next: result.next };
  };
}

/** A planner or a stronger model that is not available leaves the work to the models that write otherwise. */
function modelsFor(
  purpose: Purpose,
  writer: Writer | undefined,
  { model, planner, stronger, fallbacks = [] }: SendDeps,
): { readonly model: ChatModel; readonly fallbacks: readonly ChatModel[] } {
  const others = [model, ...fallbacks];
  if (purpose === 'plan' && planner) return { model: planner, fallbacks: others };
  return writer === 'stronger' && stronger ? { model: stronger, fallbacks: others } : { model, fallbacks };
}

export function textOf({ text, finish }: ChatReply): ReplyText {
  return { text, isCut: finish === 'length' };
}
