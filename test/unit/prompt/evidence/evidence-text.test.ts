import assert from 'node:assert/strict';
import fc from 'fast-check';
import { estimateTokens } from '../../../../src/engine/call/pricing/prices';
import { evidenceText } from '../../../../src/engine/prompt/evidence/evidence-text';
import { evidence } from '../../../support/fakes';

describe('evidenceText', () => {
  it('shows evidence with its place, comparison, frame and declarations', () => {
    const item = evidence('types', 'x', {
      message: "Property 'totals' does not exist on type 'Cart'.",
      path: 'src/a.ts',
      line: 3,
      column: 7,
      code: 'TS2339',
      frame: '> 3 | cart.totals',
      related: ['interface Cart { total: number }'],
    });
    assert.equal(
      evidenceText([item], 1000),
      [
        'src/a.ts:3:7 - TS2339',
        "Property 'totals' does not exist on type 'Cart'.",
        '> 3 | cart.totals',
        'Declared as:',
        'interface Cart { total: number }',
      ].join('\n'),
    );
  });

  it('shows the id of the rule that refused a path, a reply or a change', () => {
    for (const [stage, code] of [
      ['guard', 'existing-test'],
      ['integrity', 'any-type'],
    ] as const) {
      const item = evidence(stage, 'x', { message: 'Why it is refused.', path: 'src/a.ts', code });
      assert.equal(evidenceText([item], 1000), `src/a.ts - ${code}\nWhy it is refused.`);
    }
    const reply = evidence('reply', 'x', { message: 'Why it is refused.', code: 'no-code' });
    assert.equal(evidenceText([reply], 1000), 'no-code\nWhy it is refused.');
  });

  it('omits declarations before findings, and says how many findings it omits', () => {
    const long = evidence('types', 'long', {
      message: 'first',
      related: Array.from({ length: 50 }, (_, at) => `interface Long${at} { ${'member: string; '.repeat(10)}}`),
    });
    const text = evidenceText(
      [long, evidence('types', 'b', { message: 'second' }), evidence('types', 'c', { message: 'third' })],
      400,
    );
    assert.match(text, /first[\s\S]*interface Long0[\s\S]*second[\s\S]*third/);
    assert.doesNotMatch(text, /interface Long20/);
    const many = Array.from({ length: 30 }, (_, at) =>
      evidence('types', `${at}`, { message: `finding number ${at} of many` }),
    );
    assert.match(evidenceText(many, 60), /finding number 0 of many[\s\S]*\(\d+ more not shown\)$/);
  });

  it('keeps to its token budget, except for a first finding that alone is longer', () => {
    const item = fc.record({
      message: fc.string({ maxLength: 80 }),
      related: fc.array(fc.string({ maxLength: 60 }), { maxLength: 5 }),
    });
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 60, max: 400 }),
        (items, tokens) => {
          const text = evidenceText(
            items.map((more, at) => evidence('types', `${at}`, more)),
            tokens,
          );
          // Joining adds line breaks, and "(n more not shown)".
          assert.ok(estimateTokens(text) <= tokens + 20 + items.length * 8, text);
        },
      ),
    );
  });
});
