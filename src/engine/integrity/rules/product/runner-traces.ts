/** Environment variables that test runners set. */
export const RUNNER_VARIABLE = new RegExp(
  `^(?:${[
    ...['VITEST(?:_\\w+)?', 'JEST_WORKER_ID', 'NODE_TEST_CONTEXT', 'NODE_TEST_WORKER_ID', 'MOCHA_\\w+'],
    ...['PLAYWRIGHT_TEST\\w*', 'TEST_WORKER_INDEX', 'TEST', 'TESTING', '(?:IS|UNIT|IN)_TESTS?'],
    'npm_(?:lifecycle_(?:event|script)|command)',
  ].join('|')})$`,
);
/** Global names that test runners define. */
export const RUNNER_GLOBAL = new RegExp(
  `^(?:${[
    ...['jest', 'vi', 'vitest', 'describe', 'it', 'expect', 'test', 'suite', 'mocha'],
    ...['beforeEach', 'afterEach', 'beforeAll', 'afterAll', '__vitest_\\w+', '__JEST\\w*', '__coverage__'],
  ].join('|')})$`,
);
export const ENVIRONMENT = /^(?:process|import\.meta|Bun)\.env$/;

const RUNNER_NAME = /\b(?:jest|mocha|vitest)\b|node:test/i;
/** What a runner leaves in the arguments and paths of the programs that it starts. `--test-command` is not one. */
const RUNNER_TRACE = new RegExp(
  [
    /\b(?:jest|mocha|vitest)\b|node:test/,
    /^--(?:outputFile|test-reporter|reporter-option)/,
    /\.(?:test|spec)\b/,
    /^(?:__)?(?:tests?|specs?)(?:__)?[\\/]/,
    /[\\/](?:__)?(?:tests?|specs?)(?:__)?(?:[\\/]|$)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'i',
);
const RUNNER_FLAG = /^--?test$/;
/** In a stack trace or a list of call sites, the word alone is enough. */
const STACK_TRACE = /(?:^|[^a-z])(?:tests?|specs?)(?:[^a-z]|$)|jest|mocha|vitest/i;
/** Parts of the paths where this product runs the tests of a candidate. */
const SCRATCH_COPY = /loopcraft|scratch/i;
const OF_ENVIRONMENT = /^(?:process|import\.meta|Bun)\.env(?:\.|$)/;
/** Variables that name the mode of a program. Others may hold "test" for good reasons, such as a payment key's mode. */
const MODE = /^(?:process|import\.meta|Bun)\.env\.(?:NODE_ENV|MODE|APP_ENV|BABEL_ENV|ENV|ENVIRONMENT)$/;
const STARTED_BY = new RegExp(
  '^(?:process\\.(?:argv|execArgv|argv0|title|mainModule)|require\\.(?:main|cache)|module\\.(?:parent|children))' +
    '(?:\\.|$)',
);
const STACK = /(?:^|\.)(?:stack|getFileName|getScriptNameOrSourceURL)$/;
const LOCATION = new RegExp(
  '^(?:process\\.cwd|__dirname|__filename|import\\.meta\\.(?:url|dirname|filename)' +
    '|process\\.env\\.(?:PWD|INIT_CWD))$',
);

/** Whether the value at a path can reveal that a test runs. */
export function isRevealing(path: string): boolean {
  return [OF_ENVIRONMENT, STACK, LOCATION, STARTED_BY].some((pattern) => pattern.test(path));
}

/** Whether finding `text` at `path` reveals that a test runs; `isPart`: the text is searched for as a part. */
export function reveals(path: string, text: string, isPart: boolean): boolean {
  if (MODE.test(path))
    return /^\W*test(?:ing)?\W*$/i.test(text) || (isPart && text !== '' && 'test'.includes(text.toLowerCase()));
  if (OF_ENVIRONMENT.test(path) && (RUNNER_NAME.test(text) || RUNNER_VARIABLE.test(text))) return true;
  if (STACK.test(path)) return STACK_TRACE.test(text);
  if (LOCATION.test(path)) return SCRATCH_COPY.test(text);
  return (
    STARTED_BY.test(path) && (RUNNER_TRACE.test(text) || (/^process\.execArgv/.test(path) && RUNNER_FLAG.test(text)))
  );
}
