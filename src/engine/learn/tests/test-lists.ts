import { z } from 'zod';
import { type RedTest, redTestSchema } from '../../contract/stop';
import type { FlakyTest } from '../../contract/test-run';
import type { TestList } from './remembered-tests';

/** The flaky tests of a workspace; one that was not flaky for a long time counts as fixed. */
export const FLAKY_TESTS: TestList<FlakyTest> = {
  prefix: 'flaky/v1',
  test: z.object({ path: z.string(), name: z.string() }),
  maxTests: 50,
  what: 'known flaky tests',
};

/**
 * The failing tests by which a person accepted, with the reason `red-as-before`, that a change leaves them as they
 * were. Changes that leave nothing else red need not be accepted again in this workspace, until it is long ago.
 */
export const ACCEPTED_RED: TestList<RedTest> = {
  prefix: 'accepted-red/v1',
  test: redTestSchema,
  maxTests: 200,
  what: 'failing tests that were accepted',
};
