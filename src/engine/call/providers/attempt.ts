import { listModels } from '../list-models';
import type { ChatReply, ChatRequest } from '../ports';
import { type Asked, classify, tidy } from '../resilience/classify';
import { ModelError } from '../resilience/failure';
import { createGuardedFetch, type Timeouts } from './guarded-fetch';
import { createReplyBuilder, type ReplyBuilder } from './reply-builder';

/** What every provider file needs to know. */
export interface ProviderConfig extends Asked {
  /** As the SDK takes it. */
  readonly baseUrl: string;
  readonly timeouts: Timeouts;
}

/**
 * Runs one exchange and brings every way it can end into the port's words: a reply, the signal's
 * reason, or a ModelError. The socket is closed in each of them.
 */
export async function attempt(
  config: ProviderConfig,
  request: ChatRequest,
  signal: AbortSignal,
  exchange: (fetch: typeof globalThis.fetch, draft: ReplyBuilder) => Promise<void>,
): Promise<ChatReply> {
  signal.throwIfAborted();
  const wire = createGuardedFetch(config, config.timeouts);
  const draft = createReplyBuilder(request, config);
  try {
    await exchange(wire.fetch, draft);
    // Both SDKs end an aborted stream quietly, as if it were complete.
    signal.throwIfAborted();
    const failure = wire.failure();
    if (failure) throw failure;
    return draft.complete();
  } catch (error) {
    signal.throwIfAborted();
    const failure = wire.failure() ?? classify(error, { ...config, opened: wire.opened(), now: Date.now() });
    const message =
      failure.failureClass === 'unknown-model' ? failure.message + (await known(config, signal)) : failure.message;
    throw new ModelError(failure.failureClass, message, {
      ...failure.details,
      usage: failure.details.usage ?? draft.reported(),
    });
  } finally {
    wire.close();
  }
}

/** Names shown to somebody whose model the server does not know. */
const MAX_NAMED = 12;

async function known(config: ProviderConfig, signal: AbortSignal): Promise<string> {
  const models = await listModels(config, signal);
  if (!models?.length) return '';
  const more = models.length > MAX_NAMED ? ` and ${models.length - MAX_NAMED} more` : '';
  return `. It has: ${tidy(models.slice(0, MAX_NAMED).join(', '), config.secret)}${more}`;
}
