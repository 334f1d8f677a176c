import { type ErrorFacts, readErrorFacts } from './error-facts';
import type { FailureClass } from './failure';

/**
 * What a failure says in words, for errors that carry no other sign: the errors of VS Code's own models, and error
 * objects inside a stream. The first match decides.
 */
const WORDS: readonly (readonly [FailureClass, RegExp])[] = [
  ['rate-limit', /rate.?limit|too many requests|slow down|throttl/i],
  ['quota', /quota|billing|insufficient (?:credit|balance|funds)|out of credits|premium (?:model )?requests?/i],
  ['context-too-long', /(?:prompt|input|message|context|request)s? (?:is |are |was )?too (?:long|large|big)/i],
  ['context-too-long', /(?:prompt|input|context).{0,40}exceeds?\b|max_prompt_tokens|context (?:length|window)/i],
  ['cut-off', /response (?:is |was )?too long|(?:max_tokens|output limit) .{0,40}reached/i],
  ['content-filter', /\bfiltered\b|content.?(?:filter|policy|management)|responsible ai/i],
  ['network-dns', /ENOTFOUND|EAI_AGAIN|ERR_NAME_NOT_RESOLVED|getaddrinfo/],
  ['network-refused', /ECONNREFUSED|ERR_CONNECTION_REFUSED|connection refused/i],
  ['network-tls', /ERR_(?:CERT|SSL|TLS)|\bcertificate\b|self.signed/i],
  ['proxy', /ERR_(?:PROXY|TUNNEL)|proxy authentication/i],
  ['timeout-connect', /ERR_CONNECTION_TIMED_OUT|ETIMEDOUT|connect(?:ion)? tim(?:ed|e) ?out/i],
  ['timeout-first-byte', /tim(?:ed|e) ?out|deadline.exceeded/i],
  [
    'authentication',
    /(?:not|be) (?:signed|logged) in|sign in (?:again|to)|unauthori[sz]ed|api key|token (?:is |has )?expired/i,
  ],
  ['unknown-model', /model.{0,60}(?:not found|not supported|does not exist|not available)|(?:unknown|no such) model/i],
  ['overloaded', /overloaded|\b(?:at|over|no|out of) capacity|is busy|temporarily unavailable/i],
  ['empty', /no choices|no response|empty (?:response|reply|answer)/i],
  [
    'network',
    new RegExp(
      [
        'net::ERR_|ERR_HTTP2|ECONNRESET|EPIPE|ENETUNREACH|socket hang up|fetch failed|disconnected|offline',
        'network (?:error|connection|change)|connection (?:was |has been )?(?:closed|reset|lost|error|aborted)',
        'stream (?:was )?(?:terminated|closed|reset|aborted)',
      ].join('|'),
      'i',
    ),
  ],
  ['server-error', /(?:internal |server )error|bad gateway|service unavailable|provider returned error/i],
];

export function classOfWords(text: string): FailureClass | undefined {
  return WORDS.find(([, pattern]) => pattern.test(text))?.[0];
}

const STATUS = /\b(?:request failed|status(?: code)?|http(?:\/[\d.]+)?|error(?: code)?)[\s:=(]{1,3}([45]\d\d)\b/i;

/**
 * The facts as if the server's response had been read, where the message quotes it, as in `Request Failed: 400
 * {"error":{…}}`; undefined if it quotes none.
 */
export function quotedResponse(facts: ErrorFacts): ErrorFacts | undefined {
  const status = STATUS.exec(facts.message)?.[1];
  if (facts.status !== undefined || status === undefined) return undefined;
  const body = bodyIn(facts.message);
  const quoted = body === undefined ? facts : readErrorFacts(body);
  return { ...quoted, status: Number(status), codes: facts.codes, names: facts.names };
}

function bodyIn(message: string): unknown {
  const [json] = /\{.*\}/s.exec(message) ?? [];
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}

const CONTEXT_LIMIT = new RegExp(
  '(?:context (?:length|window|size)(?: is| of(?: only)?)?|model length of|exceeds the limit of|tokens allowed|>)' +
    '\\s*\\(?(\\d{3,})',
  'i',
);

/** Reads the model's limit from "… 214315 tokens > 200000 maximum" or "maximum context length is 8192 tokens". */
export function contextLimitIn(message: string): number | undefined {
  const match = CONTEXT_LIMIT.exec(message);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
