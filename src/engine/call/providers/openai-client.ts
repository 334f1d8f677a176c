// What OpenAI's two APIs share: the client, and the form of function tools and output schemas.
import type OpenAI from 'openai';
import type { OutputSpec, ToolSpec } from '../ports';
import { jsonSchemaOf } from './json-schema';
import { type ClientConfig, sdkOptions } from './sdk-options';

/**
 * Creates a client that reads nothing from the environment. The SDK is loaded on first use, because it is large and
 * most editor windows never call a model.
 */
export async function openAiClient(config: ClientConfig, fetch: typeof globalThis.fetch): Promise<OpenAI> {
  const { default: Client } = await import('openai');
  return new Client({
    ...sdkOptions(config, fetch),
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    ...(config.secret === undefined ? { defaultHeaders: { Authorization: null } } : {}),
  });
}

/** A tool as both APIs describe a function. */
export function functionOf({ name, description, input }: ToolSpec) {
  const { schema, strict } = jsonSchemaOf(input);
  return { name, description, parameters: schema, strict };
}

/** An output's schema as both APIs take it. */
export function namedSchemaOf(output: OutputSpec) {
  const { schema, strict } = jsonSchemaOf(output.schema);
  return { name: output.name, schema, strict };
}
