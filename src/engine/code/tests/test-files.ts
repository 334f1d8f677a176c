/** Names of test files and of recorded results, in any folder. */
const TEST_NAME = /(?:(?:\.(?:tests?|specs?|e2e|cy|test-d|spec-d)|[^/]_(?:test|spec))\.[cm]?[jt]sx?|\.snap)$/i;
/** More names of node:test. In source folders they are as likely product code: `src/run-test.ts`. */
const OUTER_TEST_NAME = /(?:^|\/)(?:[^/]+[-_](?:test|spec)|tests?[-_][^/]*|tests?)\.[cm]?[jt]sx?$/i;
const SETUP_NAME = new RegExp(
  '(?:^|/)(?:setup-?tests?|test-?setup|(?:jest|vitest|mocha|global)[.-]?(?:setup|teardown)(?:[.-][\\w-]+)?)' +
    '\\.[cm]?[jt]sx?$',
  'i',
);
/** Folders that hold only tests and what they need, at any depth. */
const TEST_FOLDER = /(?:^|\/)(?:__tests__|__mocks__|__fixtures__|__snapshots__)\//;
/**
 * `test/`, `tests/` and the like hold tests at the top of a package or right below its `src`;
 * deeper inside the sources (`src/engine/tests/`) they are as likely product code.
 */
const OUTER_TEST_FOLDER = new RegExp(
  '^(?:(?!src/|lib/|app/)[^/]+/)*(?:src/)?' +
    '(?:tests?|specs?|e2e|cypress|dtslint|tests?-(?:d|dts|types?)|type-?tests?)/',
  'i',
);
const SOURCES = /(?:^|\/)(?:src|lib|app)\//;
const FRAMEWORKS = 'node:test|vitest|@jest/globals|bun:test|@playwright/test|mocha|ava|tap|tape|uvu';
const FRAMEWORK = new RegExp(`^(?:import\\b[^;'"]*|[^\\n]*\\b(?:require|import)\\()['"](?:${FRAMEWORKS})['"]`, 'm');
const GLOBAL_TEST = /^(?:describe|suite|it|test)(?:\.\w+)*\(\s*['"`]/m;

/**
 * Whether a workspace-relative path is that of a test, or of a file that only tests use: setup, mocks, fixtures,
 * snapshots. It follows the naming rules of vitest, jest, mocha, node:test, playwright and cypress.
 */
export function isTestFile(path: string): boolean {
  if (!SOURCES.test(path) && OUTER_TEST_NAME.test(path)) return true;
  return TEST_NAME.test(path) || SETUP_NAME.test(path) || TEST_FOLDER.test(path) || OUTER_TEST_FOLDER.test(path);
}

/** Whether a file is a test by its text rather than its name: it imports a test framework or calls its globals. */
export function holdsTests(path: string, text: string): boolean {
  return FRAMEWORK.test(text) || (/test|spec/i.test(path) && GLOBAL_TEST.test(text));
}
