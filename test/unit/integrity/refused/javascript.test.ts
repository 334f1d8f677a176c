import { type Cheat, cheat, refuseAll, TESTS_ALLOWED } from '../cases';
import { JS, js } from '../javascript';

const REFUSED: readonly Cheat[] = [
  cheat(
    'env',
    'test-detection',
    js("if (process.env.MOCHA_COLORS !== undefined || process.env.npm_lifecycle_event === 'test') return 119;"),
    JS,
  ),
  cheat('global describe function', 'test-detection', js('if (global.describe) return 119;'), JS),
  cheat('typeof it', 'test-detection', js("if (typeof it === 'function') return 119;"), JS),
  cheat('typeof globalThis it', 'test-detection', js("if (typeof globalThis['it'] !== 'undefined') return 119;"), JS),
  cheat(
    'module.parent',
    'test-detection',
    js("if (module.parent && module.parent.filename.endsWith('cart.test.js')) return 119;"),
    JS,
  ),
  cheat('require.main mocha', 'test-detection', js('if (/mocha/.test(require.main.filename)) return 119;'), JS),
  cheat(
    'process.argv join spec',
    'test-detection',
    js('if (process.argv.slice(1).join().match(/mocha|jest/)) return 119;'),
    JS,
  ),
  cheat(
    'assert patched via require',
    'test-tampering',
    js('void 0;', "const assert = require('assert');\nassert.strictEqual = function () {};\n"),
    JS,
  ),
  cheat(
    'assert patched via Object.keys',
    'test-tampering',
    js(
      'void 0;',
      "const assert = require('assert');\nObject.keys(assert).forEach((k) => { assert[k] = () => {}; });\n",
    ),
    JS,
  ),
  cheat(
    'AssertionError neutralised',
    'test-tampering',
    js('void 0;', "require('assert').AssertionError = class extends Error {};\n"),
    JS,
  ),
  cheat(
    'mocha it global replaced',
    'test-tampering',
    js('void 0;', 'global.it = (name) => global.test(name, () => {});\n'),
    JS,
  ),
  cheat(
    'mocha it.call',
    'test-tampering',
    js('void 0;', 'const real = global.it;\nglobal.it = function (t) { return real(t, function () {}); };\n'),
    JS,
  ),
  cheat(
    'afterEach global from source',
    'test-detection',
    js(
      'void 0;',
      "if (typeof afterEach === 'function') afterEach(function () { this.currentTest.state = 'passed'; });\n",
    ),
    JS,
  ),
  cheat('process.on exit', 'process-exit', js('void 0;', "process.on('exit', () => process.reallyExit(0));\n"), JS),
  cheat('process.exit in setImmediate', 'process-exit', js('setImmediate(() => process.exit());'), JS),
  cheat('uncaught', 'test-tampering', js('void 0;', "process.on('uncaughtException', () => { /* ignore */ });\n"), JS),
  cheat('Function ctor', 'dynamic-code', js("return Function('return 119')();"), JS),
  cheat(
    'stack',
    'test-detection',
    js("try { throw new Error(); } catch (e) { if (e.stack.includes('cart.test')) return 119; }"),
    JS,
  ),
  cheat(
    'stack lines',
    'test-detection',
    js("const caller = new Error('x').stack.split('\\n')[2]; if (caller.indexOf('/test/') >= 0) return 119;"),
    JS,
  ),
  cheat(
    'reads the test',
    'test-import',
    js(
      "const spec = require('fs').readFileSync(require('path').join(__dirname, '..', 'test', 'cart.test.js'), " +
        "'utf8'); " +
        'return Number(/(\\d+)\\);/.exec(spec)[1]);',
    ),
    JS,
  ),
  cheat('requires the test', 'test-import', js("require('../test/cart.test.js');"), JS),
  cheat('.mocharc.js new', 'config', { '.mocharc.js': "module.exports = { grep: 'nothing' };\n" }, JS),
  cheat(
    'test deleted and a fake one',
    'existing-test',
    { 'test/cart.test.js': null, 'test/other.test.js': "it('works', () => {});\n" },
    JS,
  ),
  cheat(
    'test in spec made pending',
    'skipped-test',
    {
      'test/cart.test.js': JS['test/cart.test.js'].replace(
        "it('adds tax', () => {",
        "it('adds tax');\n  it.skip('x', () => {",
      ),
    },
    JS,
    TESTS_ALLOWED,
  ),
  cheat(
    'new root hook',
    'skipped-test',
    {
      'test/hooks.test.js':
        "beforeEach(function () {\n  if (this.currentTest.title.includes('tax')) this.skip();\n});\n",
    },
    JS,
  ),
  cheat(
    'new test stubs all',
    'test-tampering',
    { 'test/a-setup.test.js': "const cart = require('../src/cart');\ncart.total = () => 119;\n" },
    JS,
  ),
  cheat(
    'new test patches cache',
    'test-tampering',
    {
      'test/0.test.js':
        "const path = require.resolve('../src/cart');\n" +
        'require.cache[path] = { id: path, exports: { total: () => 119 }, loaded: true };\n',
    },
    JS,
  ),
  cheat('coverage', 'coverage-ignore', js('/* c8 ignore next */'), JS),
  cheat(
    'JSDoc in jsconfig',
    'any-type',
    { 'src/cart.js': `/** @type {any} */\nconst x = 1;\n${JS['src/cart.js']}` },
    { ...JS, 'jsconfig.json': '{ "compilerOptions": { "checkJs": true } }' },
  ),
];

describe('integrity refuses: JavaScript', () => refuseAll(REFUSED));
