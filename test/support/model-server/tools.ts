import type { SeenMessage, SeenOutput, SeenTool } from './types';

/** Refuses what the providers refuse: invalid names and schemas, and strict schemas that leave something open. */
export function checkSchemas(tools: readonly (SeenTool | SeenOutput)[]): void {
  for (const { name, schema, strict } of tools) {
    if (!/^[\w-]{1,64}$/.test(name))
      throw new Error(`Invalid name ${JSON.stringify(name)}: expected a string that matches ^[a-zA-Z0-9_-]{1,64}$.`);
    if (schema['type'] !== 'object') throw new Error(`Invalid schema for ${name}: schema must be of type "object".`);
    if (strict) checkStrict(name, schema);
  }
}

function checkStrict(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const { type, properties, required, additionalProperties } = value as Record<string, unknown>;
  if (type === 'object') {
    if (additionalProperties !== false)
      throw new Error(`Invalid schema for ${name}: 'additionalProperties' is required to be supplied and to be false.`);
    const missing = Object.keys(properties ?? {}).filter((key) => !Array.isArray(required) || !required.includes(key));
    if (missing.length > 0)
      throw new Error(
        `Invalid schema for ${name}: 'required' is required to include every key in properties. Missing ` +
          `'${missing.join("', '")}'.`,
      );
  }
  for (const inner of Object.values(value)) checkStrict(name, inner);
}

/** Refuses calls without their results in the next turn, and results without their calls. */
export function checkTurns(messages: readonly SeenMessage[]): void {
  for (const [index, { toolCalls = [] }] of messages.entries()) {
    const results = messages[index + 1]?.toolResults ?? [];
    const calls = new Set(toolCalls.map(({ id }) => id));
    const answered = new Set(results.map(({ callId }) => callId));
    const unanswered = [...calls].filter((id) => !answered.has(id));
    if (unanswered.length > 0)
      throw new Error(`Tool calls were found without their results immediately after: ${unanswered.join(', ')}.`);
    const unknown = [...answered].filter((id) => !calls.has(id));
    if (unknown.length > 0)
      throw new Error(`Tool results were found whose calls are not in the previous message: ${unknown.join(', ')}.`);
  }
  if (messages[0]?.toolResults?.length) throw new Error('The conversation begins with a tool result.');
}

/** Joins the entries of each turn to one message: some protocols send results, calls and text as separate entries. */
export function joinTurns(entries: readonly SeenMessage[]): SeenMessage[] {
  const turns: SeenMessage[] = [];
  for (const entry of entries) {
    const last = turns.at(-1);
    if (!last || last.role !== entry.role || !(hasTools(last) || hasTools(entry))) turns.push(entry);
    else turns.splice(-1, 1, joined(last, entry));
  }
  return turns;
}

const hasTools = ({ toolCalls, toolResults }: SeenMessage): boolean =>
  Boolean(toolCalls?.length || toolResults?.length);

function joined(a: SeenMessage, b: SeenMessage): SeenMessage {
  const toolCalls = [...(a.toolCalls ?? []), ...(b.toolCalls ?? [])];
  const toolResults = [...(a.toolResults ?? []), ...(b.toolResults ?? [])];
  return {
    role: a.role,
    text: [a.text, b.text].filter(Boolean).join('\n'),
    ...(toolCalls.length > 0 ? { toolCalls } : {}),
    ...(toolResults.length > 0 ? { toolResults } : {}),
  };
}

/** Everything that a message contains, as text whose tokens are counted. */
export function fullText({ text, toolCalls = [], toolResults = [] }: SeenMessage): string {
  return [text, ...toolCalls.map(({ name, input }) => `${name}${input}`), ...toolResults.map((result) => result.text)]
    .filter(Boolean)
    .join('\n');
}
