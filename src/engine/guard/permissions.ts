import { isTestFile } from '../code/tests/test-files';
import type { Permissions } from '../contract/task';
import { protectedBy } from './protected-paths';

const CHANGE =
  'adapt|adjust|change|clean up|convert|correct|delete|drop|edit|fix|merge|migrate|modify|move|refactor|remove|rename|reorganize|replace|reword|rewrite|simplify|split|update';
const ADD = 'add|create|extend|generate|include|provide|write';
/** What may stand between such a verb and the tests it is about: no other object, no new clause. */
const BETWEEN =
  '(?:[\\s:]+(?!(?:so|that|for|to|in|until|till|by|with|without|from|of|which|where|when|if|because|as|on|against|then|but|and|or|pass|passes|passing|satisfy|satisfies|failing|broken|red|failed)\\b)[\\w`\'"-]+){0,4}?';
const TESTS =
  '(?:unit |integration |e2e |regression )?(?:tests?|specs?|test[- ]?(?:files?|cases?|suites?)|specifications?)\\b(?![\\w./-]*[./])';
/** "update the tests", "rename that test", also as a second object: "rename the parser and its tests". */
const CHANGES_TESTS = new RegExp(`\\b(?:${CHANGE})(?: that| this)?${BETWEEN}[\\s:]+${TESTS}`, 'i');
const CHANGES_BOTH = new RegExp(
  `\\b(?:${CHANGE})\\b[^.!?,;\\n]{1,80}?\\b(?:and|or|with)(?: also)?(?: all)?(?: the| its| their| our| my| this| these| those)?(?: existing| old| unit| matching| corresponding)* ${TESTS}`,
  'i',
);
/** "add a test for leap years", "write formatMinutes with tests". */
const ADDS_TESTS = new RegExp(
  `\\b(?:${ADD})(?:[\\s:]+(?!(?:so|that|to|until|till|by|without|which|where|when|if|because|as|against|then|but)\\b)[\\w\`'"().-]+){0,9}?[\\s:]+${TESTS}`,
  'i',
);
/** "do not change the tests", "without touching tests", "keep the tests as they are". */
const TESTS_STAY =
  /(?:\b(?:not|never|without|no need to|avoid|leave|keep)|n't)\b[^.!?\n]{0,30}\b(?:tests?|specs?|suite)\b/i;
/** "…so that the tests pass": about the code, not the tests. */
const TESTS_AS_GOAL = /\b(?:tests?|specs?|suite)\b[^.!?\n]{0,20}\b(?:pass|passes|green|succeed)/i;

/**
 * What a free request lets the run change: existing tests when the person pointed at nothing but
 * tests or asked for a change of tests, more tests when the person asked for those; configuration
 * only when the person put such a file in focus, for it decides what the verdict rests on.
 */
export function permissionsFor(text: string, files: readonly string[]): Permissions {
  return { tests: testsAllowed(text, files), config: files.some(isConfiguration) };
}

function testsAllowed(text: string, files: readonly string[]): Permissions['tests'] {
  if (TESTS_STAY.test(text) || TESTS_AS_GOAL.test(text)) return false;
  if (CHANGES_TESTS.test(text) || CHANGES_BOTH.test(text) || (files.length > 0 && files.every(isTestFile))) return true;
  return ADDS_TESTS.test(text) ? 'add' : false;
}

function isConfiguration(path: string): boolean {
  const kind = protectedBy(path)?.kind;
  return /(?:^|\/)package\.json$/.test(path) || (kind !== undefined && kind !== 'dependencies' && kind !== 'secrets');
}
