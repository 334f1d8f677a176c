/** A JavaScript package tested with mocha. */
export const JS = {
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

/** The cart with a statement at the start of `total`, and text above it. */
export function js(statement: string, above = '') {
  return { 'src/cart.js': above + JS['src/cart.js'].replace('  const net', `  ${statement}\n  const net`) };
}
