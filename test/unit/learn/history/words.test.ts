import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stemsOf } from '../../../../src/engine/learn/history/words';

describe('stems of a history', () => {
  it('makes one word of its plain endings, and also takes names apart', () => {
    assert.deepEqual(stemsOf('rounds rounded rounding'), ['round']);
    assert.deepEqual(stemsOf('parseInvoices'), ['parseinvoic', 'pars', 'invoic']);
    assert.deepEqual(stemsOf('fix(router): empty path'), ['router', 'empt', 'path']);
  });

  it('leaves out people, addresses, numbers and what may be a key', () => {
    const message = [
      'Keep the order (#5255)',
      'See https://example.org/secret/orders and mail joe@example.org, 0a1b2c3d4e5f60718293, sk9f8e7d6c5b4a39281706.',
      'Co-authored-by: Grace Hopper <grace@example.org>',
      'Signed-off-by: Alan Turing <alan@example.org>',
    ].join('\n');
    assert.deepEqual(stemsOf(message), ['keep', 'order', 'see', 'mail']);
  });

  it('is bounded, takes any text, and gives each stem once', () => {
    assert.ok(
      stemsOf(Array.from({ length: 5000 }, (_, at) => `word${'abcdefghij'[at % 10]}${at}`).join(' ')).length <= 60,
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const stems = stemsOf(text);
        assert.equal(new Set(stems).size, stems.length);
        assert.ok(stems.every((stem) => stem.length > 0 && stem.length <= 28 && !stem.includes('\u0000')));
      }),
    );
  });
});
