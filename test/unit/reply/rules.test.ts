import assert from 'node:assert/strict';
import { CUT_OFF_AT_OUTPUT_LIMIT } from '../../../src/engine/reply/refusal';
import { RULES } from '../../../src/engine/reply/rules';
import { EXAMPLES, pageExample, WORKSPACE } from './rule-examples';
import { accepted, refused } from './support';

describe('the rules for replies', () => {
  for (const { id } of RULES) {
    it(`${id}: refuses its example`, async () => {
      const { reply, focus = [] } = EXAMPLES[id].refused;
      const found = await refused(reply, { files: WORKSPACE, focus });
      assert.deepEqual(
        found.map((text) => text.split(':')[0]),
        [id],
      );
    });

    it(`${id}: applies the honest look-alike`, async () => {
      const { reply, focus = [], result } = EXAMPLES[id].allowed;
      assert.deepEqual(await accepted(reply, { files: WORKSPACE, focus }), result);
    });

    it(`${id}: has both examples on its page`, () => {
      const page = pageExample(id);
      for (const kind of ['refused', 'allowed'] as const) {
        for (const part of [EXAMPLES[id][kind].what, EXAMPLES[id][kind].reply])
          assert.ok(page[kind].includes(part), part);
      }
    });
  }

  it('each have an id of their own and say in one sentence what they refuse', () => {
    assert.equal(new Set(RULES.map(({ id }) => id)).size, RULES.length);
    assert.deepEqual(Object.keys(EXAMPLES).sort(), RULES.map(({ id }) => id).sort());
    for (const { id, summary, appliesTo } of RULES) {
      assert.match(id, /^[a-z]+(?:-[a-z]+)*$/);
      assert.match(summary, /^Refuses .*[^.]\.$/, id);
      assert.notEqual(appliesTo, '', id);
    }
  });

  it('cover a reply that is cut off at the output limit', () => {
    assert.ok(RULES.some(({ id }) => id === CUT_OFF_AT_OUTPUT_LIMIT.code));
  });

  it('have no page under an unknown id', () => {
    assert.throws(() => pageExample('no-such-rule'), /no rule "no-such-rule"/);
  });
});
