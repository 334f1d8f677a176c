import type { ErrorFacts } from './error-facts';
import type { FailureClass } from './failure';

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
const hasLabelLike =
  (pattern: RegExp): Condition =>
  (error) =>
    [...error.labels].some((label) => pattern.test(label));
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
  ['quota', anyOf(hasStatus(402), hasLabelLike(/PerDay/), messageMatches(/key limit exceeded/i))],
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
        /exceeds? the (?:available |model's )?context|(?:prompt|input) token count (?:of )?\(?\d+\)? exceeds/i,
        /longer than the (?:maximum model length|model's context)|ContextWindowExceeded/i,
      ),
    ),
  ],
  ['bad-request', allOf(hasStatus(404), messageMatches(/no endpoints found (?:that|matching)/i))],
  ['unknown-model', hasLabel('model_not_found', 'model_not_available', 'DeploymentNotFound')],
  [
    'unknown-model',
    allOf(
      hasStatus(400, 404),
      messageMatches(
        /model.*(?:not found|does not exist|not exist|no such|unknown)/i,
        /(?:unknown|invalid|no such) model|no models? loaded|requested model is not supported/i,
        /not a valid model|no endpoints found/i,
      ),
    ),
  ],
  ['unknown-model', allOf(hasStatus(404), hasLabel('not_found_error'))],
  [
    'content-filter',
    anyOf(
      hasLabel('content_filter', 'content_policy_violation', 'bio_policy', 'misalignment_policy_violation'),
      allOf(hasStatus(403), messageMatches(/requires moderation|input was flagged/i)),
    ),
  ],
  [
    'rate-limit',
    hasLabel(
      'rate_limit_exceeded',
      'rate_limit_error',
      'ramp_limit_exceeded',
      'too_many_requests',
      'RESOURCE_EXHAUSTED',
    ),
  ],
  ['overloaded', hasLabel('overloaded_error', 'server_is_overloaded', 'slow_down', 'overloaded', 'UNAVAILABLE')],
  ['authentication', hasLabel('authentication_error', 'invalid_api_key', 'API_KEY_INVALID', 'UNAUTHENTICATED')],
  ['permission', hasLabel('permission_error', 'PERMISSION_DENIED')],
  // Retrying does not give the machine more memory, nor the server another API.
  ['bad-request', anyOf(hasStatus(501), messageMatches(/requires more system memory/i))],
  ['server-error', hasLabel('api_error', 'server_error', 'timeout_error', 'internal_server_error', 'INTERNAL')],
  ['authentication', hasStatus(401)],
  ['permission', hasStatus(403)],
  ['no-endpoint', anyOf(hasStatus(404, 405), allOf(hasStatus(400), messageMatches(/\bapi-version\b/i)))],
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

/** The class of the first rule that matches; undefined: none does. */
export function classByRules(error: ErrorFacts, responseStarted: boolean): FailureClass | undefined {
  return RULES.find(([, matches]) => matches(error, responseStarted))?.[0];
}
