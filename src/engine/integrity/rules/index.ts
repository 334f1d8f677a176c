import type { IntegrityRule, RuleFamily } from '../rule-family';
import { exits } from './product/exits';
import { globalPatches } from './product/global-patches';
import { lostExports } from './product/lost-exports';
import { stubs } from './product/stubs';
import { testDetection } from './product/test-detection';
import { testReads } from './product/test-reads';
import { emptiedHelpers } from './tests/emptied-helpers';
import { emptiedTests } from './tests/emptied-tests';
import { emptyTests } from './tests/empty-tests';
import { lostTests } from './tests/lost-tests';
import { mockedSubject } from './tests/mocked-subject';
import { packageScripts } from './tests/package-scripts';
import { rewrittenTests } from './tests/rewritten-tests';
import { skippedTests } from './tests/skipped-tests';
import { tampering } from './tests/tampering';
import { anyTypes } from './types/any-type';
import { dynamicCode } from './types/dynamic-code';
import { suppressions } from './types/suppressions';
import { typeAssertions } from './types/type-assertions';
import { untypedFiles } from './types/untyped-files';
import { widenedExports } from './types/widened-exports';

/**
 * The table of integrity: every rule is listed here, by its family, and nowhere else. The order matters: where
 * two rules see the same place, the first reports it.
 */
const TABLE = [
  packageScripts,
  anyTypes,
  typeAssertions,
  suppressions,
  emptiedTests,
  lostTests,
  skippedTests,
  emptyTests,
  mockedSubject,
  exits,
  tampering,
  globalPatches,
  testDetection,
  testReads,
  stubs,
  lostExports,
  dynamicCode,
  emptiedHelpers,
  widenedExports,
  untypedFiles,
  rewrittenTests,
] as const;

export type RuleId = (typeof TABLE)[number]['rules'][number]['id'];

export const FAMILIES: readonly RuleFamily<RuleId>[] = TABLE;

export const RULES: readonly IntegrityRule<RuleId>[] = FAMILIES.flatMap(({ rules }) => rules);

const ALLOWED_WITH_TESTS: ReadonlySet<string> = new Set(
  RULES.filter((rule) => rule.isAllowedWithTests).map(({ id }) => id),
);

/** Whether a rule's findings don't count when the person lets the run change tests. */
export function isAllowedWithTests(rule: string): boolean {
  return ALLOWED_WITH_TESTS.has(rule);
}
