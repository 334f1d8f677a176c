import { parse } from 'yaml';
import type { z } from 'zod';

export interface FrontMatter<T> {
  /** The fields that the schema reads; undefined when there are none, or they are not readable. */
  readonly fields: T | undefined;
  /** The text below the front matter; all of it where there is none. */
  readonly body: string;
}

/** Characters up to which front matter is looked for: it names a file, and is never long. */
const MAX_LENGTH = 8192;
const FENCED = /^\ufeff?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** Reads the YAML between two lines of `---` at the start of a Markdown file. Never throws. */
export function readFrontMatter<T>(text: string, schema: z.ZodType<T>): FrontMatter<T> {
  const match = FENCED.exec(text.slice(0, MAX_LENGTH));
  if (!match) return { fields: undefined, body: text };
  const [whole, yaml = ''] = match;
  return { fields: schema.safeParse(parsed(yaml)).data, body: text.slice(whole.length) };
}

/** Aliases are not followed: a few lines of them can stand for a document of gigabytes. */
function parsed(yaml: string): unknown {
  try {
    return parse(yaml, { maxAliasCount: 0, logLevel: 'silent' });
  } catch {
    return undefined;
  }
}
