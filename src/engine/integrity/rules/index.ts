import type { ComparingRule, CountedRule } from '../finding';
import { exits } from './product/exits';
import { globalPatches } from './product/global-patches';
import { stubs } from './product/stubs';
import { testDetection } from './product/test-detection';
import { testReads } from './product/test-reads';
import { emptiedHelpers } from './tests/emptied-helpers';
import { emptyTests } from './tests/empty-tests';
import { commentedTests, emptiedTests, lostTests } from './tests/lost-tests';
import { mockedSubject } from './tests/mocked-subject';
import { heldBackTests, skippedTests } from './tests/skipped-tests';
import { tampering } from './tests/tampering';
import { anyTypes } from './types/any-type';
import { dynamicCode } from './types/dynamic-code';
import { suppressions } from './types/suppressions';
import { typeAssertions } from './types/type-assertions';
import { untypedFiles } from './types/untyped-files';
import { widenedExports } from './types/widened-exports';

/** Rules that see something in a text: a change answers for what it adds. */
export const COUNTED: readonly CountedRule[] = [
  anyTypes,
  typeAssertions,
  suppressions,
  skippedTests,
  emptyTests,
  mockedSubject,
  exits,
  tampering,
  globalPatches,
  testDetection,
  testReads,
  stubs,
  dynamicCode,
];

/** Rules that see something in the difference between two texts. */
export const COMPARING: readonly ComparingRule[] = [
  emptiedTests,
  lostTests,
  commentedTests,
  heldBackTests,
  emptiedHelpers,
  widenedExports,
  untypedFiles,
];

/** Codes of findings that are none when the person let the run change tests. */
export const ALLOWED_WITH_TESTS: ReadonlySet<string> = new Set(['removed-test', 'removed-assertion']);
