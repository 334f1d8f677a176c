/** What a server said when it refused a request as invalid. */
export interface Refusal {
  readonly status: number;
  /** All texts of the response, joined: servers name the field in a message, in `param`, or as part of a path. */
  readonly text: string;
  /** The field that the server names in a place of its own, without what is inside it: `messages` of `messages[0]`. */
  readonly param: string | undefined;
  /** The error object of the body, or the body itself where there is none; undefined where it is no JSON. */
  readonly error: unknown;
}

/** Texts of a response that are read; validation errors of some servers list every alternative they tried. */
const MAX_TEXTS = 200;
const MAX_TEXT_LENGTH = 4000;

/** Reads a refusal from the body of a response. */
export function readRefusal(status: number, body: string): Refusal {
  const document = parse(body);
  // Gemini puts its answer in a list.
  const parsed: unknown = Array.isArray(document) && document.length === 1 ? document[0] : document;
  const texts: string[] = [];
  collectTexts(parsed ?? body, texts);
  return { status, text: texts.join(' ').slice(0, MAX_TEXT_LENGTH), param: paramOf(parsed), error: errorIn(parsed) };
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

/** Leaves out `input` and `ctx`, in which FastAPI repeats the request. */
function collectTexts(value: unknown, texts: string[]): void {
  if (texts.length >= MAX_TEXTS) return;
  if (typeof value === 'string') texts.push(value);
  else if (Array.isArray(value)) for (const item of value) collectTexts(item, texts);
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) if (key !== 'input' && key !== 'ctx') collectTexts(item, texts);
}

function errorIn(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'error' in body ? body.error : body;
}

function paramOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { error, param } = body as { readonly error?: unknown; readonly param?: unknown };
  if (typeof param === 'string' && param !== '') return /^\w+/.exec(param)?.[0];
  return error === undefined ? undefined : paramOf(error);
}
