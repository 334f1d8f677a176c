import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readJsonc } from '../../../src/engine/platform/read-jsonc';

describe('readJsonc', () => {
  it('reads comments, trailing commas and a byte order mark, and leaves their marks within strings alone', () => {
    const text = '\uFEFF{ // one\n "a": "// no /* comment", /* two */ "b": [1, 2,], }';
    assert.deepEqual(readJsonc(text), { a: '// no /* comment', b: [1, 2] });
  });

  it('says nothing of a text that is no object of JSON', () => {
    for (const text of ['', 'null', '[1]', '"a"', '{ a: 1 }', '{ "a": 1', '{} {}', '// only a comment'])
      assert.equal(readJsonc(text), undefined, text);
  });

  it('reads all JSON as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value, null, 2);
        // The library sets the prototype of that one object; no configuration has such a key.
        fc.pre(!text.includes('"__proto__"'));
        assert.equal(JSON.stringify(readJsonc(text)), JSON.stringify(JSON.parse(text)));
      }),
    );
  });
});
