import { z } from 'zod';
import type { FlakyTest } from '../contract/test-run';
import type { TestList } from './remembered-tests';

/** The flaky tests of a workspace; one that was not flaky for a long time counts as fixed. */
export const FLAKY_TESTS: TestList<FlakyTest> = {
  prefix: 'flaky/v1',
  test: z.object({ path: z.string(), name: z.string() }),
  maxTests: 50,
  what: 'known flaky tests',
};
