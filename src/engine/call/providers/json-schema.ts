import { z } from 'zod';

export interface JsonSchema {
  /** Of what the model is to write: before defaults and transforms. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** OpenAI can hold the model to it. */
  readonly strict: boolean;
}

/** What OpenAI's strict mode knows ("Structured model outputs", section "Supported schemas"). */
const STRICT_WORDS = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'const',
  'anyOf',
  'description',
  'title',
  '$schema',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
]);

/** An object's schema in the providers' words, with no fields beside the named ones. */
export function jsonSchemaOf(input: z.ZodObject): JsonSchema {
  let strict = true;
  const { $schema: _, ...schema } = z.toJSONSchema(input, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.type === 'object') jsonSchema.additionalProperties ??= false;
      const optional = Object.keys(jsonSchema.properties ?? {}).length > (jsonSchema.required?.length ?? 0);
      const open = jsonSchema.type === 'object' && jsonSchema.additionalProperties !== false;
      if (optional || open || Object.keys(jsonSchema).some((word) => !STRICT_WORDS.has(word))) strict = false;
    },
  });
  return { schema, strict };
}
