import { allowAll, type Case, file, first, honest, top } from '../cases';

const ALLOWED: readonly Case[] = [
  honest(
    'graceful shutdown in the server',
    file(
      "process.on('SIGTERM', () => {\n  server.close();\n});\ndeclare const server: { close(): void };\n",
      'src/server.ts',
    ),
  ),
  honest('kill a child', file('export const stop = (child: { pid: number }) => process.kill(child.pid);\n')),
  honest('child.kill', file('export const stop = (child: { kill(): void }) => child.kill();\n')),
  honest('cwd', file("import { join } from 'node:path';\nexport const home = join(process.cwd(), '.shop');\n")),
  honest(
    'import.meta.url',
    file(
      "import { fileURLToPath } from 'node:url';\nexport const here = fileURLToPath(new URL('.', import.meta.url));\n",
    ),
  ),
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
    'reading fixtures of the product',
    file(
      "import { readFileSync } from 'node:fs';\n" +
        "export const rates = readFileSync(new URL('../data/rates.json', import.meta.url), 'utf8');\n",
    ),
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
  honest('fit of a chart', file('declare const chart: { fit(): void };\nchart.fit();\nexport {};\n')),
  honest(
    'worker threads',
    file(
      "import { isMainThread, parentPort } from 'node:worker_threads';\n" +
        "if (!isMainThread) parentPort?.postMessage('ready');\n",
      'src/worker.ts',
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

describe('integrity allows: globals', () => allowAll(ALLOWED));
