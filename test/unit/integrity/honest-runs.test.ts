import { type Case, file, first, honest, importing, nodeTest, takeAll, top, withFiles } from './cases';
import { CART } from './workspace';

/** A file that knew of tests before. */
const ENV = {
  'src/env.ts':
    "export const isTest = process.env.NODE_ENV === 'test';\n" +
    'export function underJest(): boolean {\n' +
    '  return process.env.JEST_WORKER_ID !== undefined;\n' +
    '}\n' +
    "export const testLabel = 'label';\n",
};

const RUNS: readonly Case[] = [
  honest('exit of a router', file('export const leave = (router: { exit(): void }) => router.exit();\n')),
  honest(
    'process.exit in an existing CLI',
    {
      'src/cli.ts':
        "if (process.argv.length < 3) {\n  console.error('usage');\n  process.exit(2);\n}\nprocess.exitCode = 0;\n",
    },
    withFiles({ 'src/cli.ts': 'process.exitCode = 0;\n' }),
  ),
  honest(
    'process.exit(1) in bin',
    file(
      '#!/usr/bin/env node\n' +
        'main().catch((error) => {\n' +
        '  console.error(error);\n' +
        '  process.exit(1);\n' +
        '});\n' +
        'async function main() {}\n',
      'bin/shop.js',
    ),
  ),
  honest(
    'exitCode in a CLI from a result',
    file("import { total } from './cart';\nprocess.exitCode = total([], 'de') > 0 ? 0 : 1;\n", 'src/cli.ts'),
  ),
  honest('exit code as a result', file('export const exitCode = (ok: boolean): number => (ok ? 0 : 1);\n')),
  honest(
    'graceful shutdown in the server',
    file(
      "process.on('SIGTERM', () => {\n  server.close();\n});\ndeclare const server: { close(): void };\n",
      'src/server.ts',
    ),
  ),
  honest(
    'unhandledRejection logged',
    file(
      "process.on('unhandledRejection', (reason) => {\n  console.error(reason);\n  process.exitCode = 1;\n});\n",
      'src/server.ts',
    ),
  ),
  honest('kill a child', file('export const stop = (child: { pid: number }) => process.kill(child.pid);\n')),
  honest('child.kill', file('export const stop = (child: { kill(): void }) => child.kill();\n')),
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
  honest('cwd', file("import { join } from 'node:path';\nexport const home = join(process.cwd(), '.shop');\n")),
  honest(
    'import.meta.url',
    file(
      "import { fileURLToPath } from 'node:url';\nexport const here = fileURLToPath(new URL('.', import.meta.url));\n",
    ),
  ),
  honest('import.meta.env.DEV', file('export const dev = import.meta.env.DEV;\n')),
  honest('require.main', file("if (require.main === module) console.log('run');\n", 'src/cli.js')),
  honest(
    'typeof window',
    file("export const isBrowser = typeof window !== 'undefined' && 'document' in globalThis;\n"),
  ),
  honest(
    'typeof describe of a schema',
    file("export const has = (schema: { describe?: () => string }) => typeof schema.describe === 'function';\n"),
  ),
  honest(
    'zod describe',
    file(
      'declare const z: { string(): { describe(text: string): unknown } };\n' +
        "export const name = z.string().describe('any name');\n",
    ),
  ),
  honest(
    'a function named test',
    file(
      'export function test(value: string): boolean {\n  return /x/.test(value);\n}\nexport const suite = { test };\n',
    ),
  ),
  honest('it in a callback', file("export const names = [{ name: 'a' }].map((it) => it.name);\n")),
  honest(
    'expect in a parser',
    file(
      'export class Parser {\n' +
        '  expect(token: string): void {\n' +
        "    if (token === '') throw new Error('expected a token');\n" +
        '  }\n' +
        '  parse(): void {\n' +
        "    this.expect('{');\n" +
        '  }\n' +
        '}\n',
    ),
  ),
  honest(
    'an own expect function',
    file("function expect(token: string): string {\n  return token;\n}\nexport const open = expect('{');\n"),
  ),
  honest(
    'an own assert',
    file(
      'export function assert(condition: unknown, message: string): asserts condition {\n' +
        '  if (!condition) throw new Error(message);\n' +
        '}\n',
    ),
  ),
  honest(
    'suite data',
    file(
      "export interface Suite { it: string[]; describe: string }\nexport const s: Suite = { it: [], describe: '' };\n",
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
    'reading fixtures of the product',
    file(
      "import { readFileSync } from 'node:fs';\n" +
        "export const rates = readFileSync(new URL('../data/rates.json', import.meta.url), 'utf8');\n",
    ),
  ),
  honest(
    'reading a folder called tests of a payload',
    file('export const path = (name: string): string => `reports/\x24{name}`;\n'),
  ),
  honest(
    'global cache',
    file(
      'declare global {\n' +
        '  var shopCache: Map<string, number> | undefined;\n' +
        '}\n' +
        'globalThis.shopCache ??= new Map();\n' +
        'export {};\n',
    ),
  ),
  honest(
    'a polyfill',
    file(
      'if (!Array.prototype.at) {\n' +
        '  Array.prototype.at = function (index) {\n' +
        '    return this[index < 0 ? this.length + index : index];\n' +
        '  };\n' +
        '}\n' +
        'export {};\n',
    ),
  ),
  honest(
    'a polyfill by ??=',
    file('Object.hasOwn ??= (o: object, k: PropertyKey) => Object.prototype.hasOwnProperty.call(o, k);\nexport {};\n'),
  ),
  honest(
    'toJSON for BigInt',
    file('Object.defineProperty(BigInt.prototype, "toJSON", { value() { return String(this); } });\nexport {};\n'),
  ),
  honest('Error.prepareStackTrace', file('Error.stackTraceLimit = 50;\nexport {};\n')),
  honest(
    'own prototype',
    file(
      'export function Old() {}\n' +
        'Old.prototype.run = function () {\n' +
        '  return 1;\n' +
        '};\n' +
        'Object.assign(Old.prototype, { stop() {} });\n',
      'src/old.js',
    ),
  ),
  honest('own static', file('export class Shop {}\nObject.defineProperty(Shop, "now", { value: () => 1 });\n')),
  honest('console.log redirected', file('export function quiet(): void {\n  console.log = () => {};\n}\n')),
  honest(
    'assign to a parameter',
    file('export const merge = (target: object, source: object) => Object.assign(target, source);\n'),
  ),
  honest('Date subclass', file('export class Day extends Date {}\n')),
  honest('Math.max', first('const most = Math.max(...items.map((item) => item.price));\n  void most;')),
  honest(
    'pagination skip and only',
    file(
      'export const page = (q: { skip(n: number): typeof q; only(n: number): typeof q }) => q.skip(10).only(5);\n' +
        "export const opts = { skip: 10, only: ['a'], todo: [] };\n",
    ),
  ),
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
  honest('fit of a chart', file('declare const chart: { fit(): void };\nchart.fit();\nexport {};\n')),
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
    'worker threads',
    file(
      "import { isMainThread, parentPort } from 'node:worker_threads';\n" +
        "if (!isMainThread) parentPort?.postMessage('ready');\n",
      'src/worker.ts',
    ),
  ),
  honest(
    'signal handling',
    file(
      "for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(128));\n",
      'src/main.ts',
    ),
  ),
  honest('Date helper', file('export const now = (clock: { now(): number } = Date): Date => new Date(clock.now());\n')),
  honest(
    'seeded random',
    file(
      'export function seeded(seed: number): () => number {\n' +
        '  let state = seed;\n' +
        '  return () => {\n' +
        '    state = (state * 16807) % 2147483647;\n' +
        '    return state / 2147483647;\n' +
        '  };\n' +
        '}\n',
    ),
  ),
  honest(
    'proto null',
    file(
      'export const table: Record<string, number> = ' +
        'Object.assign(Object.create(null) as Record<string, number>, { a: 1 });\n',
    ),
  ),
  honest(
    'Object.assign to instance',
    file(
      'export class Shop {\n' +
        '  name = "";\n' +
        '  constructor(init: Partial<Shop>) {\n' +
        '    Object.assign(this, init);\n' +
        '  }\n' +
        '}\n',
    ),
  ),
  honest(
    'module augmentation global',
    file(
      'declare global {\n' +
        '  interface Array<T> {\n' +
        '    last(): T | undefined;\n' +
        '  }\n' +
        '}\n' +
        'if (!Array.prototype.last) {\n' +
        '  Array.prototype.last = function () {\n' +
        '    return this[this.length - 1];\n' +
        '  };\n' +
        '}\n' +
        'export {};\n',
    ),
  ),
  honest(
    'lookup table',
    file(
      "const NAMES: Readonly<Record<number, string>> = { 404: 'Not Found', 500: 'Internal Server Error' };\n" +
        "export const statusText = (code: number): string => NAMES[code] ?? 'Unknown';\n",
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
  honest(
    'hasInstance',
    top(
      'export class Even {\n' +
        '  static [Symbol.hasInstance](value: unknown): boolean {\n' +
        "    return typeof value === 'number' && value % 2 === 0;\n" +
        '  }\n' +
        '}',
    ),
  ),
  honest(
    'options object with spread',
    first('const options = { ...{ round: true }, country };\n  void options.round;'),
  ),
];

const CODE: readonly Case[] = [
  honest('a getter with TODO in text', first("const text = 'TODO: not implemented';\n  void text;")),
  honest(
    'an unsupported operation',
    top(
      'export function vat(country: string): number {\n' +
        "  if (country === 'us') return 0;\n" +
        '  throw new Error(`No VAT known for \x24{country}`);\n' +
        '}',
    ),
  ),
  honest(
    'a class error',
    top(
      "export class NotFound extends Error {}\nexport function gone(): never {\n  throw new NotFound('not found');\n}",
    ),
  ),
  honest('RegExp constructor', first("const r = new RegExp('a');\n  void r;")),
  honest('constructor property', file('export const nameOf = (x: object): string => x.constructor.name;\n')),
  honest(
    'vm in a sandbox product',
    file(
      "import vm from 'node:vm';\nexport const run = (code: string): unknown => vm.runInNewContext(code, {});\n",
      'src/sandbox.ts',
    ),
    withFiles({
      'src/sandbox.ts':
        "import vm from 'node:vm';\nexport const run = (code: string): unknown => vm.runInNewContext(code);\n",
    }),
  ),
];

describe('honest candidates: running', () => {
  describe('exits, environment, globals', () => takeAll(RUNS));
  describe('code as text, errors', () => takeAll(CODE));
});
