import { createModel, endpointWarning } from '../engine/call/create-model';
import { createEmbeddingModel, type EmbeddingModel } from '../engine/call/embeddings/embedding-model';
import { proxiesFromEnvironment } from '../engine/call/network/proxy';
import type { ChatModel } from '../engine/call/ports';
import type { KnownModel } from '../engine/prompt/allowance';
import type { Io } from './io';
import type { Options } from './options/options';

const KEYS = { openai: 'OPENAI_API_KEY', anthropic: 'ANTHROPIC_API_KEY' } as const;

export interface Models {
  readonly model: ChatModel;
  readonly planner?: ChatModel | undefined;
  readonly reviewer?: ChatModel | undefined;
  readonly stronger?: ChatModel | undefined;
  readonly embeddings?: EmbeddingModel | undefined;
}

/** The models of all roles, or a problem that says which option is missing. Warns of an address that is not safe. */
export function modelsFrom(options: Options, io: Pick<Io, 'env' | 'err'>): Models | { readonly problem: string } {
  for (const url of [options.baseUrl, options.embeddingsUrl]) {
    const warning = endpointWarning(url);
    if (warning) io.err(`${warning}\n`);
  }
  const model = modelFrom(options, io);
  if ('problem' in model) return model;
  const others = { planner: options.plannerModel, reviewer: options.reviewerModel, stronger: options.strongerModel };
  const models: { -readonly [K in keyof Models]: Models[K] } = { model };
  for (const role of ['planner', 'reviewer', 'stronger'] as const) {
    const name = others[role];
    const other = name === undefined ? undefined : modelFrom({ ...options, model: name }, io);
    if (other && 'problem' in other) return other;
    models[role] = other;
  }
  const embeddings = embeddingsFrom(options, model, io);
  if (embeddings && 'problem' in embeddings) return embeddings;
  return { ...models, embeddings };
}

/** The embeddings model; undefined where none is named. */
function embeddingsFrom(
  { embeddings, embeddingsUrl, baseUrl }: Options,
  { provider }: ChatModel,
  { env }: Pick<Io, 'env'>,
): EmbeddingModel | { readonly problem: string } | undefined {
  if (embeddings === undefined) return undefined;
  return createEmbeddingModel({
    provider: embeddingsUrl === undefined ? provider : 'openai',
    model: embeddings,
    baseUrl: embeddingsUrl ?? baseUrl,
    apiKey: provider === 'scripted' && embeddingsUrl === undefined ? undefined : env[KEYS.openai],
    proxies: proxiesFromEnvironment(env),
  });
}

/** The model that the options and the environment name, or a problem that says which option is missing. */
function modelFrom(options: Options, io: Pick<Io, 'env'>): ChatModel | { readonly problem: string } {
  const { env } = io;
  const provider = options.provider ?? guessProvider(options, env);
  if (!provider) {
    return {
      problem:
        'No model is configured. Name one with --provider and --model, and set OPENAI_API_KEY or ANTHROPIC_API_KEY.',
    };
  }
  const model = options.model ?? (provider === 'scripted' ? 'scripted' : undefined);
  if (!model) return { problem: `No model of ${provider} is configured. Name one with --model ID.` };
  const apiKey = provider === 'scripted' ? undefined : env[KEYS[provider]];
  return createModel({
    provider,
    model,
    ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
    ...(apiKey === undefined ? {} : { apiKey }),
    proxies: proxiesFromEnvironment(env),
    reasoningEffort: options.reasoningEffort,
  });
}

/** The model that is named, for what is known of its window; of any provider where none is said. */
export function namedModels(options: Options, env: Io['env']): readonly KnownModel[] | undefined {
  const { provider = guessProvider(options, env), model } = options;
  if (model === undefined) return undefined;
  return (provider ? [provider] : (['openai', 'anthropic'] as const)).map((each) => ({ provider: each, model }));
}

function guessProvider(options: Options, env: Io['env']): 'openai' | 'anthropic' | undefined {
  if (options.baseUrl !== undefined && !env[KEYS.anthropic]) return 'openai';
  const withKey = (['openai', 'anthropic'] as const).filter((provider) => env[KEYS[provider]]);
  return withKey.length === 1 ? withKey[0] : undefined;
}
