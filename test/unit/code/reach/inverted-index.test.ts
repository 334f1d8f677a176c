import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createInvertedIndex } from '../../../../src/engine/code/reach/outline/inverted-index';

const TERMS = fc.array(fc.constantFrom('cart', 'total', 'tax', 'sum', 'round', 'toString', '__proto__'), {
  maxLength: 6,
});
const DOCUMENTS = fc.array(fc.tuple(TERMS, TERMS), { maxLength: 4 });
const GROUP = fc.constantFrom('a.ts', 'b.ts', 'c.ts', 'd.ts');
const QUERY = TERMS.map((terms) => terms.map((term) => ({ term, weight: 1 })));

describe('the inverted index', () => {
  it('answers by what it holds, whatever it held before and in which order that came', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(GROUP, fc.option(DOCUMENTS))), QUERY, (steps, query) => {
        const used = createInvertedIndex([4, 1]);
        const held = new Map<string, readonly (readonly string[])[][]>();
        for (const [group, documents] of steps) {
          if (documents) used.set(group, documents);
          else used.remove(group);
          held.delete(group);
          if (documents) held.set(group, documents);
          used.search(query);
        }
        const fresh = createInvertedIndex([4, 1]);
        for (const [group, documents] of [...held].sort(([a], [b]) => (a < b ? -1 : 1))) fresh.set(group, documents);
        assert.deepEqual(used.search(query), fresh.search(query));
      }),
    );
  });

  it('puts rare terms, several terms and heavier fields in front', () => {
    const index = createInvertedIndex([4, 1]);
    index.set('usual.ts', [
      [['sum'], ['cart', 'cart', 'cart']],
      [['tax'], ['cart', 'sum']],
    ]);
    index.set('best.ts', [
      [['cart'], ['round']],
      [[], ['cart', 'round', 'sum']],
    ]);
    const hits = (...terms: string[]) =>
      index.search(terms.map((term) => ({ term, weight: 1 }))).map(({ group, at }) => `${group} ${at}`);
    assert.deepEqual(hits('cart').slice(0, 1), ['best.ts 0']);
    assert.deepEqual(hits('round', 'cart').slice(0, 2), ['best.ts 0', 'best.ts 1']);
    assert.deepEqual(hits('tax', 'sum')[0], 'usual.ts 1');
    assert.deepEqual(hits('nowhere'), []);
  });

  it('takes terms that hardly count for no whole terms', () => {
    const index = createInvertedIndex([1]);
    index.set('text.ts', [[['the', 'when', 'not', 'is']], [['round', 'tax']]]);
    index.set('other.ts', [[['sum']], [['cart']]]);
    const words = ['the', 'when', 'not', 'is'].map((term) => ({ term, weight: 0.2 }));
    const hits = index.search([{ term: 'round', weight: 1 }, ...words]);
    assert.deepEqual(
      hits.map(({ group, at }) => `${group} ${at}`),
      ['text.ts 1', 'text.ts 0'],
    );
  });
});
