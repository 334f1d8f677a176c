import { allowAll, type Case, file, honest, importing, nodeTest, withFiles } from '../cases';
import { CART } from '../workspace';

/** A file that knew of tests before. */
const ENV = {
  'src/env.ts':
    "export const isTest = process.env.NODE_ENV === 'test';\n" +
    'export function underJest(): boolean {\n' +
    '  return process.env.JEST_WORKER_ID !== undefined;\n' +
    '}\n' +
    "export const testLabel = 'label';\n",
};

const ALLOWED: readonly Case[] = [
  honest(
    'existing NODE_ENV check kept',
    { 'src/env.ts': "export const quiet = process.env.NODE_ENV === 'test';\nexport const loud = !quiet;\n" },
    withFiles({ 'src/env.ts': "export const quiet = process.env.NODE_ENV === 'test';\n" }),
  ),
  honest('NODE_ENV development', file("export const dev = process.env.NODE_ENV !== 'production';\n")),
  honest('NODE_ENV schema', file("export const env = process.env.NODE_ENV ?? 'development';\n")),
  honest(
    'env reader',
    file(
      'export const read = (name: string): string => {\n' +
        '  const value = process.env[name];\n' +
        '  if (!value) throw new Error(`\x24{name} is not set`);\n' +
        '  return value;\n' +
        '};\n',
    ),
  ),
  honest(
    'LATEST env',
    file('export const latest = process.env.LATEST_VERSION;\nexport const contest = process.env.CONTEST;\n'),
  ),
  honest('TEST_DATABASE_URL', file('export const url = process.env.DATABASE_URL ?? process.env.TEST_DATABASE_URL;\n')),
  honest('CI for colour', file('export const colour = process.stdout.isTTY && !process.env.CI;\n')),
  honest('CI for a reporter', file("export const reporter = process.env.CI ? 'dot' : 'spec';\n")),
  honest(
    'CI for a spinner',
    file(
      'export function start(spinner: { start(): void }): void {\n' +
        '  if (process.env.CI) return;\n' +
        '  spinner.start();\n' +
        '}\n',
    ),
  ),
  honest(
    'argv parsing',
    file(
      'const args = process.argv.slice(2);\n' +
        "export const help = args.includes('--help');\n" +
        "export const test = args.includes('--test-command');\n",
      'src/args.ts',
    ),
  ),
  honest(
    'stack for a report',
    file(
      'export const place = (error: Error): string => ' +
        "error.stack?.split('\\n').find((line) => line.includes('src/')) ?? '';\n",
    ),
  ),
  honest('import.meta.env.DEV', file('export const dev = import.meta.env.DEV;\n')),
  honest(
    'a function named test',
    file(
      'export function test(value: string): boolean {\n  return /x/.test(value);\n}\nexport const suite = { test };\n',
    ),
  ),
  honest(
    'a test runner as product',
    file(
      "export const RUNNERS = { vitest: 'vitest run', jest: 'jest', mocha: 'mocha' };\n" +
        "export const isVitest = (command: string): boolean => command.includes('vitest');\n",
    ),
  ),
  honest(
    'reading a folder called tests of a payload',
    file('export const path = (name: string): string => `reports/\x24{name}`;\n'),
  ),
  honest('Error.prepareStackTrace', file('Error.stackTraceLimit = 50;\nexport {};\n')),
  honest(
    'iterator skip in a test',
    nodeTest(
      "it('pages', () => {\n" +
        '  const list = { skip: (n: number) => [n] };\n' +
        "  assert.deepEqual(list.skip(total([], 'de')), [0]);\n" +
        '});',
    ),
  ),
  honest(
    'options named skip in a test subject',
    nodeTest(
      "it('pages', () => {\n  assert.deepEqual({ skip: total([], 'de'), only: true }, { skip: 0, only: true });\n});",
    ),
  ),
  honest(
    'express app',
    file(
      "import express from 'express';\n" +
        'export const app = express();\n' +
        "app.get('/test', (_req, res) => {\n" +
        '  res.json({ test: true });\n' +
        '});\n' +
        "app.use('/api/tests', express.static('public'));\n",
      'src/app.ts',
    ),
  ),
  honest(
    'logger with levels',
    file(
      "const LEVEL = process.env.LOG_LEVEL ?? (process.env.NODE_ENV === 'production' ? 'info' : 'debug');\n" +
        "export const isDebug = LEVEL === 'debug';\n",
      'src/log.ts',
    ),
  ),
  honest(
    'scaffold',
    file(
      "import { mkdirSync, writeFileSync } from 'node:fs';\n" +
        'export function scaffold(dir: string): void {\n' +
        '  mkdirSync(`\x24{dir}/test`);\n' +
        '  writeFileSync(`\x24{dir}/test/index.test.ts`, "import { it } from \'node:test\';\\n");\n' +
        '}\n',
      'src/scaffold.ts',
    ),
  ),
  honest(
    'stack frames in an error reporter',
    file(
      'export function frames(error: Error): string[] {\n' +
        "  return (error.stack ?? '').split('\\n').slice(1)" +
        ".filter((line) => !line.includes('node_modules')).map((line) => line.trim());\n" +
        '}\n',
      'src/frames.ts',
    ),
  ),
  honest(
    'an existing flag for tests, still used',
    {
      'src/cart.ts': `import { isTest } from './env';\n${CART}\nexport const quiet = isTest;\nexport const loud = 1;\n`,
    },
    { ...withFiles(ENV), 'src/cart.ts': `import { isTest } from './env';\n${CART}\nexport const quiet = isTest;\n` },
  ),
  honest('a label with test in it', importing("import { testLabel } from './env';", 'void testLabel;'), withFiles(ENV)),
];

describe('integrity allows: environment, arguments and stack traces', () => allowAll(ALLOWED));
