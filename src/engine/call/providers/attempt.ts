// The frame that all providers share: a provider file only describes one exchange with its SDK.

import type { ModelAdjustments } from '../adjust/adjustments';
import type { Body } from '../adjust/fields';
import { requestFor } from '../adjust/offered-tools';
import { type Refusal, readRefusal } from '../adjust/refusal';
import { listModels } from '../list-models';
import type { Transport } from '../network/transport';
import type { ChatModel, ChatReply, ChatRequest, SendObserver } from '../ports';
import { estimateRequest } from '../pricing/estimate-request';
import type { ReasoningEffort } from '../reasoning-effort';
import { classify, type ModelTarget } from '../resilience/classify';
import { type FailureClass, ModelError } from '../resilience/failure';
import { sanitizeText } from '../resilience/sanitize';
import { sentence } from '../result';
import { createGuardedFetch, type GuardedFetch, type Timeouts } from './guarded-fetch';
import { createReplyBuilder, type ReplyBuilder } from './reply-builder';

/** What every provider needs to know of the settings. */
export interface ProviderConfig extends ModelTarget {
  /** In the form that the provider's SDK takes. */
  readonly baseUrl: string;
  readonly timeouts: Timeouts;
  readonly transport: Transport;
  /** What the server is known to refuse. */
  readonly adjustments: ModelAdjustments;
  /** How much a reasoning model should think; absent: as the provider decides. */
  readonly reasoningEffort?: ReasoningEffort | undefined;
}

/** What a provider gets for one attempt. */
export interface Exchange {
  readonly request: ChatRequest;
  /** Gets everything that the provider reads from the response. */
  readonly builder: ReplyBuilder;
  /** The `fetch` that the SDK must use. */
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
}

/**
 * Creates a provider's model. Providers differ only in `exchange`, which sends the request through the SDK and passes
 * what it reads to the reply builder.
 */
export function createProviderModel(
  config: ProviderConfig,
  exchange: (exchange: Exchange) => Promise<void>,
): ChatModel {
  const { provider, model, endpoint } = config;
  return {
    provider,
    model,
    endpoint,
    promptLimit: config.adjustments.promptLimit,
    send: (request, signal, observer) => runAttempt(config, request, signal, exchange, observer),
  };
}

/**
 * Runs one exchange and maps every outcome to the port's contract: a reply, the signal's reason, or a ModelError.
 * Closes the connection in every case.
 */
async function runAttempt(
  config: ProviderConfig,
  asked: ChatRequest,
  signal: AbortSignal,
  exchange: (exchange: Exchange) => Promise<void>,
  observer: SendObserver | undefined,
): Promise<ChatReply> {
  signal.throwIfAborted();
  const request = requestFor(asked, config.adjustments.takesTools());
  const estimated = estimateRequest(request);
  const waiting = watchWaiting(observer);
  const guarded = createGuardedFetch({
    target: config,
    timeouts: config.timeouts,
    transport: config.transport,
    rewrite: (body) => JSON.stringify(config.adjustments.apply(JSON.parse(body) as Body, estimated)),
    onFirstLine: waiting.writing,
  });
  const builder = createReplyBuilder(request, config);
  try {
    await exchange({ request, builder, fetch: guarded.fetch, signal });
    // Both SDKs end an aborted stream without an error, as if it were complete.
    signal.throwIfAborted();
    const failure = guarded.failure();
    if (failure) throw failure;
    if (guarded.sawDone()) builder.finishIfOpen('stop');
    const reply = builder.complete();
    config.adjustments.confirm();
    return reply;
  } catch (error) {
    signal.throwIfAborted();
    throw await failureOf(error, { config, guarded, builder, estimated, signal });
  } finally {
    waiting.end();
    guarded.close();
  }
}

async function failureOf(
  error: unknown,
  attempt: {
    readonly config: ProviderConfig;
    readonly guarded: GuardedFetch;
    readonly builder: ReplyBuilder;
    readonly estimated: number;
    readonly signal: AbortSignal;
  },
): Promise<ModelError> {
  const { config, guarded, builder, estimated, signal } = attempt;
  const refused = guarded.refusal();
  const refusal = refused && readRefusal(refused.status, refused.text);
  const context = { ...config, responseStarted: guarded.responseStarted(), refusal, now: Date.now() };
  const { failureClass, message, details } = guarded.failure() ?? classify(error, context);
  const isAdjustable = refused && mayAdjust(failureClass, refused);
  const adjusted = isAdjustable && refusal ? adjust(config, refusal, refused.sent, estimated) : undefined;
  const knownModels = failureClass === 'unknown-model' && !adjusted ? await knownModelsText(config, signal) : '';
  const usage = details.usage ?? builder.reportedUsage();
  return new ModelError(failureClass, knownModels ? `${sentence(message)} ${knownModels}` : message, {
    ...details,
    usage,
    adjusted,
  });
}

type Refused = NonNullable<ReturnType<GuardedFetch['refusal']>>;

/** Some servers answer with 500 when their chat template refuses the request, OpenRouter with 404 for tools. */
function mayAdjust(failureClass: FailureClass, { status, text }: Refused): boolean {
  if (status === 404) return /no endpoints found that support|support tool use/i.test(text);
  if (status === 500) return /not support|unsupported|must alternate|template/i.test(text);
  return (
    (status === 400 || status === 422) &&
    (failureClass === 'bad-request' || failureClass === 'unknown-model' || failureClass === 'context-too-long')
  );
}

function adjust(
  { adjustments }: ProviderConfig,
  refusal: Refusal,
  sent: string,
  estimated: number,
): string | undefined {
  const told = adjustments.learn(refusal, JSON.parse(sent) as Body, estimated);
  if (told === undefined) adjustments.forget();
  return told;
}

/** Milliseconds after which a wait is first reported, and then again and again. */
const FIRST_REPORT_MS = 10_000;
const REPORT_EVERY_MS = 30_000;

/** Reports how long nothing has arrived. */
function watchWaiting(observer: SendObserver | undefined) {
  const startedAt = performance.now();
  const elapsed = () => Math.round(performance.now() - startedAt);
  let reported = false;
  const report = () => {
    reported = true;
    observer?.reading(elapsed());
  };
  const first = setTimeout(report, FIRST_REPORT_MS);
  const others = setInterval(report, REPORT_EVERY_MS);
  const end = () => {
    clearTimeout(first);
    clearInterval(others);
  };
  return {
    writing: () => {
      end();
      if (reported) observer?.writing(elapsed());
    },
    end,
  };
}

/** Most model names that are shown when the server does not know the chosen model. */
const MAX_MODELS_SHOWN = 12;

async function knownModelsText(config: ProviderConfig, signal: AbortSignal): Promise<string> {
  const models = await listModels({ ...config, fetch: config.transport.fetch }, signal);
  if (!models?.length) return '';
  const more = models.length > MAX_MODELS_SHOWN ? ` and ${models.length - MAX_MODELS_SHOWN} more` : '';
  const names = sanitizeText(models.slice(0, MAX_MODELS_SHOWN).join(', '), config.secret);
  return `It has: ${names}${more}`;
}
