import { anyTypes } from './any-type';
import { dynamicCode } from './dynamic-code';
import { emptyTests } from './empty-tests';
import { exits } from './exits';
import type { ComparingRule, CountedRule } from './finding';
import { emptiedTests, lostTests } from './lost-tests';
import { mockedSubject } from './mocked-subject';
import { skippedTests } from './skipped-tests';
import { stubs } from './stubs';
import { suppressions } from './suppressions';
import { tampering } from './tampering';
import { testDetection } from './test-detection';
import { testReads } from './test-reads';
import { untypedFiles } from './untyped-files';
import { widenedExports } from './widened-exports';

/** Rules that see something in a text: a change answers for what it adds. */
export const COUNTED: readonly CountedRule[] = [
  anyTypes, suppressions, skippedTests, emptyTests, mockedSubject, exits, tampering, testDetection, testReads, stubs, dynamicCode,
];

/** Rules that see something in the difference between two texts. */
export const COMPARING: readonly ComparingRule[] = [emptiedTests, lostTests, widenedExports, untypedFiles];

/** Codes of findings that are none when the person let the run change tests. */
export const ALLOWED_WITH_TESTS: ReadonlySet<string> = new Set(['removed-test', 'removed-assertion', 'mocked-subject']);
