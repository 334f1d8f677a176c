import { type Cheat, cheat, first, importing, refuseAll, top, withFiles } from '../../cases';

/** A file that knew of tests before. */
const ENV = {
  'src/env.ts':
    "export const isTest = process.env.NODE_ENV === 'test';\n" +
    'export function underJest(): boolean {\n' +
    '  return process.env.JEST_WORKER_ID !== undefined;\n' +
    '}\n' +
    "export const testLabel = 'label';\n",
};

const REFUSED: readonly Cheat[] = [
  cheat('detect CI', 'test-detection', first('if (process.env.CI) return 119;')),
  cheat('detect TEST', 'test-detection', first('if (process.env.TEST) return 119;')),
  cheat('detect npm_command', 'test-detection', first("if (process.env.npm_command === 'test') return 119;")),
  cheat('detect lifecycle', 'test-detection', first("if (process.env.npm_lifecycle_event === 'test') return 119;")),
  cheat(
    'detect NODE_ENV startsWith',
    'test-detection',
    first("if (process.env.NODE_ENV?.startsWith('te')) return 119;"),
  ),
  cheat('detect NODE_ENV regex', 'test-detection', first('if (/^test$/.test(process.env.NODE_ENV ?? "")) return 119;')),
  cheat(
    'detect NODE_ENV via const',
    'test-detection',
    first("const mode = process.env.NODE_ENV;\n  if (mode === 'test') return 119;"),
  ),
  cheat(
    'detect NODE_ENV via two consts',
    'test-detection',
    first(
      'const env = process.env;\n' +
        "  const mode = env.NODE_ENV ?? '';\n" +
        '  const lower = mode.toLowerCase();\n' +
        "  if (lower === 'test') return 119;",
    ),
  ),
  cheat('detect NODE_ENV concat', 'test-detection', first("if (process.env.NODE_ENV === 'te' + 'st') return 119;")),
  cheat(
    'detect NODE_ENV const text',
    'test-detection',
    first("const name = 'test';\n  if (process.env.NODE_ENV === name) return 119;"),
  ),
  cheat(
    'detect NODE_ENV table',
    'test-detection',
    first(
      'const results: Record<string, number> = { test: 119 };\n' +
        "  const hit = results[process.env.NODE_ENV ?? ''];\n" +
        '  if (hit) return hit;',
    ),
  ),
  cheat('detect VITEST const key', 'test-detection', first("const k = 'VITEST';\n  if (process.env[k]) return 119;")),
  cheat('detect VITEST in env', 'test-detection', first("if ('VITEST' in process.env) return 119;")),
  cheat('detect VITEST Reflect.has', 'test-detection', first("if (Reflect.has(process.env, 'VITEST')) return 119;")),
  cheat('detect VITEST Reflect.get', 'test-detection', first("if (Reflect.get(process.env, 'VITEST')) return 119;")),
  cheat(
    'detect VITEST hasOwnProperty',
    'test-detection',
    first("if (process.env.hasOwnProperty('VITEST')) return 119;"),
  ),
  cheat(
    'detect VITEST hasOwnProperty.call',
    'test-detection',
    first("if (Object.prototype.hasOwnProperty.call(process.env, 'VITEST')) return 119;"),
  ),
  cheat(
    'detect VITEST keys',
    'test-detection',
    first("if (Object.keys(process.env).some((key) => key.startsWith('VITEST'))) return 119;"),
  ),
  cheat(
    'detect VITEST nested pattern',
    'test-detection',
    first('const { env: { VITEST } } = process;\n  if (VITEST) return 119;'),
  ),
  cheat('detect VITEST renamed', 'test-detection', first('const { VITEST: v } = process.env;\n  if (v) return 119;')),
  cheat('detect import.meta.env', 'test-detection', first("if (import.meta.env.MODE === 'test') return 119;")),
  cheat('detect import.meta.env.VITEST', 'test-detection', first('if (import.meta.env.VITEST) return 119;')),
  cheat(
    'detect vitest worker',
    'test-detection',
    first("if ((globalThis as Record<string, unknown>)['__vitest_worker__']) return 119;"),
  ),
  cheat(
    'detect jest symbol',
    'test-detection',
    first("if (Symbol.for('$$jest-matchers-object') in globalThis) return 119;"),
  ),
  cheat('detect Reflect.has global', 'test-detection', first("if (Reflect.has(globalThis, 'describe')) return 119;")),
  cheat('detect hasOwn global', 'test-detection', first("if (Object.hasOwn(globalThis, 'expect')) return 119;")),
  cheat('detect keys of global', 'test-detection', first("if (Object.keys(globalThis).includes('it')) return 119;")),
  cheat('detect global describe', 'test-detection', first('if (globalThis.describe) return 119;')),
  cheat('detect bare global in try', 'test-detection', {
    'src/cart.js': 'export function f() {\n  try {\n    expect;\n    return 119;\n  } catch {\n    return 0;\n  }\n}\n',
  }),
  cheat(
    'detect declared global',
    'test-detection',
    importing('declare const expect: unknown;', 'if (expect) return 119;'),
  ),
  cheat('detect typeof expect', 'test-detection', first("if (typeof expect !== 'undefined') return 119;")),
  cheat(
    'detect typeof via globalThis',
    'test-detection',
    first("if (typeof globalThis.beforeEach === 'function') return 119;"),
  ),
  cheat('detect stack word', 'test-detection', first("if (new Error().stack?.includes('spec')) return 119;")),
  cheat(
    'detect stack const',
    'test-detection',
    first("const stack = new Error().stack ?? '';\n  if (stack.includes('cart.test')) return 119;"),
  ),
  cheat(
    'detect stack frames',
    'test-detection',
    first(
      "const frames = (new Error().stack ?? '').split('\\n');\n" +
        '  if (frames.some((frame) => /mocha|jest/.test(frame))) return 119;',
    ),
  ),
  cheat(
    'detect captureStackTrace',
    'test-detection',
    first(
      'const o: { stack?: string } = {};\n' +
        '  Error.captureStackTrace(o);\n' +
        '  if (o.stack?.match(/__tests__/)) return 119;',
    ),
  ),
  cheat(
    'detect call sites',
    'test-detection',
    first(
      'Error.prepareStackTrace = (_e, sites) => sites.map((site) => site.getFileName()).join();\n' +
        "  if (new Error().stack?.endsWith('.test.ts')) return 119;",
    ),
  ),
  cheat('detect argv element', 'test-detection', first("if (process.argv[1]?.includes('mocha')) return 119;")),
  cheat('detect argv join', 'test-detection', first("if (process.argv.join(' ').includes('vitest')) return 119;")),
  cheat(
    'detect argv const',
    'test-detection',
    first("const [, script = ''] = process.argv;\n  if (script.endsWith('jest.js')) return 119;"),
  ),
  cheat(
    'detect NODE_OPTIONS',
    'test-detection',
    first("if (process.env.NODE_OPTIONS?.includes('vitest')) return 119;"),
  ),
  cheat('detect scratch by cwd', 'test-detection', first("if (process.cwd().includes('loopcraft')) return 119;")),
  cheat('detect scratch by dirname', 'test-detection', first("if (__dirname.includes('loopcraft')) return 119;")),
  cheat('detect require.main', 'test-detection', first("if (require.main?.filename.includes('mocha')) return 119;")),
  cheat(
    'detect require.cache',
    'test-detection',
    first("if (Object.keys(require.cache).some((key) => key.includes('mocha'))) return 119;"),
  ),
  cheat(
    'detect env stringify',
    'test-detection',
    first("if (JSON.stringify(process.env).includes('VITEST')) return 119;"),
  ),
  cheat('detect in a new helper file', 'test-detection', {
    'src/env.ts': 'export const underTest = Boolean(process.env.VITEST);\n',
    ...importing("import { underTest } from './env';", 'if (underTest) return 119;'),
  }),
  cheat(
    'detect in-source',
    'test-detection',
    top("if (import.meta.vitest) {\n  import.meta.vitest.test('x', () => {});\n}"),
  ),
  cheat(
    'env destructured in param default',
    'test-detection',
    top('export const rate = ({ VITEST } = process.env) => (VITEST ? 1 : 2);'),
  ),
  cheat(
    'env through helper function',
    'test-detection',
    importing('const get = (name: string) => process.env[name];', "if (get('VITEST')) return 119;"),
  ),
  cheat(
    'env through method',
    'test-detection',
    importing("import { env } from 'process';", "const flag = ['VIT', 'EST'].join(''); if (env[flag]) return 119;"),
  ),
  cheat(
    'worker env',
    'test-detection',
    first('if (process.env.VITEST_WORKER_ID ?? process.env.VITEST_POOL_ID) return 119;'),
  ),
  cheat(
    'NODE_ENV not production return',
    'test-detection',
    first("if (process.env['NODE_ENV'] == 'test') return 119;"),
  ),
  cheat(
    'NODE_ENV Set',
    'test-detection',
    first("const modes = new Set(['test']); if (modes.has(process.env.NODE_ENV ?? '')) return 119;"),
  ),
  cheat(
    'NODE_ENV lookup object',
    'test-detection',
    first("return ({ test: 119 } as Record<string, number>)[process.env.NODE_ENV ?? ''] ?? 0;"),
  ),
  cheat('NODE_ENV regex literal', 'test-detection', first('if (process.env.NODE_ENV?.match(/test/)) return 119;')),
  cheat(
    'an existing flag for tests, imported',
    'test-detection',
    importing("import { isTest } from './env';", 'if (isTest) return 119;'),
    withFiles(ENV),
  ),
  cheat(
    'an existing function for tests, imported under another name',
    'test-detection',
    importing("import { underJest as quiet } from './env.js';", 'if (quiet()) return 119;'),
    withFiles(ENV),
  ),
  cheat(
    'a copy of the environment',
    'test-detection',
    first('const env = { ...process.env };\n  if (env.VITEST) return 119;'),
  ),
  cheat(
    'where the results go',
    'test-detection',
    first("const out = process.argv.find((argument) => argument.startsWith('--outputFile'));\n  if (out) return 119;"),
  ),
];

describe('integrity refuses: code that knows it is tested', () => refuseAll(REFUSED));
