// The frame that all providers share: a provider file only describes one exchange with its SDK.
import { listModels } from '../list-models';
import type { ChatModel, ChatReply, ChatRequest } from '../ports';
import { classify, type ModelTarget, sanitizeText } from '../resilience/classify';
import { ModelError } from '../resilience/failure';
import { createGuardedFetch, type Timeouts } from './guarded-fetch';
import { createReplyBuilder, type ReplyBuilder } from './reply-builder';

/** What every provider needs to know of the settings. */
export interface ProviderConfig extends ModelTarget {
  /** In the form that the provider's SDK takes. */
  readonly baseUrl: string;
  readonly timeouts: Timeouts;
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
  return { provider, model, endpoint, send: (request, signal) => runAttempt(config, request, signal, exchange) };
}

/**
 * Runs one exchange and maps every outcome to the port's contract: a reply, the signal's reason, or a ModelError.
 * Closes the connection in every case.
 */
async function runAttempt(
  config: ProviderConfig,
  request: ChatRequest,
  signal: AbortSignal,
  exchange: (exchange: Exchange) => Promise<void>,
): Promise<ChatReply> {
  signal.throwIfAborted();
  const guarded = createGuardedFetch(config, config.timeouts);
  const builder = createReplyBuilder(request, config);
  try {
    await exchange({ request, builder, fetch: guarded.fetch, signal });
    // Both SDKs end an aborted stream without an error, as if it were complete.
    signal.throwIfAborted();
    const failure = guarded.failure();
    if (failure) throw failure;
    return builder.complete();
  } catch (error) {
    signal.throwIfAborted();
    const context = { ...config, responseStarted: guarded.responseStarted(), now: Date.now() };
    const { failureClass, message, details } = guarded.failure() ?? classify(error, context);
    const knownModels = failureClass === 'unknown-model' ? await knownModelsText(config, signal) : '';
    const usage = details.usage ?? builder.reportedUsage();
    throw new ModelError(failureClass, message + knownModels, { ...details, usage });
  } finally {
    guarded.close();
  }
}

/** Most model names that are shown when the server does not know the chosen model. */
const MAX_MODELS_SHOWN = 12;

async function knownModelsText(config: ProviderConfig, signal: AbortSignal): Promise<string> {
  const models = await listModels(config, signal);
  if (!models?.length) return '';
  const more = models.length > MAX_MODELS_SHOWN ? ` and ${models.length - MAX_MODELS_SHOWN} more` : '';
  const names = sanitizeText(models.slice(0, MAX_MODELS_SHOWN).join(', '), config.secret);
  return `. It has: ${names}${more}`;
}
