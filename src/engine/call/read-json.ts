import { z } from 'zod';

export type ReadJson<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** Characters of a problem that the model is shown; it can rarely fix more than the first few issues anyway. */
const MAX_PROBLEM_LENGTH = 1000;

/** Parses and validates JSON that a model wrote; `problem` tells the model what is wrong with it. */
export function readJson<S extends z.ZodType>(schema: S, text: string): ReadJson<z.output<S>> {
  let value: unknown;
  try {
    value = JSON.parse(withoutFence(text));
  } catch (error) {
    return {
      ok: false,
      problem: `It is not JSON: ${truncate(error instanceof Error ? error.message : String(error))}`,
    };
  }
  const parsed = schema.safeParse(value);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, problem: truncate(z.prettifyError(parsed.error)) };
}

/** On servers without structured output, models often put a code fence around their JSON. */
function withoutFence(text: string): string {
  return /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/i.exec(text)?.[1] ?? text;
}

function truncate(text: string): string {
  return text.length > MAX_PROBLEM_LENGTH ? `${text.slice(0, MAX_PROBLEM_LENGTH)}…` : text;
}
