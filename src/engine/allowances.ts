import { protectedBy } from './edit/protected-paths';
import { isTestFile } from './edit/test-files';
import type { Allowances } from './task';

/** "update the tests", "rename that test", "fix the failing spec files": a request about tests themselves. */
const ASKS_FOR_TESTS = /\b(?:add|change|correct|delete|edit|extend|fix|move|remove|rename|rewrite|update|write)\b[^.!?\n]{0,60}\b(?:tests?|specs?|test files?|test cases?)\b/i;
/** "…so that the tests pass": about the code, not the tests. */
const TESTS_AS_GOAL = /\b(?:tests?|specs?|suite)\b[^.!?\n]{0,20}\b(?:pass|passes|green|succeed)/i;

/**
 * What a free request lets the run change: existing tests when the person put a test file in focus
 * or asked for a change of tests; configuration only when the person put such a file in focus, for
 * it decides what the verdict rests on.
 */
export function allowancesFor(text: string, files: readonly string[]): Allowances {
  const asked = ASKS_FOR_TESTS.test(text) && !TESTS_AS_GOAL.test(text);
  return { tests: asked || files.some(isTestFile), config: files.some(isConfiguration) };
}

function isConfiguration(path: string): boolean {
  const kind = protectedBy(path)?.kind;
  return /(?:^|\/)package\.json$/.test(path) || (kind !== undefined && kind !== 'dependencies' && kind !== 'secrets');
}
