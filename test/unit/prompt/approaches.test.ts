import assert from 'node:assert/strict';
import fc from 'fast-check';
import { approachesRequest, readApproaches } from '../../../src/engine/prompt/approaches';

describe('approaches', () => {
  it('are asked for without code, with what earlier attempts failed at', () => {
    const text = approachesRequest(3, ['1. 2 type errors', '1. 2 type errors']);
    assert.match(text, /Name 3 different approaches/);
    assert.equal(text.split('2 type errors').length, 2, 'each once');
    assert.doesNotMatch(approachesRequest(3, []), /earlier attempts/);
  });

  it('are read from a list, numbered or not, each once and as many as were asked for', () => {
    assert.deepEqual(readApproaches('Here:\n\n1. A table.\n2) A loop.\n3. More.', 2), ['A table.', 'A loop.']);
    assert.deepEqual(readApproaches('- A table.\n- A table.\n* A loop.', 3), ['A table.', 'A loop.']);
  });

  it('are none in an answer that is no list', () => {
    for (const answer of ['', 'I would start over.', '```ts src/a.ts\nexport const a = 1;\n```', '1.\n2.'])
      assert.deepEqual(readApproaches(answer, 3), []);
  });

  it('stay bounded whatever the answer is', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.integer({ min: 2, max: 5 }), (lines, count) => {
        const found = readApproaches(lines.map((line) => `- ${line.repeat(50)}`).join('\n'), count);
        assert.ok(found.length <= count && found.every((each) => each.length <= 400 && !each.includes('\n')));
      }),
    );
    assert.equal(readApproaches(`1. ${'x'.repeat(1_000_000)}`, 2)[0]?.length, 400);
  });
});
