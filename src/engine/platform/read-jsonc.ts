import { type ParseError, parse } from 'jsonc-parser';

/**
 * The object that a text holds as JSON with comments and trailing commas, as tsconfig.json and linters have it.
 * Undefined for a text that is none.
 */
export function readJsonc(text: string): Readonly<Record<string, unknown>> | undefined {
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true });
  if (errors.length > 0 || typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value as Readonly<Record<string, unknown>>;
}
