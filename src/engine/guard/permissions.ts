import { isTestFile } from '../code/tests/test-files';
import type { Permissions } from '../contract/task';
import { protectedBy } from './protected-paths';

const CHANGE_VERBS = anyOf([
  'adapt|adjust|change|clean up|convert|correct|delete|drop|edit|fix|merge|migrate|modify|move',
  'refactor|remove|rename|reorganize|replace|reword|rewrite|simplify|split|update',
]);
const ADD_VERBS = 'add|create|extend|generate|include|provide|write';
const TESTS = [
  '(?:unit |integration |e2e |regression )?',
  '(?:tests?|specs?|test[- ]?(?:files?|cases?|suites?)|specifications?)',
  // "test.ts" and "tests/cart" are paths.
  '\\b(?![\\w./-]*[./])',
].join('');
/** Words that may not come between a verb and the tests it is about: they start a clause or another object. */
const CLAUSE = 'so|that|to|until|till|by|without|which|where|when|if|because|as|against|then|but';
const CLAUSE_OR_OBJECT = anyOf([
  CLAUSE,
  'for|in|with|from|of|on|and|or|pass|passes|passing|satisfy|satisfies|failing|broken|red|failed',
]);
/** "update the tests", "rename that test". */
const CHANGES_TESTS = new RegExp(
  `\\b(?:${CHANGE_VERBS})(?: that| this)?` +
    `(?:[\\s:]+(?!(?:${CLAUSE_OR_OBJECT})\\b)[\\w\`'"-]+){0,4}?[\\s:]+${TESTS}`,
  'i',
);
/** Tests as a second object: "rename the parser and its tests". */
const CHANGES_TESTS_TOO = new RegExp(
  `\\b(?:${CHANGE_VERBS})\\b[^.!?,;\\n]{1,80}?\\b(?:and|or|with)(?: also)?(?: all)?` +
    '(?: the| its| their| our| my| this| these| those)?' +
    `(?: existing| old| unit| matching| corresponding)* ${TESTS}`,
  'i',
);
/** "add a test for leap years", "write formatMinutes with tests". */
const ADDS_TESTS = new RegExp(
  `\\b(?:${ADD_VERBS})(?:[\\s:]+(?!(?:${CLAUSE})\\b)[\\w\`'"().-]+){0,9}?[\\s:]+${TESTS}`,
  'i',
);
/** "do not change the tests", "without touching tests", "keep the tests as they are". */
const TESTS_STAY =
  /(?:\b(?:not|never|without|no need to|avoid|leave|keep)|n't)\b[^.!?\n]{0,30}\b(?:tests?|specs?|suite)\b/i;
/** "…so that the tests pass" asks for a change of the code, not of the tests. */
const TESTS_AS_GOAL = /\b(?:tests?|specs?|suite)\b[^.!?\n]{0,20}\b(?:pass|passes|green|succeed)/i;

/**
 * The permissions that a person gives with a request in their own words. Existing tests may change when the
 * request is about changing tests, or when only tests are in focus; tests may be added when it asks for more
 * of them. Configuration may change only when the person puts such a file in focus, because the verdict
 * rests on it.
 */
export function permissionsFor(text: string, files: readonly string[]): Permissions {
  return { tests: testsAllowed(text, files), config: files.some(isConfiguration) };
}

function testsAllowed(text: string, files: readonly string[]): Permissions['tests'] {
  if (TESTS_STAY.test(text) || TESTS_AS_GOAL.test(text)) return false;
  if (CHANGES_TESTS.test(text) || CHANGES_TESTS_TOO.test(text) || (files.length > 0 && files.every(isTestFile)))
    return true;
  return ADDS_TESTS.test(text) ? 'add' : false;
}

function isConfiguration(path: string): boolean {
  const kind = protectedBy(path)?.kind;
  return /(?:^|\/)package\.json$/.test(path) || (kind !== undefined && kind !== 'dependencies' && kind !== 'secrets');
}

function anyOf(alternatives: readonly string[]): string {
  return alternatives.join('|');
}
