import assert from 'node:assert/strict';
import fc from 'fast-check';
import ts from 'typescript';
import { withNoEmit } from '../../../../src/engine/typecheck/native/no-emit';

const options = fc.dictionary(
  fc.constantFrom('strict', 'noEmit', 'target', 'skipLibCheck'),
  fc.oneof(fc.boolean(), fc.constant('es2022')),
  { maxKeys: 4 },
);
const config = fc.record(
  {
    extends: fc.constant('./base.json'),
    compilerOptions: options,
    include: fc.constant(['src']),
    files: fc.constant([]),
  },
  { requiredKeys: [] },
);

describe('withNoEmit', () => {
  it('sets noEmit and changes nothing else in any config', () => {
    fc.assert(
      fc.property(config, fc.constantFrom(0, 2), (value, indent) => {
        const { text } = withNoEmit(ts, '/w/tsconfig.json', JSON.stringify(value, undefined, indent));
        const expected = { ...value, compilerOptions: { ...value.compilerOptions, noEmit: true } };
        assert.deepEqual(
          ts.parseConfigFileTextToJson('/w/tsconfig.json', text).config,
          JSON.parse(JSON.stringify(expected)),
        );
      }),
    );
  });

  it('maps every position outside the inserted text back to the same text', () => {
    fc.assert(
      fc.property(config, fc.constantFrom(0, 2), (value, indent) => {
        const before = JSON.stringify(value, undefined, indent);
        const { text, originalPosition: original } = withNoEmit(ts, '/w/tsconfig.json', before);
        for (const word of ['"include"', '"extends"', '"target"']) {
          const at = text.indexOf(word);
          if (at >= 0) assert.ok(before.startsWith(word, original(at)), `${word} in ${before}`);
        }
        assert.equal(original(text.length), before.length);
      }),
    );
  });

  it('accepts comments, trailing commas and empty objects', () => {
    const set = (text: string) =>
      ts.parseConfigFileTextToJson('/w/tsconfig.json', withNoEmit(ts, '/w/tsconfig.json', text).text).config;
    assert.deepEqual(set('// first\n{\n  "compilerOptions": {\n    "strict": true, // why\n  },\n}\n'), {
      compilerOptions: { strict: true, noEmit: true },
    });
    assert.deepEqual(set('{}'), { compilerOptions: { noEmit: true } });
    assert.deepEqual(set('{ "compilerOptions": {} }'), { compilerOptions: { noEmit: true } });
    assert.deepEqual(set('{ "compilerOptions": { "noEmit": false } }'), { compilerOptions: { noEmit: true } });
  });

  it('leaves a text that is not a config to the compiler', () => {
    for (const text of ['', '[]', '{ "compilerOptions": 1 }', '{ "compilerOptions": { "noEmit": true } }'])
      assert.equal(withNoEmit(ts, '/w/tsconfig.json', text).text, text);
  });
});
