import assert from 'node:assert/strict';
import { integritySummary } from '../../../src/engine/integrity/check-integrity';
import { ruleFamily } from '../../../src/engine/integrity/rule-family';
import { RULES } from '../../../src/engine/integrity/rules';
import { RULE_EXAMPLES } from './rule-examples';
import { codes } from './support';

describe('the rules of integrity', () => {
  for (const { id } of RULES) {
    it(`${id}: refuses its example, and allows the honest change that looks like it`, async () => {
      const { before, refused, allowed, allow } = RULE_EXAMPLES[id];
      assert.deepEqual(await codes(before, refused, allow), [id]);
      assert.deepEqual(await codes(before, allowed, allow), []);
    });
  }

  it('are listed once each, with a sentence on what they refuse and on what they apply to', () => {
    assert.equal(new Set(RULES.map(({ id }) => id)).size, RULES.length);
    for (const { id, summary, appliesTo, lowers } of RULES) {
      assert.match(id, /^[a-z]+(?:-[a-z]+)*$/);
      assert.match(summary, lowers?.by === 'absence' ? /^Finds [^\n]+\.$/ : /^Refuses [^\n]+\.$/, id);
      assert.match(appliesTo, /^[^\n]+[^.\n]$/, id);
    }
  });

  it('have examples for these rules and for no others', () => {
    assert.deepEqual(Object.keys(RULE_EXAMPLES).sort(), RULES.map(({ id }) => id).sort());
  });

  it('find nothing under an id that no rule has: that is an error of types', () => {
    const finding = { path: 'a.ts', pos: 0, key: '', owner: '', message: '' };
    const rules = [{ id: 'known', summary: '', appliesTo: '' }] as const;
    ruleFamily('x', rules, { kind: 'added', find: () => [{ ...finding, rule: 'known' }] });
    // @ts-expect-error No rule of the family has this id.
    ruleFamily('x', rules, { kind: 'added', find: () => [{ ...finding, rule: 'unknown' }] });
  });

  it('say what was looked for, as far as the permissions let them look', () => {
    const summary = integritySummary(false);
    assert.match(summary, /^no .*new any.*suppression.*skipped test.*code that knows it is tested.* or /);
    assert.match(summary, /\bremoved test\b/);
    assert.doesNotMatch(summary, /rewritten test/);
    assert.doesNotMatch(integritySummary(true), /removed test|rewritten test/);
    assert.match(integritySummary('add'), /removed test.*rewritten test/);
  });
});
