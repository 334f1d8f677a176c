// The table of what to send instead when a server refuses a field of the request. To add a field, add a row.
import { names, type Refusal } from './refusal';

/** A request's JSON body. */
export type Body = Record<string, unknown>;

/** One replacement or omission. Each is tried once for an endpoint and model. */
export interface Alternative {
  /** Unique in the table. */
  readonly id: string;
  /** What is done, for the person; continues "<endpoint> refused the request …: ". */
  readonly told: string;
  /** Changes the body; false if there is nothing to change. */
  readonly change: (body: Body) => boolean;
}

interface FieldRow {
  readonly isNamed: (refusal: Refusal) => boolean;
  /** Tried in this order. */
  readonly alternatives: readonly Alternative[];
}

/** The names under which APIs take the limit of a reply's tokens. */
export const LIMIT_FIELDS = ['max_tokens', 'max_completion_tokens', 'max_output_tokens'] as const;

/** Words of chat templates and servers that take no system message. */
const REFUSES_SYSTEM = new RegExp(
  [
    'system (?:role|message|prompt)s?\\b.{0,40}\\b(?:not|un)',
    '(?:role|value).{0,60}[\'"`]?system\\b',
    'roles must alternate',
    'only user and assistant roles',
    'messages\\.0\\.(?:[\\w-]+\\.)*role\\b',
  ].join('|'),
  'i',
);

/** The alternative after which requests get no tools at all: see `offered-tools.ts`. */
export const WITHOUT_TOOLS = 'without tools';
/** The last two are what Gemini and DeepSeek want back with a call's result, and only their own clients know. */
const OF_TOOLS = ['tools', 'tool use', 'tool calling', 'function calling', 'thought_signature', 'reasoning_content'];

const FIELDS: readonly FieldRow[] = [
  field('max_tokens', [rename('max_tokens', 'max_completion_tokens')]),
  field('max_completion_tokens', [omit('max_completion_tokens')]),
  field('max_output_tokens', [omit('max_output_tokens')]),
  field('stream_options', [omit('stream_options')]),
  field('include_usage', [omit('stream_options')]),
  {
    isNamed: (refusal) => refusal.param === 'stream' || /\bstream(?:ing)?\b/i.test(refusal.text),
    alternatives: [
      {
        id: 'stream=false',
        told: 'asking for the whole answer at once instead of a stream.',
        change: (body) => {
          if (body['stream'] !== true) return false;
          body['stream'] = false;
          delete body['stream_options'];
          return true;
        },
      },
    ],
  },
  {
    isNamed: ({ text }) => /\bdeveloper\b/i.test(text) && REFUSES_SYSTEM.test(text),
    alternatives: [systemAs('developer')],
  },
  { isNamed: ({ text }) => REFUSES_SYSTEM.test(text) || /\bdeveloper\b/i.test(text), alternatives: [systemAs('user')] },
  field('response_format', [
    {
      id: 'response_format=json_object',
      told: 'asking for any JSON object instead of one that follows a schema.',
      change: (body) => {
        const format = body['response_format'];
        if (typeof format !== 'object' || format === null || !('json_schema' in format)) return false;
        body['response_format'] = { type: 'json_object' };
        return true;
      },
    },
    omit('response_format'),
  ]),
  field('json_schema', [omit('response_format')]),
  {
    isNamed: (refusal) => names(refusal, 'cache_control') || refusal.param === 'system',
    alternatives: [
      {
        id: 'without cache_control',
        told: 'leaving out the marks for the prompt cache.',
        change: withoutCacheControl,
      },
    ],
  },
  ...[
    'temperature',
    'top_p',
    'store',
    'reasoning_effort',
    'reasoning',
    'output_config',
    'parallel_tool_calls',
    'tool_choice',
  ].map((name) => field(name, [omit(name)])),
  { isNamed: ({ param }) => param === 'text', alternatives: [omit('text')] },
  field('effort', [omit('reasoning_effort'), omit('reasoning'), omit('output_config')]),
  {
    isNamed: (refusal) => OF_TOOLS.some((name) => names(refusal, name)),
    alternatives: [
      {
        id: WITHOUT_TOOLS,
        told: 'leaving out the tools.',
        change: (body) => {
          if (body['tools'] === undefined) return false;
          delete body['tools'];
          delete body['tool_choice'];
          return true;
        },
      },
    ],
  },
];

/** The alternatives for what the refusal names, the field that it names in a place of its own first. */
export function alternativesFor(refusal: Refusal): readonly Alternative[] {
  const named = FIELDS.filter(({ isNamed }) => isNamed(refusal));
  const first = named.filter(({ isNamed }) => refusal.param && isNamed({ ...refusal, text: refusal.param }));
  return [...first, ...named].flatMap(({ alternatives }) => alternatives);
}

/** The same refusal as if it named one of its fields only; one for each where it lists several. */
export function oneByOne(refusal: Refusal): readonly Refusal[] {
  if (refusal.params.length < 2) return [refusal];
  return refusal.params.map((param) => ({ ...refusal, param, params: [param], text: param }));
}

/** The alternative of this id. */
export function alternativeOf(id: string): Alternative | undefined {
  return FIELDS.flatMap(({ alternatives }) => alternatives).find((each) => each.id === id);
}

function field(name: string, alternatives: readonly Alternative[]): FieldRow {
  return { isNamed: (refusal) => refusal.param === name || names(refusal, name), alternatives };
}

function omit(name: string): Alternative {
  return { id: `without ${name}`, told: `leaving out ${name}.`, change: (body) => name in body && delete body[name] };
}

function rename(from: string, to: string): Alternative {
  return {
    id: `${from}→${to}`,
    told: `sending ${to} instead of ${from}.`,
    change: (body) => {
      if (!(from in body)) return false;
      body[to] = body[from];
      return delete body[from];
    },
  };
}

/** Sends the system message in another role; as the user's it is joined to the first message of the user. */
function systemAs(role: 'developer' | 'user'): Alternative {
  return {
    id: `system→${role}`,
    told:
      role === 'developer'
        ? 'sending the instructions in the role “developer” instead of “system”.'
        : 'sending the instructions as part of the first message instead of in a role of their own.',
    change: (body) => {
      const messages: unknown = body['messages'];
      if (!Array.isArray(messages)) return false;
      const [first, second, ...rest] = messages as readonly { role?: unknown; content?: unknown }[];
      if (first?.role !== 'system' && (first?.role !== 'developer' || role === 'developer')) return false;
      if (role === 'developer') body['messages'] = [{ ...first, role }, ...messages.slice(1)];
      else if (second?.role === 'user' && typeof second.content === 'string')
        body['messages'] = [{ ...second, content: `${String(first.content)}\n\n${second.content}` }, ...rest];
      else body['messages'] = [{ ...first, role }, ...messages.slice(1)];
      return true;
    },
  };
}

/** Anthropic's prompt cache: without the marks, the system prompt is plain text again. */
function withoutCacheControl(body: Body): boolean {
  let found = false;
  const plain = JSON.parse(
    JSON.stringify(body, (key, value: unknown) => {
      if (key !== 'cache_control') return value;
      found = true;
      return undefined;
    }),
  ) as Body;
  const system: unknown = plain['system'];
  if (Array.isArray(system))
    plain['system'] = (system as readonly { text?: string }[]).map(({ text }) => text ?? '').join('\n\n');
  for (const key of Object.keys(body)) delete body[key];
  Object.assign(body, plain);
  return found;
}
