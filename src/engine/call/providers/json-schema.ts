import { z } from 'zod';

export interface JsonSchema {
  /** Describes what the model must write, that is, the input before defaults and transforms. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** OpenAI's strict mode, which guarantees a matching answer, supports this schema. */
  readonly strict: boolean;
}

/** JSON Schema keywords that OpenAI's strict mode supports ("Structured model outputs", "Supported schemas"). */
const STRICT_KEYWORDS = new Set([
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

/** Converts an object's schema to JSON Schema and forbids additional properties, as strict mode requires. */
export function jsonSchemaOf(input: z.ZodObject): JsonSchema {
  let strict = true;
  const { $schema: _, ...schema } = z.toJSONSchema(input, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.type === 'object') jsonSchema.additionalProperties ??= false;
      const hasOptional = Object.keys(jsonSchema.properties ?? {}).length > (jsonSchema.required?.length ?? 0);
      const isOpen = jsonSchema.type === 'object' && jsonSchema.additionalProperties !== false;
      if (hasOptional || isOpen || Object.keys(jsonSchema).some((keyword) => !STRICT_KEYWORDS.has(keyword)))
        strict = false;
    },
  });
  return { schema, strict };
}
