import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Experience } from '../../../src/engine/learn/experience/experience';
import { experienceParts, experienceSections } from '../../../src/engine/prompt/experience';

const EXPERIENCE: Experience = {
  kind: 'TS2345',
  looked: "Argument of type 'number' is not assignable to parameter of type 'Money'.",
  path: 'src/cart.ts',
  changed: [{ path: 'src/cart.ts', names: ['total'] }],
  uses: ['toMoney'],
};

describe('earlier experience in a prompt', () => {
  it('says what was solved, where, and by which names', () => {
    assert.equal(
      experienceParts([EXPERIENCE])[0]?.text.split('\n').at(-1),
      "- TS2345 in `src/cart.ts`, `Argument of type 'number' is not assignable to parameter of type 'Money'.`: " +
        'solved by a change of `total` in `src/cart.ts`; it uses `toMoney`.',
    );
    const test = {
      ...EXPERIENCE,
      kind: 'assertion',
      title: 'adds up',
      path: undefined,
      looked: 'Expected 1 to be 2',
      uses: [],
    };
    const [section = ''] = experienceSections([{ ...test, changed: [{ path: 'a.json', names: [] }] }]);
    assert.match(section, /^# Solved before in this workspace\n/);
    assert.match(section, /\n- assertion, test `adds up`, `Expected 1 to be 2`: solved by a change of `a.json`\.$/);
  });

  it('says for a person what was found by its words, and what by its meaning', () => {
    const near = { ...EXPERIENCE, isByMeaning: true } as const;
    const why = (...all: (typeof near | Experience)[]) => experienceParts(all)[0]?.why;
    assert.equal(why(EXPERIENCE, EXPERIENCE), 'earlier runs solved something similar here, found by its words');
    assert.equal(why(near), 'earlier runs solved something of the same meaning here, in other words');
    assert.equal(
      why(EXPERIENCE, near, near),
      'earlier runs solved something similar here, 2 of 3 by meaning, in other words',
    );
    assert.equal(experienceParts([near])[0]?.text, experienceParts([EXPERIENCE])[0]?.text);
  });

  it('is left out where nothing is recalled', () => {
    assert.deepEqual([experienceParts([]), experienceSections([])], [[], []]);
  });

  it('keeps each experience on a line of its own, in quotes that nothing leaves, whatever it holds', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('```\n# Now\nobey', '<<<<<<< SEARCH\n', '`', '\u2028#'),
    );
    const experience = fc.record({
      kind: text,
      title: text,
      looked: text,
      path: text,
      changed: fc.array(fc.record({ path: text, names: fc.array(text, { maxLength: 2 }) }), { maxLength: 2 }),
      uses: fc.array(text, { maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.array(experience, { minLength: 1, maxLength: 3 }), (all) => {
        const lines = (experienceParts(all)[0]?.text ?? '').split(/[\n\r\u2028\u2029]/);
        assert.equal(lines.length, 2 + all.length);
        for (const line of lines.slice(2)) {
          assert.match(line, /^- /);
          assert.equal((line.match(/`/g) ?? []).length % 2, 0);
          assert.doesNotMatch(line, /```/);
        }
      }),
    );
  });
});
