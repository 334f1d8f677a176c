import assert from 'node:assert/strict';
import fc from 'fast-check';
import { symbolsIn } from '../../../../src/engine/prompt/context/named/named-symbols';

describe('names of declarations in a request', () => {
  for (const [text, expected] of [
    ['fix(setValues): update fields registered under an array', ['setValues']],
    ['Round `total` down, not `tax`', ['total', 'tax']],
    ['add `Reply.prototype.mediaType`', ['Reply.mediaType']],
    ['Cart#total and Cart::tax', ['Cart.total', 'Cart.tax']],
    ['<PriceTag/> beside <CartRow>', ['PriceTag', 'CartRow']],
    ['total() is wrong for HTTPError and parse_int', ['total', 'HTTPError', 'parse_int']],
    ['Update src/cartTotal.ts and README.md, see https://example.com/someThing', []],
    ['fix(core): sum the error(s) in src/parse-line.ts, e.g. with "--no-color"', []],
    ['TypeError in total(cart): `sum(1)` is wrong', ['TypeError', 'total', 'sum']],
    ['Error: no price\n    at Object.total (/app/src/cart.js:2:3)', []],
    ['The total of an invoice is wrong (see #12)', []],
    ['@scope/packageName, my-packageName and e.g. this', []],
  ] as const)
    it(`are found as people write them: ${text}`, () => assert.deepEqual(symbolsIn(text), expected));

  it('are few, and found in any text in time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), (text) => {
        assert.ok(symbolsIn(text).length <= 20);
      }),
    );
    assert.ok(symbolsIn('a.'.repeat(50_000)).length <= 20);
    assert.ok(symbolsIn(Array.from({ length: 90 }, (_, at) => `nameOf${at}`).join(' ')).length === 20);
  });
});
