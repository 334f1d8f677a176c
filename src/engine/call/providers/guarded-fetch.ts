import type { Transport } from '../network/transport';
import { createFailure, type ModelTarget } from '../resilience/classify';
import type { FailureClass, ModelError } from '../resilience/failure';
import { type Fail, readAnswer, readErrorText } from './response-body';

/** Limits of one attempt, all in milliseconds; `Infinity` for none. */
export interface Timeouts {
  /** From sending the request to the first complete line of the body. Connecting is bounded by undici (10 s). */
  readonly firstByteMs: number;
  /** Between two complete lines of the body. Single bytes without a line end don't count as progress. */
  readonly silenceMs: number;
  /** From sending the request to the end of the response. */
  readonly wholeMs: number;
}

/** Generous, because reasoning models think long without output. */
export const DEFAULT_TIMEOUTS: Timeouts = { firstByteMs: 120_000, silenceMs: 90_000, wholeMs: 600_000 };

/**
 * A model on this machine may read a long prompt for many minutes, and hanging up would only make it start again: the
 * run's own limit ends the wait.
 */
export const LOOPBACK_TIMEOUTS: Timeouts = {
  firstByteMs: Number.POSITIVE_INFINITY,
  silenceMs: Number.POSITIVE_INFINITY,
  wholeMs: Number.POSITIVE_INFINITY,
};

/** A `fetch` for one attempt that enforces timeouts and size limits and knows which of them was violated. */
export interface GuardedFetch {
  readonly fetch: typeof globalThis.fetch;
  /** The first violation; it is the cause of whatever error the SDK then throws. */
  failure(): ModelError | undefined;
  /** The server had started to answer with success. */
  responseStarted(): boolean;
  /** The stream ended with `[DONE]`. */
  sawDone(): boolean;
  /** What the server answered to the request if it refused it, and the body of the request as it was sent. */
  refusal(): { readonly status: number; readonly text: string; readonly sent: string } | undefined;
  /** Clears the timers and closes the connection if it is still open. */
  close(): void;
}

export interface GuardedFetchOptions {
  readonly target: ModelTarget;
  readonly timeouts: Timeouts;
  readonly transport: Transport;
  /** Changes the request's body before it is sent. */
  readonly rewrite: (body: string) => string;
  /** The first complete line of the answer has arrived. */
  readonly onFirstLine?: (() => void) | undefined;
}

export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const { target, timeouts, transport, rewrite, onFirstLine } = options;
  const abort = new AbortController();
  let failure: ModelError | undefined;
  let responseStarted = false;
  let done = false;
  let lines = 0;
  let refusal: ReturnType<GuardedFetch['refusal']>;
  let silenceTimer: NodeJS.Timeout | undefined;
  let wholeTimer: NodeJS.Timeout | undefined;

  const clearTimers = () => {
    clearTimeout(silenceTimer);
    clearTimeout(wholeTimer);
  };
  const fail: Fail = (failureClass, detail) => {
    failure ??= createFailure(failureClass, target, { detail });
    clearTimers();
    abort.abort(failure);
    return failure;
  };
  const restartSilenceTimer = (failureClass: FailureClass, ms: number) => {
    clearTimeout(silenceTimer);
    silenceTimer = timer(ms, () => fail(failureClass, `nothing for ${seconds(ms)}`));
  };
  const onLine = () => {
    lines += 1;
    if (lines === 1) onFirstLine?.();
    restartSilenceTimer('timeout-silence', timeouts.silenceMs);
  };
  const onDone = () => {
    done = true;
  };

  return {
    async fetch(input, init) {
      wholeTimer = timer(timeouts.wholeMs, () =>
        fail('timeout-whole', `not complete after ${seconds(timeouts.wholeMs)}`),
      );
      restartSilenceTimer('timeout-first-byte', timeouts.firstByteMs);
      const signal = init?.signal ? AbortSignal.any([init.signal, abort.signal]) : abort.signal;
      const body = typeof init?.body === 'string' ? rewrite(init.body) : init?.body;
      const response = await transport.fetch(input, { ...init, ...(body ? { body } : {}), signal });
      responseStarted = response.ok;
      if (response.ok) return readAnswer(response, { fail, onLine, onDone, onEnd: clearTimers });
      const text = await readErrorText(response, clearTimers);
      if (typeof body === 'string') refusal = { status: response.status, text, sent: body };
      return new Response(text, response);
    },
    failure: () => failure,
    responseStarted: () => responseStarted,
    sawDone: () => done,
    refusal: () => refusal,
    close() {
      clearTimers();
      abort.abort();
    },
  };
}

/** `setTimeout` takes an infinite time for none. */
function timer(ms: number, callback: () => void): NodeJS.Timeout | undefined {
  return Number.isFinite(ms) ? setTimeout(callback, ms) : undefined;
}

const seconds = (ms: number): string => `${ms / 1000} s`;
