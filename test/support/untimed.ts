import type { TestResult } from '../../src/engine/contract/test-run';

/** Results without how long the tests took, which differs from run to run. */
export const untimed = (tests: readonly TestResult[]): Omit<TestResult, 'ms'>[] => tests.map(({ ms, ...test }) => test);
