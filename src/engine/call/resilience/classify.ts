import type { Usage } from '../ports';
import { type ErrorFacts, errorFactsOf } from './error-facts';
import { type FailureClass, ModelError, POLICIES } from './failure';
import { retryAfterMs } from './retry-after';

/** Who was asked, for the message; and what must not stand in it. */
export interface Asked {
  readonly provider: string;
  readonly model: string;
  readonly endpoint: string;
  readonly secret?: string | undefined;
}

export interface Situation extends Asked {
  /** The response had begun: a lost connection is a broken stream. */
  readonly opened: boolean;
  /** Milliseconds since the epoch, for Retry-After dates. */
  readonly now: number;
  readonly usage?: Usage | undefined;
}

type Rule = readonly [FailureClass, (facts: ErrorFacts, opened: boolean) => boolean];

const has =
  (...labels: string[]) =>
  (facts: ErrorFacts): boolean =>
    labels.some((label) => facts.labels.has(label));
const status =
  (...codes: number[]) =>
  (facts: ErrorFacts): boolean =>
    facts.status !== undefined && codes.includes(facts.status);
const says =
  (pattern: RegExp) =>
  (facts: ErrorFacts): boolean =>
    pattern.test(facts.said);
const code =
  (pattern: RegExp) =>
  (facts: ErrorFacts): boolean =>
    facts.codes.some((each) => pattern.test(each));
const either =
  (...tests: ((facts: ErrorFacts) => boolean)[]) =>
  (facts: ErrorFacts): boolean =>
    tests.some((test) => test(facts));
const both =
  (...tests: ((facts: ErrorFacts) => boolean)[]) =>
  (facts: ErrorFacts): boolean =>
    tests.every((test) => test(facts));

/**
 * First match decides. Labels (a provider's `type` or `code`) come before the status, because inside a stream there
 * is no status and because a 429 is both "slow down" and "you have no money left". The words of a message are only
 * looked at where a provider says it in no other way: Anthropic's and several local servers' "prompt is too
 * long", and Ollama's unknown model.
 */
