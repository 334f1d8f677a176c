import { z } from 'zod';
import type { Limits } from '../engine/contract/task';
import { DEFAULT_LIMITS } from '../engine/contract/task';

/** Providers a person can choose; empty: none chosen yet, so the first use asks. */
export const PROVIDERS = ['', 'openai', 'anthropic', 'vscode', 'scripted'] as const;
export type Provider = (typeof PROVIDERS)[number];

/**
 * The settings under `loopcraft.`, with their bounds and defaults: the single source that
 * package.json is compared with by test. `expects` completes the sentence "… must be".
 */
export const SETTINGS = {
  provider: setting(z.enum(PROVIDERS).default(''), 'one of openai, anthropic, vscode, scripted, or empty'),
  model: setting(z.string().default(''), 'the name of a model'),
  baseUrl: setting(
    z
      .string()
      .refine((text) => text === '' || isHttpUrl(text))
      .default(''),
    'an http or https address such as http://localhost:11434/v1, or empty',
  ),
  fallbackModels: setting(
    z.array(z.string().regex(/^(?:openai|anthropic|vscode)\/\S+$/)).default([]),
    'a list of models as "provider/model", with openai, anthropic or vscode as the provider',
  ),
  testCommand: setting(z.string().default(''), 'a command line, or empty to take the one in package.json'),
  testTimeoutSeconds: setting(z.int().min(1).max(3600).default(300), 'a whole number of seconds from 1 to 3600'),
  'limits.maxIterations': setting(
    z.int().min(1).max(50).default(DEFAULT_LIMITS.maxIterations),
    'a whole number from 1 to 50',
  ),
  'limits.maxCalls': setting(z.int().min(1).max(500).default(DEFAULT_LIMITS.maxCalls), 'a whole number from 1 to 500'),
  'limits.maxTokens': setting(
    z.int().min(1000).max(100_000_000).default(DEFAULT_LIMITS.maxTokens),
    'a whole number from 1000 to 100000000',
  ),
  'limits.maxCostUsd': setting(
    z.number().min(0.01).max(1000).default(DEFAULT_LIMITS.maxCostUsd),
    'a number of US dollars from 0.01 to 1000',
  ),
  'limits.maxMinutes': setting(
    z
      .number()
      .min(0.1)
      .max(1440)
      .default(DEFAULT_LIMITS.timeoutMs / 60_000),
    'a number of minutes from 0.1 to 1440',
  ),
} as const;
export type SettingKey = keyof typeof SETTINGS;

export interface Settings {
  readonly provider: Provider;
  readonly model: string;
  readonly baseUrl: string;
  /** At their providers' own addresses, in order. */
  readonly fallbacks: readonly { readonly provider: Provider; readonly model: string }[];
  /** Undefined: detected from package.json. */
  readonly testCommand: string | undefined;
  readonly testTimeoutMs: number;
  readonly limits: Limits;
}

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly key: SettingKey; readonly message: string };

/** Reads all settings through `get`; the first invalid one is refused, never replaced by its default. */
export function parseSettings(get: (key: SettingKey) => unknown): SettingsResult {
  for (const [key, { schema, expects }] of Object.entries(SETTINGS) as [SettingKey, (typeof SETTINGS)[SettingKey]][]) {
    const raw = get(key);
    if (!schema.safeParse(raw).success) {
      const message = `The setting loopcraft.${key} is ${JSON.stringify(raw)}, but must be ${expects}. Nothing was started; correct it in the settings and try again.`;
      return { ok: false, key, message };
    }
  }
  const read = <K extends SettingKey>(key: K) =>
    SETTINGS[key].schema.parse(get(key)) as z.output<(typeof SETTINGS)[K]['schema']>;
  return {
    ok: true,
    settings: {
      provider: read('provider'),
      model: read('model').trim(),
      baseUrl: read('baseUrl').trim(),
      fallbacks: read('fallbackModels').map(splitModel),
      testCommand: read('testCommand').trim() || undefined,
      testTimeoutMs: read('testTimeoutSeconds') * 1000,
      limits: {
        maxIterations: read('limits.maxIterations'),
        maxCalls: read('limits.maxCalls'),
        maxTokens: read('limits.maxTokens'),
        maxCostUsd: read('limits.maxCostUsd'),
        timeoutMs: read('limits.maxMinutes') * 60_000,
      },
    },
  };
}

/** `provider/model`; a model's own name may hold slashes. */
function splitModel(text: string): Settings['fallbacks'][number] {
  const [provider, ...model] = text.split('/');
  return { provider: PROVIDERS.find((known) => known === provider) ?? '', model: model.join('/') };
}

export function isHttpUrl(text: string): boolean {
  const url = URL.parse(text.trim());
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:');
}

function setting<T extends z.ZodType>(schema: T, expects: string): { readonly schema: T; readonly expects: string } {
  return { schema, expects };
}
