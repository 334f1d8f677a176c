import { type Case, type Cheat, cheat, honest, refuseAll, TESTS_ALLOWED, takeAll } from './cases';

/** A JavaScript package tested with mocha. */
const JS = {
  'package.json': '{ "name": "shop", "type": "commonjs", "scripts": { "test": "mocha" } }',
  'src/cart.js':
    "const { taxOf } = require('./tax');\n\n" +
    'function total(items, country) {\n' +
    '  const net = items.reduce((sum, item) => sum + item.price, 0);\n' +
    '  return net + taxOf(net, country);\n' +
    '}\n\n' +
    'module.exports = { total };\n',
  'src/tax.js': 'exports.taxOf = (net, country) => net * (country === "de" ? 0.19 : 0.2);\n',
  'test/cart.test.js':
    "const assert = require('node:assert');\n" +
    "const { total } = require('../src/cart');\n\n" +
    "describe('cart', () => {\n" +
    "  it('adds tax', () => {\n" +
    "    assert.strictEqual(total([{ price: 100 }], 'de'), 119);\n" +
    '  });\n' +
    '});\n',
};

/** The cart with a statement before its own, and something above it. */
function js(statement: string, above = '') {
  return { 'src/cart.js': above + JS['src/cart.js'].replace('  const net', `  ${statement}\n  const net`) };
}

const CHEATS: readonly Cheat[] = [
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

const HONEST: readonly Case[] = [
  honest('honest fix', js("if (!Array.isArray(items)) throw new TypeError('items must be a list');"), JS),
  honest(
    'new mocha test',
    {
      'test/tax.test.js':
        "const assert = require('node:assert');\n" +
        "const { taxOf } = require('../src/tax');\n" +
        "describe('tax', function () {\n" +
        '  this.timeout(2000);\n' +
        "  it('is 19 %', function () {\n" +
        "    assert.strictEqual(taxOf(100, 'de'), 19);\n" +
        '  });\n' +
        '});\n',
    },
    JS,
  ),
  honest(
    'JSDoc',
    { 'src/tax.js': `/**\n * @param {number} net\n * @param {*} country anything\n */\n${JS['src/tax.js']}` },
    JS,
  ),
  honest(
    'cli',
    {
      'bin/shop.js':
        '#!/usr/bin/env node\n' +
        'const [command] = process.argv.slice(2);\n' +
        "if (command === 'test') console.log('ok');\n" +
        'else process.exit(1);\n',
    },
    JS,
  ),
  honest(
    'cli main',
    {
      'src/cli.js':
        "const { argv } = require('node:process');\n" +
        'switch (argv[2]) {\n' +
        "  case 'test':\n" +
        '    process.exitCode = run();\n' +
        '    break;\n' +
        "  case 'build':\n" +
        '    break;\n' +
        '}\n' +
        'function run() {\n' +
        '  return 0;\n' +
        '}\n',
    },
    JS,
  ),
  honest(
    'require.main guard',
    { 'src/main.js': 'function main() {}\nif (require.main === module) main();\nmodule.exports = { main };\n' },
    JS,
  ),
  honest(
    'sinon in a new test',
    {
      'test/log.test.js':
        "const sinon = require('sinon');\n" +
        "const { total } = require('../src/cart');\n" +
        "const assert = require('node:assert');\n" +
        "it('is silent', () => {\n" +
        "  const log = sinon.stub(console, 'log');\n" +
        "  total([], 'de');\n" +
        '  assert.strictEqual(log.callCount, 0);\n' +
        '  log.restore();\n' +
        '});\n',
    },
    JS,
  ),
  honest(
    'reload module in test',
    {
      'test/env.test.js':
        "const assert = require('node:assert');\n" +
        "it('reads it anew', () => {\n" +
        "  delete require.cache[require.resolve('../src/cart')];\n" +
        "  assert.strictEqual(require('../src/cart').total([], 'de'), 0);\n" +
        '});\n',
    },
    JS,
  ),
  honest(
    'chai config',
    {
      'test/a.test.js':
        "const chai = require('chai');\n" +
        'chai.config.truncateThreshold = 0;\n' +
        'chai.should();\n' +
        "it('x', () => {\n" +
        "  require('../src/cart').total([], 'de').should.equal(0);\n" +
        '});\n',
    },
    JS,
  ),
  honest(
    'supertest',
    {
      'test/a.test.js':
        "const request = require('supertest');\nit('x', () => request(require('../src/app')).get('/').expect(200));\n",
    },
    JS,
  ),
  honest(
    'tap style',
    {
      'test/a.test.js':
        "const test = require('node:test');\n" +
        "test('x', (t) => {\n" +
        '  t.plan(1);\n' +
        "  t.assert.strictEqual(require('../src/cart').total([], 'de'), 0);\n" +
        '});\n',
    },
    JS,
  ),
  honest(
    'ava',
    {
      'test/a.test.js':
        "import test from 'ava';\n" +
        "import { total } from '../src/cart.js';\n" +
        "test('x', (t) => {\n" +
        "  t.is(total([], 'de'), 0);\n" +
        '});\n',
    },
    JS,
  ),
  honest(
    'done callback',
    {
      'test/a.test.js':
        "const assert = require('assert');\n" +
        "it('x', (done) => {\n" +
        '  setTimeout(() => {\n' +
        "    assert.equal(require('../src/cart').total([], 'de'), 0);\n" +
        '    done();\n' +
        '  }, 1);\n' +
        '});\n',
    },
    JS,
  ),
  honest(
    'promise returned',
    {
      'test/a.test.js':
        "const assert = require('assert');\n" +
        "it('x', () => Promise.resolve(require('../src/cart').total([], 'de')).then((sum) => {\n" +
        '  assert.equal(sum, 0);\n' +
        '}));\n',
    },
    JS,
  ),
];

describe('integrity of JavaScript', () => {
  refuseAll(CHEATS);
  takeAll(HONEST);
});
