import type { Refusal } from '../adjust/refusal';
import type { Usage } from '../ports';
import { type ErrorFacts, readErrorFacts } from './error-facts';
import { type FailureClass, ModelError, POLICIES } from './failure';
import { retryAfterMs } from './retry-after';
import { sanitizeText, WEB_PAGE } from './sanitize';
import { classOfWords, contextLimitIn, quotedResponse } from './words';

/** The model that a request goes to, as messages name it. */
export interface ModelTarget {
  readonly provider: string;
  readonly model: string;
  readonly endpoint: string;
  /** The API key, which no message may contain. */
  readonly secret?: string | undefined;
  /** The proxy on the way to the server. */
  readonly proxyName?: string | undefined;
}

export interface FailureContext extends ModelTarget {
  /** The body of the response that refused the request; the SDKs keep only the parts that their own servers send. */
  readonly refusal?: Refusal | undefined;
  /** The server had begun to answer with success, so a lost connection is a broken stream. */
  readonly responseStarted: boolean;
  /** Milliseconds since the epoch, needed to read a Retry-After date. */
  readonly now: number;
  readonly usage?: Usage | undefined;
}

type Condition = (error: ErrorFacts, responseStarted: boolean) => boolean;
type Rule = readonly [FailureClass, Condition];

const hasLabel =
  (...labels: string[]): Condition =>
  (error) =>
    labels.some((label) => error.labels.has(label));
const hasStatus =
  (...codes: number[]): Condition =>
  ({ status }) =>
    status !== undefined && codes.includes(status);
const hasCode =
  (pattern: RegExp): Condition =>
  (error) =>
    error.codes.some((code) => pattern.test(code));
const messageMatches =
  (...patterns: RegExp[]): Condition =>
  (error) =>
    patterns.some((pattern) => pattern.test(error.message));
const rootMatches =
  (pattern: RegExp): Condition =>
  (error) =>
    pattern.test(error.rootMessage);
const anyOf =
  (...conditions: Condition[]): Condition =>
  (error, responseStarted) =>
    conditions.some((condition) => condition(error, responseStarted));
const allOf =
  (...conditions: Condition[]): Condition =>
  (error, responseStarted) =>
    conditions.every((condition) => condition(error, responseStarted));
const afterResponseStarted: Condition = (_, responseStarted) => responseStarted;

/**
 * The first match decides. Labels (a provider's `type` or `code`) come before the status, because errors inside a
 * stream have no status and because 429 means both "slow down" and "no credit left". A message's text is only matched
 * where a provider gives no other sign: the "prompt is too long" of Anthropic and several local servers, and
 * Ollama's unknown model.
 */
