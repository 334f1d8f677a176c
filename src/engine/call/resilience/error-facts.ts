/** What an error of an SDK, of `fetch` or of Node tells, whoever threw it. */
export interface ErrorFacts {
  readonly status: number | undefined;
  readonly headers: { get(name: string): string | null } | undefined;
  /** The provider's `type`, `code` and Anthropic's `details.error_code`, where given. */
  readonly labels: ReadonlySet<string>;
  /** The server itself told of the error, in an error's body or inside a stream. */
  readonly told: boolean;
  /** The provider's own words. */
  readonly said: string;
  /** Error codes of Node and undici along the causes, innermost last: `ECONNREFUSED`, `UND_ERR_SOCKET`. */
  readonly codes: readonly string[];
  /** Names of the errors along the causes. */
  readonly names: readonly string[];
  /** Message of the innermost cause. */
  readonly root: string;
}

/** Follows causes and aggregates this far. */
const MAX_DEPTH = 8;

type Bag = Readonly<Record<string, unknown>>;
const bagOf = (value: unknown): Bag | undefined =>
  typeof value === 'object' && value !== null ? (value as Bag) : undefined;
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Reads by shape, not by class: both SDKs, and errors inside a stream, look alike this way. */
export function errorFactsOf(error: unknown): ErrorFacts {
  const chain = causes(error);
  const top = bagOf(error);
  const body = bagOf(top?.['error']);
  // Anthropic keeps the whole body (`{ type: 'error', error: {…} }`), OpenAI only its inner object.
  const inner = bagOf(body?.['error']) ?? body;
  const details = bagOf(inner?.['details']);
  const labels = [top?.['type'], top?.['code'], inner?.['type'], inner?.['code'], details?.['error_code']]
    .map(textOf)
    .filter((label) => label !== undefined);
  const headers = bagOf(top?.['headers']);
  return {
    status: typeof top?.['status'] === 'number' ? top['status'] : undefined,
    headers:
      typeof headers?.['get'] === 'function' ? (headers as unknown as { get(name: string): string | null }) : undefined,
    labels: new Set(labels),
    told: Boolean(top?.['error']),
    said:
      textOf(inner?.['message']) ??
      textOf(body?.['message']) ??
      textOf(body?.['error']) ??
      textOf(top?.['error']) ??
      textOf(top?.['message']) ??
      (top ? 'something that is no error was thrown' : String(error)),
    codes: chain.map((link) => textOf(bagOf(link)?.['code'])).filter((code) => code !== undefined),
    names: chain.map((link) => textOf(bagOf(link)?.['name'])).filter((name) => name !== undefined),
    root: textOf(bagOf(chain.at(-1))?.['message']) ?? '',
  };
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  let link: unknown = error;
  while (link !== undefined && link !== null && chain.length < MAX_DEPTH) {
    chain.push(link);
    const bag = bagOf(link);
    const members = bag?.['errors'];
    link = bag?.['cause'] ?? (Array.isArray(members) ? members[0] : undefined);
  }
  return chain;
}
