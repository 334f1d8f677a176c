import { NO_PERMISSIONS } from '../../../../src/engine/contract/task';
import type { RuleId } from '../../../../src/engine/integrity/rules';
import { lines, newFile, type RuleExample } from './example';

/** A comment that silences a tool, and the same words in a string. */
function comment(text: string): RuleExample {
  return newFile(lines(text, 'export const price = 1;'), lines(`export const hint = '${text}';`));
}

export const SUPPRESSION_EXAMPLES = {
  'ts-ignore': comment('// @ts-ignore'),
  'ts-expect-error': {
    before: {},
    refused: { 'src/price.ts': lines('// @ts-expect-error', "export const price: number = 'one';") },
    allowed: {
      'test/price.test.ts': lines(
        "import { setPrice } from '../src/price';",
        '// @ts-expect-error A price is a number.',
        "setPrice('one');",
      ),
    },
    allow: NO_PERMISSIONS,
  },
  'ts-nocheck': newFile(lines('// @ts-nocheck', 'export {};'), lines('// @ts-check', 'export {};')),
  'eslint-disable': comment('/* eslint-disable no-undef */'),
  'biome-ignore': comment('// biome-ignore lint/style/useConst: later'),
  'oxlint-disable': comment('// oxlint-disable-next-line no-undef'),
  'tslint-disable': comment('// tslint:disable'),
  'jshint-ignore': comment('/* jshint ignore:start */'),
  'deno-lint-ignore': comment('// deno-lint-ignore no-explicit-any'),
  nosonar: comment('// NOSONAR'),
  'type-coverage-ignore': comment('// type-coverage:ignore-next-line'),
  'coverage-ignore': comment('/* c8 ignore next */'),
  'mutation-ignore': comment('// Stryker disable all'),
  'format-ignore': comment('// prettier-ignore'),
} satisfies Partial<Record<RuleId, RuleExample>>;
