import assert from 'node:assert/strict';
import { singleWords, stem, wordsAndParts } from '../../../../src/engine/platform/text/words';

describe('words of names', () => {
  for (const [text, words] of [
    ['parseInvoice', 'parse Invoice'],
    ['parseHTTPHeader of XMLParser', 'parse HTTP Header of XML Parser'],
    ['snake_case, kebab-case and $dollar', 'snake case kebab case and dollar'],
    ['es6Module2x', 'es6 Module2x'],
    ['größeÄndern', 'größe Ändern'],
    ['', ''],
  ] as const) {
    it(`divides “${text}”`, () => assert.equal(singleWords(text).join(' '), words));
  }

  it('keeps the name itself beside its parts', () => {
    assert.deepEqual(wordsAndParts('round toCents'), ['round', 'toCents', 'to', 'Cents']);
  });

  it('takes forms of a word for one', () => {
    for (const forms of [
      ['round', 'rounds', 'rounded', 'rounding'],
      ['invoice', 'invoices', 'invoiced', 'invoicing'],
      ['category', 'categories'],
    ])
      assert.equal(new Set(forms.map(stem)).size, 1, forms.join(' '));
    assert.equal(stem('this'), 'this');
  });
});
