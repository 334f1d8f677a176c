import type { Embedder } from '../../learn/experience/meaning/embedder';
import type { Clock } from '../../platform/clock';
import type { Spending } from '../ports';
import { estimateTokens } from '../pricing/prices';
import { attempt, waitAfter } from '../resilience/attempt';
import type { RetryLimits } from '../resilience/backoff';
import { ALWAYS_CLOSED, type CircuitBreakers } from '../resilience/circuit-breaker';
import { POLICIES } from '../resilience/failure';
import { sentence } from '../result';
import type { EmbeddingModel } from './embedding-model';
import type { EmbeddingReply } from './read-vectors';

export interface EmbedDeps {
  readonly clock: Clock;
  readonly breakers?: CircuitBreakers | undefined;
}

/** Fewer and shorter than for a reply, which a run can't do without. */
const RETRY: RetryLimits = { maxAttempts: 2, maxElapsedMs: 8000, baseMs: 500, capMs: 2000 };

/**
 * Vectors for one run: with the rules of loop 1 for retries, circuit breaker and budget, but soon given up, and after
 * a failure not asked for again in this run. They count for tokens and money, and not as calls.
 */
export function createEmbedder(
  model: EmbeddingModel,
  spending: Pick<Spending, 'refuses' | 'settle'>,
  deps: EmbedDeps,
): Embedder {
  let failed: { readonly problem: string } | undefined;
  return {
    name: `${model.provider}/${model.model} at ${model.endpoint}`,
    async embed(texts, signal) {
      if (failed) return failed;
      const inputTokens = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
      const refusal = spending.refuses(model, { inputTokens, maxOutputTokens: 0 });
      const result = refusal ? { problem: refusal.message } : await retried(model, texts, deps, signal);
      if ('problem' in result) {
        failed = result;
        return result;
      }
      // Some servers don't count.
      const counted = result.usage.inputTokens > 0 ? result.usage : { ...result.usage, inputTokens };
      spending.settle(model, counted);
      return result;
    },
  };
}

async function retried(
  model: EmbeddingModel,
  texts: readonly string[],
  { clock, breakers }: EmbedDeps,
  signal: AbortSignal,
): Promise<EmbeddingReply | { readonly problem: string }> {
  const breaker = breakers?.forModel(model) ?? ALWAYS_CLOSED;
  const deadline = clock.now() + RETRY.maxElapsedMs;
  for (let attempts = 1; ; attempts++) {
    const wait = breaker.requiredWait(attempts > 1);
    if (wait) return { problem: sentence(wait.cause) };
    const outcome = await attempt(() => model.send(texts, signal), breaker.startAttempt(attempts > 1), signal);
    if ('reply' in outcome) return outcome.reply;
    const { error } = outcome;
    const delayMs = waitAfter(error, { attempts, failures: attempts }, RETRY, clock.random);
    if (delayMs === undefined || clock.now() + delayMs > deadline)
      return { problem: `${sentence(error.message)} ${POLICIES[error.failureClass].next}` };
    await clock.sleep(delayMs, signal);
  }
}
