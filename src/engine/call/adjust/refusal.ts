/** What a server said when it refused a request as invalid. */
export interface Refusal {
  readonly status: number;
  /** All texts of the response, joined: servers name the field in a message, in `param`, or as part of a path. */
  readonly text: string;
  /** The field that the server names in a place of its own, without what is inside it: `messages` of `messages[0]`. */
  readonly param: string | undefined;
  /** All fields that the server names in this way; validation errors come in lists. */
  readonly params: readonly string[];
  /** The error object of the body, or the body itself where there is none; undefined where it is no JSON. */
  readonly error: unknown;
}

/** Texts of a response that are read; validation errors of some servers list every alternative they tried. */
const MAX_TEXTS = 200;
const MAX_TEXT_LENGTH = 4000;
/** Levels of a response that are read. */
const MAX_DEPTH = 12;

/** Reads a refusal from the body of a response. */
export function readRefusal(status: number, body: string): Refusal {
  const document = parse(body);
  // Gemini puts its answer in a list.
  const parsed: unknown = Array.isArray(document) && document.length === 1 ? document[0] : document;
  const texts: string[] = [];
  collectTexts(parsed ?? body, texts);
  const param = paramOf(parsed);
  const params = [...new Set([...(param === undefined ? [] : [param]), ...locations(parsed).map(([first]) => first)])];
  const [first] = params;
  return { status, text: texts.join(' ').slice(0, MAX_TEXT_LENGTH), param: first, params, error: errorIn(parsed) };
}

/** True if the text has the name as a word of its own: `stream` is not named by `stream_options`. */
export function names({ text }: Refusal, name: string): boolean {
  return new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Leaves out `input` and `ctx`, in which FastAPI repeats the request; its places become `messages.0.role`. */
function collectTexts(value: unknown, texts: string[], depth = 0): void {
  if (texts.length >= MAX_TEXTS || depth > MAX_DEPTH) return;
  if (typeof value === 'string') texts.push(value);
  else if (isPlace(value)) texts.push(partsOf(value).join('.'));
  else if (Array.isArray(value)) for (const item of value) collectTexts(item, texts, depth + 1);
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value))
      if (key !== 'input' && key !== 'ctx') collectTexts(item, texts, depth + 1);
}

/** `["body", "messages", 0, "role"]` */
function isPlace(value: unknown): value is readonly (string | number)[] {
  return Array.isArray(value) && value[0] === 'body' && value.length > 1 && value.every(isPart);
}

function isPart(part: unknown): boolean {
  return typeof part === 'string' || typeof part === 'number';
}

function partsOf(place: readonly (string | number)[]): string[] {
  return place.slice(1).map(String);
}

/** The places that validation errors name, each as a list of names and indexes. */
function locations(body: unknown, depth = 0): [string, ...string[]][] {
  if (typeof body !== 'object' || body === null || depth > MAX_DEPTH) return [];
  return Object.values(body).flatMap((value): [string, ...string[]][] => {
    if (!isPlace(value)) return locations(value, depth + 1);
    const [first, ...rest] = partsOf(value);
    return first === undefined ? [] : [[first, ...rest]];
  });
}

function errorIn(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'error' in body ? body.error : body;
}

function paramOf(body: unknown, depth = 0): string | undefined {
  if (typeof body !== 'object' || body === null || depth > MAX_DEPTH) return undefined;
  const { error, param } = body as { readonly error?: unknown; readonly param?: unknown };
  if (typeof param === 'string' && param !== '') return /^\w+/.exec(param)?.[0];
  return error === undefined ? undefined : paramOf(error, depth + 1);
}
