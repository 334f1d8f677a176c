import { readJsonc } from '../../../platform/read-jsonc';
import type { LintLevel } from './lint-level';

type Json = Readonly<Record<string, unknown>>;

/** Biome forbids `any` unless its configuration says otherwise. */
export function biomeSays(text: string): LintLevel | undefined {
  const config = readJsonc(text);
  const linter = objectOf(config?.['linter']);
  if (!config || linter['enabled'] === false) return undefined;
  const rules = objectOf(linter['rules']);
  const group = rules['suspicious'];
  const own = levelOf(objectOf(group)['noExplicitAny']) ?? levelOf(group);
  if (own) return own;
  const inherits = config['extends'] !== undefined || config['root'] === false;
  const isRecommended = (objectOf(group)['recommended'] ?? rules['recommended']) !== false;
  return isRecommended && !inherits ? 'error' : undefined;
}

/** Of oxlint's categories, `restriction` holds the rule; it is off by default. */
export function oxlintSays(text: string): LintLevel | undefined {
  const config = readJsonc(text);
  const rules = objectOf(config?.['rules']);
  const own = Object.entries(rules).find(([name]) => /(?:^|\/)no-explicit-any$/.test(name))?.[1];
  return levelOf(own) ?? levelOf(objectOf(config?.['categories'])['restriction']);
}

export function tslintSays(text: string): LintLevel | undefined {
  const rule = objectOf(readJsonc(text)?.['rules'])['no-any'];
  return levelOf(Array.isArray(rule) ? rule[0] : rule);
}

function levelOf(value: unknown): LintLevel | undefined {
  if (typeof value === 'object' && value !== null)
    return levelOf(Array.isArray(value) ? value[0] : ((value as Json)['level'] ?? (value as Json)['severity']));
  switch (value) {
    case 'off':
    case 'allow':
    case 'none':
    case 0:
    case false:
      return 'off';
    case 'warn':
    case 'warning':
    case 'info':
    case 1:
      return 'warn';
    case 'error':
    case 'deny':
    case 'on':
    case 2:
    case true:
      return 'error';
    default:
      return undefined;
  }
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
