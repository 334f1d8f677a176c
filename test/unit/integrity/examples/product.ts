import type { RuleId } from '../../../../src/engine/integrity/rules';
import { edited, lines, newFile, type RuleExample } from './example';

export const PRODUCT_EXAMPLES = {
  'process-exit': newFile(
    lines('export function close(): void {', '  process.exit(0);', '}'),
    lines('export const leave = (door: { exit(code: number): void }): void => door.exit(0);'),
  ),
  'process-exit-code': newFile(
    lines('export function close(): void {', '  process.exitCode = 0;', '}'),
    lines('export function fail(): void {', '  process.exitCode = 1;', '}'),
  ),
  'test-tampering': newFile(
    lines("import assert from 'node:assert/strict';", '', 'assert.equal = () => undefined;'),
    lines(
      "import assert from 'node:assert/strict';",
      '',
      'export function setPrice(price: number): void {',
      '  assert.ok(price >= 0);',
      '}',
    ),
  ),
  'global-patch': newFile(
    lines('Date.now = () => 0;'),
    lines('Array.prototype.at ??= function (index: number) {', '  return this[index];', '};'),
  ),
  'test-detection': newFile(
    lines("export const tax = process.env.NODE_ENV === 'test' ? 19 : 0;"),
    lines("export const isVerbose = process.env.NODE_ENV !== 'production';"),
  ),
  'test-import': newFile(
    lines("import { expected } from '../test/expected';", '', 'export const total = (): number => expected;'),
    lines("import { entries } from './contest';", '', 'export const total = (): number => entries.length;'),
  ),
  stub: newFile(
    lines('export function total(): number {', "  throw new Error('Not implemented');", '}'),
    lines(
      'export function taxOf(net: number, country: string): number {',
      "  if (country !== 'de') throw new Error('Other countries are not implemented');",
      '  return net * 0.19;',
      '}',
    ),
  ),
  'lost-export': edited(
    'src/price.ts',
    lines('export const net = (price: number): number => price / 1.19;', 'export const tax = 0.19;'),
    lines('export const net = (price: number): number => price / 1.19;'),
    lines('const tax = 0.19;', 'export const net = (price: number): number => price / (1 + tax);', 'export { tax };'),
  ),
} satisfies Partial<Record<RuleId, RuleExample>>;
