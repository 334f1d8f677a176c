// One attempt at the vectors of some texts. What repeats it, and what it may cost, is in embed.ts.
import { connect, type ModelConfig } from '../create-model';
import { readBoundedText } from '../network/read-bounded';
import { openAiClient } from '../providers/openai-client';
import { classify, createFailure } from '../resilience/classify';
import { type EmbeddingReply, readVectors } from './read-vectors';

/** A model that turns texts into vectors. */
export interface EmbeddingModel {
  readonly provider: string;
  readonly model: string;
  /** Host and path without credentials, for messages. */
  readonly endpoint: string;
  /** Rejects with a ModelError for every failure, and with the signal's reason when aborted. */
  send(texts: readonly string[], signal: AbortSignal): Promise<EmbeddingReply>;
}

/** Bytes of an answer: 64 vectors of 4096 numbers with 20 digits each are 5 MiB. */
const MAX_BYTES = 16 * 1024 * 1024;
/** Milliseconds of one attempt. What it finds is only a hint, for which a run must not wait long. */
const TIMEOUT_MS = 10_000;

/** Creates the model from the settings; `problem` tells the user what is wrong with them. Sends nothing yet. */
export function createEmbeddingModel(
  config: Omit<ModelConfig, 'provider' | 'timeouts'> & { readonly provider: string; readonly timeoutMs?: number },
): EmbeddingModel | { readonly problem: string } {
  const { provider, timeoutMs = TIMEOUT_MS } = config;
  const model = config.model.trim();
  if (provider !== 'openai' && provider !== 'scripted')
    return {
      problem: `${provider} offers no embeddings. Name a server that does, or leave the embeddings model empty.`,
    };
  const connection = connect({ ...config, provider });
  if ('problem' in connection) return connection;
  const { endpoint, secret, transport, proxyName } = connection;
  const target = { provider, model, endpoint: endpoint.displayName, secret, proxyName };
  const timeouts = { firstByteMs: timeoutMs, silenceMs: timeoutMs, wholeMs: timeoutMs };
  const client = { baseUrl: endpoint.baseUrl, timeouts, ...(secret === undefined ? {} : { secret }) };
  return {
    provider,
    model,
    endpoint: endpoint.displayName,
    async send(texts, signal) {
      signal.throwIfAborted();
      const late = AbortSignal.timeout(timeoutMs);
      let responseStarted = false;
      const fetch: typeof globalThis.fetch = async (input, init) => {
        const response = await transport.fetch(input, { ...init, signal: AbortSignal.any([signal, late]) });
        responseStarted = response.ok;
        const text = await readBoundedText(response, MAX_BYTES);
        if (text === undefined) throw createFailure('too-large', target, { detail: `more than ${MAX_BYTES} bytes` });
        const { status, statusText, headers } = response;
        return new Response(text, { status, statusText, headers });
      };
      try {
        const openAi = await openAiClient(client, fetch);
        // Not all compatible servers know the other encoding, which the SDK asks for by default.
        const answer = await openAi.embeddings.create({ model, input: [...texts], encoding_format: 'float' });
        return readVectors(answer, texts.length, target);
      } catch (error) {
        signal.throwIfAborted();
        if (late.aborted)
          throw createFailure('timeout-whole', target, { detail: `not complete after ${timeoutMs / 1000} s` });
        throw classify(causeOf(error), { ...target, responseStarted, now: Date.now() });
      }
    },
  };
}

/** The SDK wraps what its `fetch` throws. */
function causeOf(error: unknown): unknown {
  const { cause } = (error ?? {}) as { readonly cause?: unknown };
  return cause instanceof Error && cause.name === 'ModelError' ? cause : error;
}
