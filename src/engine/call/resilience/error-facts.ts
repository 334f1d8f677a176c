/** What is known of an error, in one form for errors of both SDKs, of `fetch` and of Node. */
export interface ErrorFacts {
  readonly status: number | undefined;
  readonly headers: { get(name: string): string | null } | undefined;
  /** The provider's `type` and `code`, Anthropic's `details.error_code`, and Google's status, reasons and quotas. */
  readonly labels: ReadonlySet<string>;
  /** The server reported the error itself, in a response body or inside a stream. */
  readonly reportedByServer: boolean;
  /** The provider's own text if there is one, else the error's message. */
  readonly message: string;
  /** The message is the provider's own text. */
  readonly isWorded: boolean;
  /** Error codes of Node and undici along the chain of causes, innermost last: `ECONNREFUSED`, `UND_ERR_SOCKET`. */
  readonly codes: readonly string[];
  /** Names of the errors along the chain of causes, innermost last. */
  readonly names: readonly string[];
  /** Message of the innermost cause; empty if it has none. */
  readonly rootMessage: string;
}

/** Longest chain of causes that is followed; chains can be circular. */
const MAX_CAUSES = 8;

type UnknownRecord = Readonly<Record<string, unknown>>;
const asRecord = (value: unknown): UnknownRecord | undefined =>
  typeof value === 'object' && value !== null ? (value as UnknownRecord) : undefined;
const asNonEmptyString = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
/** Gateways repeat the status of their own provider as the error's code, also inside a stream. */
const asStatus = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 400 && value < 600 ? value : undefined;

/** Reads an error by its shape, not its class, because both SDKs' errors and errors inside a stream look alike. */
export function readErrorFacts(error: unknown): ErrorFacts {
  const chain = causeChain(error);
  const outer = asRecord(error);
  const body = asRecord(outer?.['error']);
  // Anthropic keeps the whole body (`{ type: 'error', error: {…} }`), OpenAI only its inner object.
  const inner = asRecord(body?.['error']) ?? body;
  const own = [outer?.['type'], outer?.['code'], inner?.['type'], inner?.['code'], inner?.['status']];
  const labels = [...own, ...labelsIn(inner?.['details'])].map(asNonEmptyString).filter((label) => label !== undefined);
  const worded =
    passedOn(inner) ??
    asNonEmptyString(inner?.['message']) ??
    asNonEmptyString(body?.['message']) ??
    asNonEmptyString(body?.['error']) ??
    asNonEmptyString(outer?.['error']);
  const headers = asRecord(outer?.['headers']);
  return {
    status: asStatus(outer?.['status']) ?? asStatus(inner?.['code']),
    headers:
      typeof headers?.['get'] === 'function' ? (headers as unknown as { get(name: string): string | null }) : undefined,
    labels: new Set(labels),
    reportedByServer: Boolean(outer?.['error']),
    isWorded: worded !== undefined,
    message:
      worded ??
      asNonEmptyString(outer?.['message']) ??
      (outer ? 'a value that is not an error was thrown' : String(error)),
    codes: chain.map((link) => asNonEmptyString(asRecord(link)?.['code'])).filter((code) => code !== undefined),
    names: chain.map((link) => asNonEmptyString(asRecord(link)?.['name'])).filter((name) => name !== undefined),
    rootMessage: asNonEmptyString(asRecord(chain.at(-1))?.['message']) ?? '',
  };
}

/** Anthropic's details are an object, Google's a list of objects, some of which list violations. */
function labelsIn(details: unknown): unknown[] {
  if (!Array.isArray(details)) return [asRecord(details)?.['error_code']];
  return details.map(asRecord).flatMap((detail) => {
    const violations = detail?.['violations'];
    const quotas = Array.isArray(violations) ? violations.map((each) => asRecord(each)?.['quotaId']) : [];
    return [detail?.['reason'], ...quotas];
  });
}

/** OpenRouter says only that its provider failed, and adds that provider's own text. */
function passedOn(inner: UnknownRecord | undefined): string | undefined {
  const raw = asNonEmptyString(asRecord(inner?.['metadata'])?.['raw']);
  const message = asNonEmptyString(inner?.['message']);
  return raw !== undefined && message !== undefined ? `${message}: ${raw}` : undefined;
}

/** The error and its causes; of an aggregate, its first member counts as the cause. */
function causeChain(error: unknown): unknown[] {
  const chain: unknown[] = [];
  let link: unknown = error;
  while (link !== undefined && link !== null && chain.length < MAX_CAUSES) {
    chain.push(link);
    const record = asRecord(link);
    const members = record?.['errors'];
    link = record?.['cause'] ?? (Array.isArray(members) ? members[0] : undefined);
  }
  return chain;
}
