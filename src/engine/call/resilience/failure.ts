import type { StopReason } from '../../contract/stop';
import type { Usage } from '../ports';

/** Everything that can go wrong with one attempt. What follows from it stands in `POLICIES`. */
export const FAILURE_CLASSES = [
  'rate-limit',
  'quota',
  'overloaded',
  'server-error',
  'authentication',
  'permission',
  'unknown-model',
  'no-endpoint',
  'bad-request',
  'context-too-long',
  'cut-off',
  'refusal',
  'content-filter',
  'network',
  'network-refused',
  'network-dns',
  'network-tls',
  'timeout-connect',
  'timeout-first-byte',
  'timeout-silence',
  'timeout-whole',
  'stream-broken',
  'bad-response',
  'malformed',
  'empty',
  'too-large',
  'circuit-open',
  'retry-budget',
  'unknown',
] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

export type CallStopReason = Extract<
  StopReason,
  'model-unavailable' | 'model-refused' | 'authentication' | 'configuration'
>;

export interface FailurePolicy {
  /**
   * `retry`: the same request may succeed later. `adjust`: another request may succeed.
   * `stop`: nothing the program can do changes it.
   */
  readonly action: 'retry' | 'adjust' | 'stop';
  /** Attempts in all that one call may spend on this class. */
  readonly attempts: number;
  /** Why the run stops if this is what remains. */
  readonly reason: CallStopReason;
  /** Whether it says that the provider is down, for the circuit breaker. */
  readonly outage: boolean;
  /** Multiplies the first wait where the server does not say how long. */
  readonly patience: number;
  /** What happened, after "<provider> at <endpoint> ". */
  readonly what: string;
  /** The next step for a person. */
  readonly next: string;
}

const LATER = 'Try again in a few minutes, or choose another model.';
const SETTINGS = 'Check the provider and the base URL in the settings, and that the server is running.';

const retry = (attempts: number, outage: boolean, what: string, next: string, patience = 1): FailurePolicy => ({
  action: 'retry',
  attempts,
  reason: 'model-unavailable',
  outage,
  patience,
  what,
  next,
});
const stop = (reason: CallStopReason, what: string, next: string): FailurePolicy => ({
  action: 'stop',
  attempts: 1,
  reason,
  outage: false,
  patience: 1,
  what,
  next,
});

/**
 * The whole answer to "what now?". Rate limits are counted over a minute, so they are waited out with more patience:
 * with 100 clients on a server of five slots, a first wait of up to 8 s costs two thirds of the calls of one of up to 1 s
 * (`npm run bench -- transport`). Classes that say "not now" get all attempts; a server that is not there
 * gets few, because a wrong base URL looks the same; a wrong kind of answer gets two more chances.
 */
export const POLICIES: Readonly<Record<FailureClass, FailurePolicy>> = {
  'rate-limit': retry(
    8,
    false,
    'limits how many requests it takes',
    'Wait for the limit to reset, or choose another model or a higher tier.',
    8,
  ),
  quota: stop(
    'model-unavailable',
    'says that the quota or the spend limit is used up',
    'Raise the limit or add credit in the provider’s console; waiting does not help.',
  ),
  overloaded: retry(8, true, 'is overloaded', LATER),
  'server-error': retry(6, true, 'failed on its side', LATER),
  authentication: stop(
    'authentication',
    'refused the API key',
    'Set a valid key: run “Loopcraft: Set API Key”, or set the environment variable for the command line.',
  ),
  permission: stop(
    'authentication',
    'does not allow this key to use the model',
    'Use a key with access to the model, or choose another model.',
  ),
  'unknown-model': stop('configuration', 'does not know the model', 'Choose a model the provider has.'),
  'no-endpoint': stop(
    'configuration',
    'has nothing under this address',
    'Check the base URL: OpenAI’s and compatible ones end in /v1, Anthropic’s does not.',
  ),
  'bad-request': stop(
    'configuration',
    'refused the request as invalid',
    'Check that the model fits the provider and that the base URL speaks its protocol.',
  ),
  'context-too-long': {
    action: 'adjust',
    attempts: 1,
    reason: 'configuration',
    outage: false,
    patience: 1,
    what: 'says that the prompt is longer than the model can read',
    next: 'Put fewer or smaller files in focus, or choose a model with a larger context.',
  },
  'cut-off': {
    action: 'adjust',
    attempts: 1,
    reason: 'configuration',
    outage: false,
    patience: 1,
    what: 'used up the output limit before the reply was complete',
    next: 'Ask for a smaller change, or choose a model that can write longer replies.',
  },
  refusal: stop('model-refused', 'declined to answer', 'Word the task differently, or choose another model.'),
  'content-filter': stop(
    'model-refused',
    'withheld the reply by its content filter',
    'Word the task differently, or choose another model.',
  ),
  network: retry(6, true, 'dropped the connection', SETTINGS),
  'network-refused': retry(4, true, 'could not be reached: the connection was refused', SETTINGS),
  'network-dns': retry(
    3,
    true,
    'could not be reached: the host name was not found',
    'Check the base URL and your network connection.',
  ),
  'network-tls': stop(
    'model-unavailable',
    'could not be reached: the secure connection failed',
    'Check the certificate, a proxy that replaces it, and http against https in the base URL.',
  ),
  'timeout-connect': retry(4, true, 'could not be reached in time', SETTINGS),
  'timeout-first-byte': retry(3, true, 'took the request and did not begin to answer in time', LATER),
  'timeout-silence': retry(3, true, 'began to answer and went silent', LATER),
  'timeout-whole': retry(
    2,
    true,
    'did not finish its answer in time',
    'Ask for a smaller change, or choose a faster model.',
  ),
  'stream-broken': retry(5, true, 'broke off in the middle of the answer', LATER),
  'bad-response': retry(
    3,
    false,
    'sent something that is not a model’s answer',
    'Check the base URL, and whether a proxy or a sign-in page stands between.',
  ),
  malformed: {
    action: 'adjust',
    attempts: 1,
    reason: 'configuration',
    outage: false,
    patience: 1,
    what: 'answered in another form than it was asked for',
    next: 'Choose another model: this one does not keep to the form that is asked for.',
  },
  empty: retry(3, false, 'sent an empty reply', 'Try again, or choose another model.'),
  'too-large': stop('model-unavailable', 'sent more than any reply may be', 'Choose another model or server.'),
  'circuit-open': stop('model-unavailable', 'failed several times in a row and is being left alone', LATER),
  'retry-budget': stop(
    'model-unavailable',
    'needed so many retries lately that more would only add to its load',
    LATER,
  ),
  unknown: stop(
    'model-unavailable',
    'failed in an unexpected way',
    'Look at the message; if it repeats, choose another model.',
  ),
};

/** Thrown by `ChatModel.send` for everything that goes wrong. Its message holds no key. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  constructor(
    readonly failureClass: FailureClass,
    /** For a person: who did what. */
    message: string,
    readonly details: {
      /** Milliseconds the server asked to wait. */
      readonly retryAfterMs?: number | undefined;
      /** What the attempt spent all the same. */
      readonly usage?: Usage | undefined;
      /** Tokens the model can read, where the error tells (context-too-long). */
      readonly contextLimit?: number | undefined;
    } = {},
  ) {
    super(message);
  }
}
