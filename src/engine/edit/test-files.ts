const TEST_NAME = /(?:[._-](?:test|tests|spec|specs|e2e|cy|test-d)\.[cm]?[jt]sx?|(?:^|\/)test[-_.][^/]*\.[cm]?[jt]sx?|(?:^|\/)tests?\.[cm]?[jt]sx?|\.snap)$/i;
const SETUP_NAME = /(?:^|\/)(?:setup-?tests?|test-?setup|(?:jest|vitest|mocha|global)[.-]?(?:setup|teardown)(?:[.-][\w-]+)?)\.[cm]?[jt]sx?$/i;
/** Folders that hold only tests and what they need, wherever they are. */
const TEST_FOLDER = /(?:^|\/)(?:__tests__|__mocks__|__fixtures__|__snapshots__)\//;
/**
 * `test/`, `tests/` and the like hold tests at the top of a package or right below its `src`;
 * deeper inside the sources (`src/engine/tests/`) they are as likely product code.
 */
const OUTER_TEST_FOLDER = /^(?:(?!src\/|lib\/|app\/)[^/]+\/)*(?:src\/)?(?:tests?|specs?|e2e|cypress)\//i;

/**
 * Whether a workspace-relative path is that of a test, or of a file only tests use: setup, mocks,
 * fixtures, snapshots. By the naming rules of vitest, jest, mocha, node:test, playwright and cypress.
 */
export function isTestFile(path: string): boolean {
  return TEST_NAME.test(path) || SETUP_NAME.test(path) || TEST_FOLDER.test(path) || OUTER_TEST_FOLDER.test(path);
}
