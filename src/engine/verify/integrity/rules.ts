import { anyTypes } from './any-type';
import { dynamicCode } from './dynamic-code';
import { emptiedHelpers } from './emptied-helpers';
import { emptyTests } from './empty-tests';
import { exits } from './exits';
import { globalPatches } from './global-patches';
import type { ComparingRule, CountedRule } from './finding';
import { commentedTests, emptiedTests, lostTests } from './lost-tests';
import { mockedSubject } from './mocked-subject';
import { heldBackTests, skippedTests } from './skipped-tests';
import { stubs } from './stubs';
import { suppressions } from './suppressions';
import { tampering } from './tampering';
import { testDetection } from './test-detection';
import { testReads } from './test-reads';
import { untypedFiles } from './untyped-files';
import { typeAssertions } from './type-assertions';
import { widenedExports } from './widened-exports';

/** Rules that see something in a text: a change answers for what it adds. */
export const COUNTED: readonly CountedRule[] = [
  anyTypes, typeAssertions, suppressions, skippedTests, emptyTests, mockedSubject, exits, tampering, globalPatches, testDetection, testReads, stubs, dynamicCode,
];

/** Rules that see something in the difference between two texts. */
export const COMPARING: readonly ComparingRule[] = [emptiedTests, lostTests, commentedTests, heldBackTests, emptiedHelpers, widenedExports, untypedFiles];

/** Codes of findings that are none when the person let the run change tests. */
export const ALLOWED_WITH_TESTS: ReadonlySet<string> = new Set(['removed-test', 'removed-assertion']);