const RULES: readonly Rule[] = [
  ['network', allOf(hasCode(/^UND_ERR_/), rootMatches(/^Proxy response \(50[234]\)/))],
  ['proxy', rootMatches(/^Proxy response \(\d+\)|^Proxy Authentication Required/)],
  ['proxy', hasStatus(407)],
  [
    'quota',
    hasLabel(
      'insufficient_quota',
      'billing_error',
      'billing_hard_limit_reached',
      'billing_not_active',
      'quota_exceeded',
      'contract_spend_limit_reached',
      'enforced_spend_limit_reached',
      'linked_organization_spend_limit_reached',
      'linked_organization_billing_unavailable',
      'organization_on_hold',
    ),
  ],
  ['quota', hasStatus(402)],
  [
    'context-too-long',
    hasLabel(
      'context_length_exceeded',
      'exceed_context_size_error',
      'request_too_large',
      'model_context_window_exceeded',
      'model_max_prompt_tokens_exceeded',
    ),
  ],
  ['context-too-long', hasStatus(413)],
  [
    'context-too-long',
    allOf(
      anyOf(hasStatus(400, 422, 500), hasLabel('invalid_request_error')),
      messageMatches(
        /prompt is too long|input is too long|too many (?:input )?tokens/i,
        /maximum context length|context (?:length|window|size) (?:exceeded|of)/i,
        /exceeds? the (?:available |model's )?context|prompt token count of \d+ exceeds/i,
      ),
    ),
  ],
  ['unknown-model', hasLabel('model_not_found', 'model_not_available')],
  [
    'unknown-model',
    allOf(
      hasStatus(400, 404),
      messageMatches(
        /model.*(?:not found|does not exist|not exist|no such|unknown)/i,
        /(?:unknown|invalid|no such) model|no models? loaded|requested model is not supported/i,
      ),
    ),
  ],
  ['unknown-model', allOf(hasStatus(404), hasLabel('not_found_error'))],
  [
    'content-filter',
    hasLabel('content_filter', 'content_policy_violation', 'bio_policy', 'misalignment_policy_violation'),
  ],
  ['rate-limit', hasLabel('rate_limit_exceeded', 'rate_limit_error', 'ramp_limit_exceeded', 'too_many_requests')],
  ['overloaded', hasLabel('overloaded_error', 'server_is_overloaded', 'slow_down', 'overloaded')],
  ['authentication', hasLabel('authentication_error', 'invalid_api_key')],
  ['permission', hasLabel('permission_error')],
  ['server-error', hasLabel('api_error', 'server_error', 'timeout_error', 'internal_server_error')],
  ['authentication', hasStatus(401)],
  ['permission', hasStatus(403)],
  ['no-endpoint', hasStatus(404, 405)],
  ['rate-limit', hasStatus(429)],
  ['overloaded', hasStatus(503, 529)],
  [
    'server-error',
    (error) => error.status !== undefined && (error.status >= 500 || [408, 409, 425].includes(error.status)),
  ],
  ['bad-request', (error) => error.status !== undefined && error.status >= 400],
  ['bad-request', hasLabel('invalid_request_error', 'invalid_prompt')],
  ['network-tls', hasCode(/^(?:ERR_TLS|ERR_SSL|CERT_|EPROTO|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH)/)],
  ['network-dns', hasCode(/^(?:ENOTFOUND|EAI_)/)],
  ['network-refused', hasCode(/^ECONNREFUSED$/)],
  ['timeout-connect', hasCode(/^(?:UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/)],
  ['timeout-first-byte', hasCode(/^UND_ERR_HEADERS_TIMEOUT$/)],
  ['timeout-silence', hasCode(/^UND_ERR_BODY_TIMEOUT$/)],
  ['bad-response', hasCode(/^HPE_/)],
  [
    'stream-broken',
    allOf(afterResponseStarted, hasCode(/^(?:UND_ERR_SOCKET|ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE|ABORT_ERR)$/)),
  ],
  [
    'network',
    hasCode(/^(?:UND_ERR_|ECONNRESET|EPIPE|ENETUNREACH|EHOSTUNREACH|EHOSTDOWN|ENETDOWN|ECONNABORTED|EADDRNOTAVAIL)/),
  ],
  ['bad-response', (error) => error.names.includes('SyntaxError')],
  [
    'stream-broken',
    (error, responseStarted) =>
      responseStarted &&
      error.names.includes('TypeError') &&
      /terminated|closed/i.test(error.rootMessage || error.message),
  ],
  [
    'network',
    (error) =>
      error.names.some((name) => name === 'TypeError' || /Connection/.test(name)) &&
      /fetch failed|connection error|bad port/i.test(`${error.message} ${error.rootMessage}`),
  ],
];

/** Returns the class of anything that an attempt threw. */
export function classOf(error: unknown, responseStarted: boolean): FailureClass {
  return classOfFacts(readErrorFacts(error), responseStarted);
}

function classOfFacts(errorFacts: ErrorFacts, responseStarted: boolean): FailureClass {
  const byRules = (facts: ErrorFacts) => RULES.find(([, matches]) => matches(facts, responseStarted))?.[0];
  const { message, rootMessage, labels, reportedByServer } = errorFacts;
  const quoted = quotedResponse(errorFacts);
  return (
    byRules(errorFacts) ??
    (quoted && byRules(quoted)) ??
    classOfWords([...labels, message, rootMessage].join(' ')) ??
    // An error object inside a stream.
    (responseStarted && (reportedByServer || labels.size > 0) ? 'server-error' : 'unknown')
  );
}

/** Where the SDK found no error object in the response, its texts say what is wrong. */
function withRefusal(errorFacts: ErrorFacts, refusal: Refusal | undefined): ErrorFacts {
  if (!refusal?.text.trim() || errorFacts.reportedByServer) return errorFacts;
  return { ...errorFacts, message: refusal.text };
}

/**
 * Turns anything that an attempt threw into a ModelError with a message for the user and the details that the retry
 * decision needs. Returns a ModelError unchanged.
 */
export function classify(error: unknown, context: FailureContext): ModelError {
  if (error instanceof ModelError) return error;
  const errorFacts = withRefusal(readErrorFacts(error), context.refusal);
  const failureClass = classOfFacts(errorFacts, context.responseStarted);
  return createFailure(failureClass, context, {
    detail: detailOf(errorFacts),
    status: errorFacts.status,
    retryAfterMs: errorFacts.headers && retryAfterMs(errorFacts.headers, context.now),
    contextLimit: failureClass === 'context-too-long' ? contextLimitIn(errorFacts.message) : undefined,
    usage: context.usage,
  });
}

/** Detail of failures caused by JSON that can't be parsed. */
export const INVALID_JSON = 'the response is not valid JSON';

/** V8's message for invalid JSON quotes part of the text, which may be part of the key, so it is replaced. */
function detailOf({ status, reportedByServer, names, rootMessage, message }: ErrorFacts): string {
  if (names.includes('SyntaxError')) return INVALID_JSON;
  return status === undefined && !reportedByServer && rootMessage ? rootMessage : message;
}

/** Creates a ModelError whose message names the provider and what happened, followed by a detail. */
export function createFailure(
  failureClass: FailureClass,
  target: ModelTarget,
  extra: {
    /** The provider's own text, or what is wrong with its response. */
    detail?: string;
    status?: number | undefined;
    retryAfterMs?: number | undefined;
    contextLimit?: number | undefined;
    usage?: Usage | undefined;
  } = {},
): ModelError {
  const { detail, status, ...details } = extra;
  const { whatHappened } = POLICIES[failureClass];
  const model = failureClass === 'unknown-model' ? ` “${target.model}”` : '';
  const statusText = status === undefined ? '' : ` (status ${status})`;
  const shown = detail ? sanitizeText(detail, target.secret) : '';
  const isOnTheWay = ON_THE_WAY.test(failureClass) || shown.startsWith(WEB_PAGE);
  const via = target.proxyName && isOnTheWay ? ` through ${target.proxyName}` : '';
  const what = `${target.provider} at ${target.endpoint}${via} ${whatHappened}${model}${statusText}`;
  const message = shown ? `${what}: ${shown}` : what;
  return new ModelError(failureClass, message, details);
}

/** Failures that the proxy may have caused, so that the message names it. */
const ON_THE_WAY = /^(?:network|proxy|timeout-connect|timeout-first-byte|bad-response)/;
