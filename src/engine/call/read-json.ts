import { z } from 'zod';

export type ReadJson<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** Characters of a problem that the model is told: the first few are the ones it can mend. */
const MAX_PROBLEM = 1000;

/** A model's JSON (a tool call's input, a structured answer), checked; or, for the model, what is wrong with it. */
export function readJson<S extends z.ZodType>(schema: S, text: string): ReadJson<z.output<S>> {
  let value: unknown;
  try {
    value = JSON.parse(withoutFence(text));
  } catch (error) {
    return { ok: false, problem: `It is not JSON: ${bounded(error instanceof Error ? error.message : String(error))}` };
  }
  const read = schema.safeParse(value);
  return read.success ? { ok: true, value: read.data } : { ok: false, problem: bounded(z.prettifyError(read.error)) };
}

/** Servers that know no structured output let the model put a code fence around it. */
function withoutFence(text: string): string {
  return /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/i.exec(text)?.[1] ?? text;
}

function bounded(text: string): string {
  return text.length > MAX_PROBLEM ? `${text.slice(0, MAX_PROBLEM)}…` : text;
}
