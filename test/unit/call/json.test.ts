import assert from 'node:assert/strict';
import fc from 'fast-check';
import { z } from 'zod';
import { jsonSchemaOf } from '../../../src/engine/call/providers/json-schema';
import { readJson } from '../../../src/engine/call/read-json';

describe('jsonSchemaOf', () => {
  it('forbids additional properties, and knows what strict mode supports', () => {
    const nested = jsonSchemaOf(
      z.object({ list: z.array(z.object({ kind: z.enum(['a', 'b']), note: z.string().nullable() })) }),
    );
    assert.equal(nested.strict, true);
    assert.equal(JSON.stringify(nested.schema).split('"additionalProperties":false').length, 3);
    for (const open of [
      z.object({ a: z.string().optional() }),
      z.object({ a: z.string().default('x') }),
      z.object({ a: z.record(z.string(), z.string()) }),
      z.object({ a: z.string().max(5) }),
      z.object({ a: z.object({ b: z.unknown().optional() }) }),
    ]) {
      assert.equal(jsonSchemaOf(open).strict, false);
    }
  });
});

describe('readJson', () => {
  const schema = z.object({ name: z.string(), count: z.number() });

  it('reads valid JSON with and without a code fence', () => {
    fc.assert(
      fc.property(
        fc.record({ name: fc.string(), count: fc.integer() }, { noNullPrototype: true }),
        fc.boolean(),
        (value, fenced) => {
          const json = JSON.stringify(value, null, 2);
          assert.deepEqual(readJson(schema, fenced ? `\n\`\`\`json\n${json}\n\`\`\`\n` : json), { ok: true, value });
        },
      ),
    );
  });

  it('says what is wrong with anything else, within the length limit', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const read = readJson(schema, text);
        assert.ok(read.ok || (read.problem.length > 5 && read.problem.length < 1100));
      }),
    );
    const read = readJson(schema, '{"name": 4, "count": "many"}');
    assert.ok(!read.ok && /name/.test(read.problem) && /count/.test(read.problem), JSON.stringify(read));
  });
});
