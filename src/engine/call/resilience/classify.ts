import type { Refusal } from '../adjust/refusal';
import type { Usage } from '../ports';
import { type ErrorFacts, readErrorFacts } from './error-facts';
import { type FailureClass, ModelError, POLICIES } from './failure';
import { classByRules } from './failure-rules';
import { delayIn, retryAfterMs } from './retry-after';
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

/** Returns the class of anything that an attempt threw. */
export function classOf(error: unknown, responseStarted: boolean): FailureClass {
  return classOfFacts(readErrorFacts(error), responseStarted);
}

function classOfFacts(errorFacts: ErrorFacts, responseStarted: boolean): FailureClass {
  const byRules = (facts: ErrorFacts) => classByRules(facts, responseStarted);
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

/** Where the SDK found no error object in the response, its body says what is wrong. */
function withRefusal(errorFacts: ErrorFacts, refusal: Refusal | undefined): ErrorFacts {
  // The SDKs can fail themselves over a body that is nested endlessly.
  if (refusal && errorFacts.status === undefined)
    return { ...readErrorFacts({ status: refusal.status }), message: refusal.text };
  if (!refusal?.text.trim() || errorFacts.isWorded) return errorFacts;
  const { status, headers } = errorFacts;
  const own = readErrorFacts({ status, headers, error: refusal.error });
  return { ...own, message: own.isWorded ? own.message : refusal.text, codes: [], names: [], rootMessage: '' };
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
    retryAfterMs:
      (errorFacts.headers && retryAfterMs(errorFacts.headers, context.now)) ??
      (MAY_PASS.has(failureClass) ? delayIn(errorFacts.message, context.refusal?.error) : undefined),
    contextLimit: failureClass === 'context-too-long' ? contextLimitIn(errorFacts.message) : undefined,
    usage: context.usage,
  });
}

/** Failures for which the text of the server's answer may say how long to wait. */
const MAY_PASS: ReadonlySet<FailureClass> = new Set(['rate-limit', 'overloaded', 'server-error']);

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
