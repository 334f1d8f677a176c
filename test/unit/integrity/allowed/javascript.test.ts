import { allowAll, type Case, honest } from '../cases';
import { JS, js } from '../javascript';

const ALLOWED: readonly Case[] = [
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

describe('integrity allows: JavaScript', () => allowAll(ALLOWED));
