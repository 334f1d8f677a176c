import { NO_PERMISSIONS } from '../../../../src/engine/contract/task';
import type { RuleId } from '../../../../src/engine/integrity/rules';
import { edited, lines, newFile, type RuleExample } from './example';

export const TYPE_EXAMPLES = {
  'as-any': newFile(
    lines('export const price = (text: string): number => JSON.parse(text) as any;'),
    lines('export const parse = (text: string): unknown => JSON.parse(text) as unknown;'),
  ),
  'any-assertion': newFile(
    lines('export const price = (text: string): number => <any>text;'),
    lines("export const country = <'de' | 'fr'>'de';"),
  ),
  'any-type': newFile(
    lines('export const count = (items: any): number => items.length;'),
    lines('// Takes any of the two.', 'export const first = Promise.any([Promise.resolve(1), Promise.resolve(2)]);'),
  ),
  'double-assertion': newFile(
    lines('export const price = (text: string): number => text as unknown as number;'),
    lines("export const country = (text: string) => text as 'de' | 'fr';"),
  ),
  'never-assertion': newFile(
    lines('export const price: number = undefined as never;'),
    lines(
      'export function unreachable(value: never): never {',
      '  throw new Error(`unexpected value: \x24{String(value)}`);',
      '}',
    ),
  ),
  'cast-helper': newFile(
    lines('export const to = <T>(value: unknown): T => value as T;'),
    lines(
      'export function to<T>(value: unknown, isT: (value: unknown) => value is T): T {',
      "  if (!isT(value)) throw new TypeError('unexpected value');",
      '  return value;',
      '}',
    ),
  ),
  'false-guard': newFile(
    lines('export const isText = (value: unknown): value is string => true;'),
    lines("export const isText = (value: unknown): value is string => typeof value === 'string';"),
  ),
  'widened-export': edited(
    'src/price.ts',
    lines('export const net = (gross: number, country: string): number => gross / 1.19;'),
    lines('export const net = (gross: number, country: unknown): number => gross / 1.19;'),
    lines("export const net = (gross: number, country: 'de'): number => gross / 1.19;"),
  ),
  'untyped-file': {
    before: { 'src/tax.ts': lines('export const taxOf = (net: number): number => net * 0.19;') },
    refused: { 'src/tax.ts': null, 'src/tax.js': lines('export const taxOf = (net) => net * 0.19;') },
    allowed: { 'src/extra.js': lines('export const extra = 1;') },
    allow: NO_PERMISSIONS,
  },
  'dynamic-code': newFile(
    lines("export const sum = (): unknown => eval('1 + 2');"),
    lines('export const evaluated = (values: Map<string, number>): number => values.get("sum") ?? 0;'),
  ),
} satisfies Partial<Record<RuleId, RuleExample>>;
