import { z } from 'zod';
import { type OwnPrices, ownPriceSchema } from '../engine/call/pricing/own-prices';
import { REASONING_EFFORTS, type ReasoningEffort } from '../engine/call/reasoning-effort';
import { RULE_LEVELS, type RuleLevels } from '../engine/contract/rule';
import type { Limits } from '../engine/contract/task';
import { DEFAULT_LIMITS, MAX_BRANCHES } from '../engine/contract/task';
import { ADJUSTABLE } from '../engine/integrity/levels/levels';
import { VARIABLE_NAME } from '../engine/process/added-variables';
import { REVIEW_MODES, type ReviewMode } from '../engine/verify/review/needs-review';
import { readRuleLevels } from '../engine/verify/rules/read-levels';
import { l10n } from './l10n';

/** `provider/model`. */
const MODEL_NAME = /^(?:openai|anthropic|vscode)\/\S+$/;

/** Providers that a user can choose; empty when none is chosen yet, so that the first use asks. */
export const PROVIDERS = ['', 'openai', 'anthropic', 'vscode', 'scripted', 'demo'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** When a run asks the person: after each red verdict, at its end, or only where its change is not verified. */
export const AUTONOMY = ['ask-at-each-step', 'ask-at-end', 'apply-when-verified'] as const;
export type Autonomy = (typeof AUTONOMY)[number];

/**
 * The settings under `loopcraft.`, with their bounds and defaults: the source of truth that a test
 * compares package.json with. `expects` describes the valid values.
 */
export const SETTINGS = {
  provider: setting(z.enum(PROVIDERS).default(''), () =>
    l10n.t('one of openai, anthropic, vscode, scripted, demo, or empty'),
  ),
  model: setting(z.string().default(''), () => l10n.t('the name of a model')),
  baseUrl: setting(optionalUrl(), urlExpected),
  reasoningEffort: setting(z.enum(['', ...REASONING_EFFORTS]).default(''), () =>
    l10n.t('one of {0}, or empty', REASONING_EFFORTS.join(', ')),
  ),
  fallbackModels: setting(z.array(z.string().regex(MODEL_NAME)).default([]), () =>
    l10n.t('a list of models as "provider/model", with openai, anthropic or vscode as the provider'),
  ),
  prices: setting(z.record(z.string(), ownPriceSchema).default({}), () =>
    l10n.t('an object of models and their prices, such as {0}', '{ "my-model": { "input": 0.5, "output": 1.5 } }'),
  ),
  review: setting(z.enum(REVIEW_MODES).default('auto'), () => l10n.t('one of {0}', REVIEW_MODES.join(', '))),
  reviewerModel: setting(optionalModel(), () => l10n.t('a model as "provider/model", or empty')),
  plannerModel: setting(optionalModel(), () => l10n.t('a model as "provider/model", or empty')),
  strongerModel: setting(optionalModel(), () => l10n.t('a model as "provider/model", or empty')),
  branches: setting(z.int().min(1).max(MAX_BRANCHES).default(1), () =>
    l10n.t('a whole number from {0} to {1}', 1, MAX_BRANCHES),
  ),
  autonomy: setting(z.enum(AUTONOMY).default('ask-at-end'), () => l10n.t('one of {0}', AUTONOMY.join(', '))),
  tools: setting(z.enum(['on', 'off']).default('on'), () => l10n.t('on or off')),
  explore: setting(z.enum(['on', 'off']).default('on'), () => l10n.t('on or off')),
  'learning.embeddings': setting(z.string().max(200).default(''), () =>
    l10n.t('the name of an embeddings model, or empty'),
  ),
  'learning.embeddingsUrl': setting(optionalUrl(), urlExpected),
  testCommand: setting(z.string().default(''), () => l10n.t('a command line, or empty to use the one in package.json')),
  alsoCopy: setting(z.array(z.string().min(1)).default([]), () =>
    l10n.t('a list of paths or patterns in this folder, such as .env'),
  ),
  environment: setting(z.record(z.string().regex(VARIABLE_NAME), z.string()).default({}), () =>
    l10n.t('an object of names and texts, such as {0}', `{ "DATABASE_URL": "\${env:DATABASE_URL}" }`),
  ),
  testTimeoutSeconds: setting(z.int().min(1).max(3600).default(300), () =>
    l10n.t('a whole number of seconds from {0} to {1}', 1, 3600),
  ),
  keepGreen: setting(z.enum(['on', 'off']).default('off'), () => l10n.t('on or off')),
  'history.keptRuns': setting(z.int().min(10).max(20_000).default(200), () =>
    l10n.t('a whole number from {0} to {1}', 10, 20_000),
  ),
  rules: setting(
    z
      .record(z.string(), z.enum(RULE_LEVELS))
      .refine((written) => !('problem' in readRuleLevels(written)))
      .default({}),
    () =>
      l10n.t(
        'an object such as {0} with the levels refuse, tell or off, for these rules: {1}',
        '{ "any-type": "tell" }',
        ADJUSTABLE.join(', '),
      ),
  ),
  'limits.maxIterations': setting(z.int().min(1).max(50).default(DEFAULT_LIMITS.maxIterations), () =>
    l10n.t('a whole number from {0} to {1}', 1, 50),
  ),
  'limits.maxCalls': setting(z.int().min(1).max(500).default(DEFAULT_LIMITS.maxCalls), () =>
    l10n.t('a whole number from {0} to {1}', 1, 500),
  ),
  'limits.maxTokens': setting(z.int().min(1000).max(100_000_000).default(DEFAULT_LIMITS.maxTokens), () =>
    l10n.t('a whole number from {0} to {1}', 1000, 100_000_000),
  ),
  'limits.maxCostUsd': setting(z.number().min(0.01).max(1000).default(DEFAULT_LIMITS.maxCostUsd), () =>
    l10n.t('a number of US dollars from {0} to {1}', 0.01, 1000),
  ),
  'limits.maxCostPerDayUsd': setting(z.number().min(0.01).max(10_000).default(DEFAULT_LIMITS.maxCostPerDayUsd), () =>
    l10n.t('a number of US dollars from {0} to {1}', 0.01, 10_000),
  ),
  'limits.maxMinutes': setting(
    z
      .number()
      .min(0.1)
      .max(1440)
      .default(DEFAULT_LIMITS.timeoutMs / 60_000),
    () => l10n.t('a number of minutes from {0} to {1}', 0.1, 1440),
  ),
} as const;
export type SettingKey = keyof typeof SETTINGS;

/** A model at its provider's own address. */
export interface NamedModel {
  readonly provider: Provider;
  readonly model: string;
}

export interface Settings {
  readonly provider: Provider;
  readonly model: string;
  readonly baseUrl: string;
  /** How much a reasoning model thinks; undefined: as the provider decides. */
  readonly reasoningEffort: ReasoningEffort | undefined;
  /** Models that take over, in this order; each is reached at its provider's own address. */
  readonly fallbacks: readonly NamedModel[];
  readonly autonomy: Autonomy;
  /** When a green change is shown to a reviewer. */
  readonly review: ReviewMode;
  /** The models that review and plan; undefined: the chosen model. */
  readonly reviewer: NamedModel | undefined;
  readonly planner: NamedModel | undefined;
  /** The model that takes over where the chosen one gets nowhere; undefined: there is none. */
  readonly stronger: NamedModel | undefined;
  /** With how many candidates a run begins. */
  readonly branches: number;
  /** The person's own prices of models, in US dollars per million tokens. */
  readonly prices: OwnPrices;
  /** Whether the model may look at the workspace with tools. */
  readonly tools: boolean;
  /** Whether a run may try a strategy only to learn from it. */
  readonly explore: boolean;
  /** The model by which what earlier runs solved is also found by its meaning; an empty name: none. */
  readonly embeddings: { readonly model: string; readonly baseUrl: string };
  /** Undefined when the command is detected from package.json. */
  readonly testCommand: string | undefined;
  /** Files that git ignores and the tests need. */
  readonly alsoCopy: readonly string[];
  /** Levels of rules. */
  readonly rules: RuleLevels;
  /** Variables for the workspace's commands; `${env:NAME}` stands for one of the editor's own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly testTimeoutMs: number;
  readonly limits: Limits;
}

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly key: SettingKey; readonly message: string };

/** Reads all settings through `get`. The first invalid one is an error; it is never replaced by its default. */
export function parseSettings(get: (key: SettingKey) => unknown): SettingsResult {
  for (const [key, { schema, expects }] of Object.entries(SETTINGS) as [SettingKey, (typeof SETTINGS)[SettingKey]][]) {
    const raw = get(key);
    if (!schema.safeParse(raw).success) {
      const message = l10n.t(
        "Couldn't start: the setting loopcraft.{0} is {1}, but must be {2}. Correct it in the settings and try again.",
        key,
        JSON.stringify(raw) ?? 'undefined',
        expects(),
      );
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
      reasoningEffort: read('reasoningEffort') || undefined,
      fallbacks: read('fallbackModels').map(splitModel),
      autonomy: read('autonomy'),
      review: read('review'),
      reviewer: namedModel(read('reviewerModel')),
      planner: namedModel(read('plannerModel')),
      stronger: namedModel(read('strongerModel')),
      branches: read('branches'),
      prices: read('prices'),
      tools: read('tools') === 'on',
      explore: read('explore') === 'on',
      embeddings: { model: read('learning.embeddings').trim(), baseUrl: read('learning.embeddingsUrl').trim() },
      testCommand: read('testCommand').trim() || undefined,
      alsoCopy: read('alsoCopy'),
      rules: read('rules'),
      environment: read('environment'),
      testTimeoutMs: read('testTimeoutSeconds') * 1000,
      limits: {
        maxIterations: read('limits.maxIterations'),
        maxCalls: read('limits.maxCalls'),
        maxTokens: read('limits.maxTokens'),
        maxCostUsd: read('limits.maxCostUsd'),
        maxCostPerDayUsd: read('limits.maxCostPerDayUsd'),
        timeoutMs: read('limits.maxMinutes') * 60_000,
      },
    },
  };
}

function namedModel(text: string): NamedModel | undefined {
  return text === '' ? undefined : splitModel(text);
}

/** Splits `provider/model`; the model's name may contain slashes itself. */
function splitModel(text: string): NamedModel {
  const [provider, ...model] = text.split('/');
  return { provider: PROVIDERS.find((known) => known === provider) ?? '', model: model.join('/') };
}

export function isHttpUrl(text: string): boolean {
  const url = URL.parse(text.trim());
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:');
}

function optionalUrl() {
  return z
    .string()
    .refine((text) => text === '' || isHttpUrl(text))
    .default('');
}

function urlExpected(): string {
  return l10n.t('an http or https address such as http://localhost:11434/v1, or empty');
}

function optionalModel() {
  return z
    .string()
    .refine((text) => text === '' || MODEL_NAME.test(text))
    .default('');
}

interface Setting<T extends z.ZodType> {
  readonly schema: T;
  /** Evaluated when it is shown, because the display language is not known before activation. */
  readonly expects: () => string;
}

function setting<T extends z.ZodType>(schema: T, expects: () => string): Setting<T> {
  return { schema, expects };
}