const RULES: readonly Rule[] = [
  [
    'quota',
    has(
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
  ['quota', status(402)],
  [
    'context-too-long',
    has('context_length_exceeded', 'exceed_context_size_error', 'request_too_large', 'model_context_window_exceeded'),
  ],
  ['context-too-long', status(413)],
  [
    'context-too-long',
    both(
      either(status(400, 422, 500), has('invalid_request_error')),
      says(
        /prompt is too long|maximum context length|context (?:length|window|size) (?:exceeded|of)|exceeds? the (?:available |model's )?context|input is too long|too many (?:input )?tokens/i,
      ),
    ),
  ],
  ['unknown-model', has('model_not_found', 'model_not_available')],
  [
    'unknown-model',
    both(
      status(400, 404),
      says(
        /model.*(?:not found|does not exist|not exist|no such|unknown)|(?:unknown|invalid|no such) model|no models? loaded/i,
      ),
    ),
  ],
  ['unknown-model', both(status(404), has('not_found_error'))],
  ['content-filter', has('content_filter', 'content_policy_violation', 'bio_policy', 'misalignment_policy_violation')],
  ['rate-limit', has('rate_limit_exceeded', 'rate_limit_error', 'ramp_limit_exceeded', 'too_many_requests')],
  ['overloaded', has('overloaded_error', 'server_is_overloaded', 'slow_down', 'overloaded')],
  ['authentication', has('authentication_error', 'invalid_api_key')],
  ['permission', has('permission_error')],
  ['server-error', has('api_error', 'server_error', 'timeout_error', 'internal_server_error')],
  ['authentication', status(401)],
  ['permission', status(403)],
  ['no-endpoint', status(404, 405)],
  ['rate-limit', status(429)],
  ['overloaded', status(503, 529)],
  [
    'server-error',
    (facts) => facts.status !== undefined && (facts.status >= 500 || [408, 409, 425].includes(facts.status)),
  ],
  ['bad-request', (facts) => facts.status !== undefined && facts.status >= 400],
  ['bad-request', has('invalid_request_error', 'invalid_prompt')],
  ['network-tls', code(/^(?:ERR_TLS|ERR_SSL|CERT_|EPROTO|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH)/)],
  ['network-dns', code(/^(?:ENOTFOUND|EAI_)/)],
  ['network-refused', code(/^ECONNREFUSED$/)],
  ['timeout-connect', code(/^(?:UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/)],
  ['timeout-first-byte', code(/^UND_ERR_HEADERS_TIMEOUT$/)],
  ['timeout-silence', code(/^UND_ERR_BODY_TIMEOUT$/)],
  ['bad-response', code(/^HPE_/)],
  [
    'stream-broken',
    (facts, opened) =>
      opened && code(/^(?:UND_ERR_SOCKET|ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE|ABORT_ERR)$/)(facts),
  ],
  [
    'network',
    code(/^(?:UND_ERR_|ECONNRESET|EPIPE|ENETUNREACH|EHOSTUNREACH|EHOSTDOWN|ENETDOWN|ECONNABORTED|EADDRNOTAVAIL)/),
  ],
  ['bad-response', (facts) => facts.names.includes('SyntaxError')],
  // An error object inside a stream that none of the rules above knows.
  ['server-error', (facts, opened) => opened && (facts.told || facts.labels.size > 0)],
  [
    'stream-broken',
    (facts, opened) =>
      opened && facts.names.includes('TypeError') && /terminated|closed/i.test(facts.root || facts.said),
  ],
  [
    'network',
    (facts) =>
      facts.names.some((name) => name === 'TypeError' || /Connection/.test(name)) &&
      /fetch failed|connection error|bad port/i.test(`${facts.said} ${facts.root}`),
  ],
];

/** The class of anything an attempt threw. */
export function classOf(error: unknown, opened: boolean): FailureClass {
  const facts = errorFactsOf(error);
  return RULES.find(([, matches]) => matches(facts, opened))?.[0] ?? 'unknown';
}

/** The failure in words and with what the next decision needs. An already classified one passes through. */
export function classify(error: unknown, situation: Situation): ModelError {
  if (error instanceof ModelError) return error;
  const facts = errorFactsOf(error);
  const failureClass = classOf(error, situation.opened);
  return createFailure(failureClass, situation, {
    said: wordsOf(facts),
    status: facts.status,
    retryAfterMs: facts.headers && retryAfterMs(facts.headers, situation.now),
    contextLimit: failureClass === 'context-too-long' ? contextLimitIn(facts.said) : undefined,
    usage: situation.usage,
  });
}

/** V8's message for broken JSON quotes a piece of it, which may be a piece of the key: that is left out. */
function wordsOf({ status: httpStatus, told, names, root, said }: ErrorFacts): string {
  if (names.includes('SyntaxError')) return 'JSON that cannot be read';
  return httpStatus === undefined && !told && root ? root : said;
}

export function createFailure(
  failureClass: FailureClass,
  asked: Asked,
  extra: {
    said?: string;
    status?: number | undefined;
    retryAfterMs?: number | undefined;
    contextLimit?: number | undefined;
    usage?: Usage | undefined;
  } = {},
): ModelError {
  const { said, status: httpStatus, ...details } = extra;
  const number = httpStatus === undefined ? '' : ` (status ${httpStatus})`;
  const words = said ? `: ${tidy(said, asked.secret)}` : '';
  const who = `${asked.provider} at ${asked.endpoint}`;
  const what =
    failureClass === 'unknown-model' ? `${POLICIES[failureClass].what} “${asked.model}”` : POLICIES[failureClass].what;
  return new ModelError(failureClass, `${who} ${what}${number}${words}`, details);
}

/** Characters of a provider's own words that are shown. */
const MAX_WORDS = 300;

/** One line, bounded, with nothing in it that is or looks like a key. */
export function tidy(text: string, secret: string | undefined): string {
  if (/<html|<!doctype/i.test(text)) return 'a web page';
  const plain = secret ? formsOf(secret).reduce((said, form) => said.replaceAll(form, '[key]'), text) : text;
  const safe = plain.replace(/\b(?:sk|pk|rk)-[\w*.…-]{3,}/g, '[key]');
  const line = safe.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > MAX_WORDS ? `${line.slice(0, MAX_WORDS)}…` : line;
}

/** The key as it stands in a header, in JSON that is shown as it came, in a URL, and in basic authentication's coding. */
function formsOf(secret: string): string[] {
  return [
    ...new Set([
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
    ]),
  ];
}

/** "… 214315 tokens > 200000 maximum", "maximum context length is 8192 tokens": the model's limit. */
function contextLimitIn(said: string): number | undefined {
  const match = /(?:maximum context length (?:is|of)|context (?:length|window|size) (?:is|of)|>)\s*\(?(\d{3,})/i.exec(
    said,
  );
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
