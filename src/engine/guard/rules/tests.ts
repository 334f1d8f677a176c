import { holdsTests, isTestFile } from '../../code/tests/test-files';
import type { ChangedFile, GuardRule } from './rule';

const ASK_FOR_TESTS =
  'Change the code so that the tests pass as they are; new test files are welcome. If a test itself is wrong, say ' +
  'so; the person can then ask for its change.';
const DECLARES_TESTS = /\b(?:it|test|specify|describe|suite)(?:\.\w+)*(?:<[^>]*>)?[(`]/;

export const existingTest = {
  id: 'existing-test',
  summary: 'Refuses changes of existing tests and of files that only tests use, unless the person asks for them.',
  appliesTo: 'existing test files, and helpers and data that only tests use',
  permission: 'tests',
  check: async (file) => {
    if (mayGrow(file)) return undefined;
    if (isExistingTest(file)) {
      return {
        why:
          'is an existing test or a file that tests use. Tests decide whether the code is right, so it must stay ' +
          'as it is.',
        next: ASK_FOR_TESTS,
      };
    }
    const { path, focus, request, testOnlyFiles } = file;
    const isNamed = focus.includes(path) || request.includes(path.slice(path.lastIndexOf('/') + 1));
    const test = isNamed ? undefined : await testOnlyFiles.byTest(path);
    return test === undefined
      ? undefined
      : {
          why: `is used by ${test} and by nothing of the product. It belongs to the tests, so it must stay as it is.`,
          next: ASK_FOR_TESTS,
        };
  },
} as const satisfies GuardRule;

export const newMock = {
  id: 'new-mock',
  summary: 'Refuses new files in `__mocks__`, because they replace a module in the existing tests.',
  appliesTo: 'new files in __mocks__ folders',
  permission: 'tests',
  check: ({ path, before }) =>
    before === null && /(?:^|\/)__mocks__\//i.test(path)
      ? {
          why: 'would replace a module for the existing tests.',
          next: 'Let the tests run against the real code.',
        }
      : undefined,
} as const satisfies GuardRule;

export const newSnapshot = {
  id: 'new-snapshot',
  summary:
    'Refuses a new file of recorded results for an existing test, because it would decide what the test expects.',
  appliesTo: 'new .snap files of existing tests',
  permission: 'tests',
  check: (file) => {
    const test = file.permissions.tests === 'add' ? undefined : testOfSnapshot(file);
    return test === undefined
      ? undefined
      : { why: `would decide what the existing test ${test} expects.`, next: ASK_FOR_TESTS };
  },
} as const satisfies GuardRule;

function isExistingTest({ path, before, protectedTests }: ChangedFile): boolean {
  return before !== null && (isTestFile(path) || protectedTests.includes(path) || holdsTests(path, before));
}

/**
 * A person who asks for more tests lets test files and recorded results grow. Whether a test file keeps
 * what it had is checked by the integrity rules; recorded results must keep all of their lines.
 */
function mayGrow({ path, before, after, permissions }: ChangedFile): boolean {
  if (permissions.tests !== 'add' || before === null || after === null) return false;
  if (!path.endsWith('.snap')) return DECLARES_TESTS.test(before);
  const lines = new Set(after.split('\n'));
  return before.split('\n').every((line) => lines.has(line));
}

/** The existing test whose recorded results a new snapshot file would hold. */
function testOfSnapshot({ path, known }: ChangedFile): string | undefined {
  if (!path.endsWith('.snap') || known.has(path)) return undefined;
  const test = path.replace(/__snapshots__\//, '').replace(/\.snap$/, '');
  return known.has(test) ? test : undefined;
}
