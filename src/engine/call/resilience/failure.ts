import type { StopReason } from '../../contract/stop';
import type { Usage } from '../ports';

/** Every class of failure that an attempt can have. `POLICIES` says what follows from each. */
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
  'prompt-cut',
  'cut-off',
  'refusal',
  'content-filter',
  'network',
  'network-refused',
  'network-dns',
  'network-tls',
  'proxy',
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
   * `retry`: the same request may succeed later. `adjust`: a different request may succeed. `stop`: only the user can
   * fix it.
   */
  readonly action: 'retry' | 'adjust' | 'stop';
  /** How many attempts of one call may fail with this class. */
  readonly attempts: number;
  /** The run's stop reason if the call ends with this failure. */
  readonly reason: CallStopReason;
  /** Whether the failure means that the provider is down; counted by the circuit breaker and the retry budget. */
  readonly outage: boolean;
  /** Multiplies the upper bound of the waits if the server does not say how long to wait. */
  readonly firstWaitFactor: number;
  /** What happened; continues the sentence "<provider> at <endpoint> …". */
  readonly whatHappened: string;
  /** What the user can do next. */
  readonly next: string;
}

const TRY_LATER = 'Try again in a few minutes, or choose another model.';
const REWORD_TASK = 'Reword the task, or choose another model.';
const CHECK_SETTINGS = 'Check the provider and the base URL in the settings, and make sure that the server is running.';

/** The same request may succeed later. */
const retry = (
  attempts: number,
  outage: boolean,
  whatHappened: string,
  next: string,
  firstWaitFactor = 1,
): FailurePolicy => ({
  action: 'retry',
  attempts,
  reason: 'model-unavailable',
  outage,
  firstWaitFactor,
  whatHappened,
  next,
});
/** Only the user can fix it. */
const stop = (reason: CallStopReason, whatHappened: string, next: string): FailurePolicy => ({
  action: 'stop',
  attempts: 1,
  reason,
  outage: false,
  firstWaitFactor: 1,
  whatHappened,
  next,
});
/** A different request may succeed; if it doesn't, the user has to change the settings or the task. */
const adjust = (whatHappened: string, next: string): FailurePolicy => ({
  ...stop('configuration', whatHappened, next),
  action: 'adjust',
});

/**
 * What follows from each class of failure. Rate limits are counted over a minute, so their first wait is longer: with
 * 100 clients on a server with five slots, a first wait of up to 8 s needs only two thirds of the requests that one of
 * up to 1 s needs (`npm run bench -- transport`). Classes that mean "not now" get all attempts. An unreachable server
 * gets few, because a wrong base URL looks the same. A malformed response gets two more chances.
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
    'reports that the quota or the spend limit is used up',
    "Raise the limit or add credit in the provider's console; waiting does not help.",
  ),
  overloaded: retry(8, true, 'is overloaded', TRY_LATER),
  'server-error': retry(6, true, 'had an internal error', TRY_LATER),
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
  'unknown-model': stop('configuration', 'does not know the model', 'Choose a model that the provider offers.'),
  'no-endpoint': stop(
    'configuration',
    'has no API at this address',
    'Check the base URL: it ends in /v1 for OpenAI and compatible servers (in /openai/v1 for Azure), but not for ' +
      'Anthropic.',
  ),
  'bad-request': stop(
    'configuration',
    'refused the request as invalid',
    "Check that the provider has this model and that the server at the base URL uses the provider's protocol.",
  ),
  'context-too-long': adjust(
    'reports that the prompt is too long for the model',
    'Put fewer or smaller files in focus, or choose a model with a larger context window.',
  ),
  'prompt-cut': adjust(
    'read only a part of the prompt',
    'Give the model a larger context on its server, put fewer or smaller files in focus, or choose another model.',
  ),
  'cut-off': adjust(
    'used up the output limit before the reply was complete',
    'Ask for a smaller change, or choose a model with a larger output limit.',
  ),
  refusal: stop('model-refused', 'declined to answer', REWORD_TASK),
  'content-filter': stop('model-refused', 'withheld the reply because of its content filter', REWORD_TASK),
  network: retry(6, true, 'dropped the connection', CHECK_SETTINGS),
  'network-refused': retry(4, true, 'could not be reached: the connection was refused', CHECK_SETTINGS),
  'network-dns': retry(
    3,
    true,
    'could not be reached: the host name was not found',
    'Check the base URL and your network connection.',
  ),
  'network-tls': stop(
    'model-unavailable',
    'could not be reached: the secure connection failed',
    'If the network replaces certificates, set NODE_EXTRA_CA_CERTS to the file with its root certificate (VS Code ' +
      'takes the system’s by “http.systemCertificates”). Else check whether the base URL needs http or https.',
  ),
  proxy: stop(
    'configuration',
    'could not be reached: the proxy refused the connection',
    'Check the address, user name and password of the proxy, or reach the server without it by NO_PROXY.',
  ),
  'timeout-connect': retry(4, true, 'did not accept the connection in time', CHECK_SETTINGS),
  'timeout-first-byte': retry(3, true, 'accepted the request but did not start to answer in time', TRY_LATER),
  'timeout-silence': retry(3, true, 'started to answer and then sent nothing for too long', TRY_LATER),
  'timeout-whole': retry(
    2,
    true,
    'did not finish its answer in time',
    'Ask for a smaller change, or choose a faster model.',
  ),
  'stream-broken': retry(5, true, 'closed the connection in the middle of the answer', TRY_LATER),
  'bad-response': retry(
    3,
    false,
    "sent a response that is not a model's answer",
    'Check the base URL, and whether a proxy or a sign-in page intercepts the request.',
  ),
  malformed: adjust(
    'answered in a different format than requested',
    'Choose another model: this one does not follow the requested format.',
  ),
  empty: retry(3, false, 'sent an empty reply', 'Try again, or choose another model.'),
  'too-large': stop('model-unavailable', 'sent a reply that exceeds the size limit', 'Choose another model or server.'),
  'circuit-open': stop(
    'model-unavailable',
    'failed several times in a row, so it is not called for a while',
    TRY_LATER,
  ),
  'retry-budget': stop(
    'model-unavailable',
    'recently needed so many retries that more would only add to its load',
    TRY_LATER,
  ),
  // Most of them pass: once more costs little.
  unknown: retry(
    2,
    false,
    'failed in an unexpected way',
    'Read the message above; if it happens again, choose another model.',
  ),
};

/** Every failure of `ChatModel.send`. The message never contains the API key. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  constructor(
    readonly failureClass: FailureClass,
    /** For the user: which provider did what. */
    message: string,
    readonly details: {
      /** Milliseconds that the server asked to wait. */
      readonly retryAfterMs?: number | undefined;
      /** What the failed attempt used. */
      readonly usage?: Usage | undefined;
      /** The model's context size in tokens, if the error names it (context-too-long). */
      readonly contextLimit?: number | undefined;
      /** What the next request will do differently, because the server refused a field of this one. */
      readonly adjusted?: string | undefined;
    } = {},
  ) {
    super(message);
  }
}
