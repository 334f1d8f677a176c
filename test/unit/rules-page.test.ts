import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ROOMS, RULES_PAGE, rulesPage } from '../support/rules-page';

describe('docs/rules.md', () => {
  it('is what `npm run docs` writes', () => {
    assert.ok(readFileSync(RULES_PAGE, 'utf8') === rulesPage(), 'docs/rules.md is out of date: run `npm run docs`.');
  });

  for (const { title, rules, example } of ROOMS) {
    it(`has an example for every rule of ${title.toLowerCase()}`, () => {
      assert.ok(rules.length > 0);
      for (const { id } of rules) {
        const { refused, allowed } = example(id);
        assert.ok(refused.trim() !== '' && allowed.trim() !== '' && refused !== allowed, id);
      }
      assert.throws(() => example('no-such-rule'), /no-such-rule/);
    });
  }

  it('lists each rule once', () => {
    const ids = ROOMS.flatMap(({ rules }) => rules.map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length);
  });
});
