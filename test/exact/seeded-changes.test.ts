import assert from 'node:assert/strict';
import { filePair } from '../support/replies/file-pairs';
import { outcomeOf } from '../support/replies/outcome';
import { DAMAGED, FORMATS, NEAR_MISSES } from '../support/replies/shapes';
import { seeded } from '../support/seeded';

const PAIRS = Array.from({ length: 1000 }, (_, seed) => filePair(seed)).filter(({ before, after }) => before !== after);
const DAMAGED_FORMATS = ['SEARCH/REPLACE blocks', 'a whole file, path above', 'a unified diff', 'a patch in a fence'];

/** Of 1,000 seeded changes, written in every way: the intended text or a refusal, never another text. */
describe('seeded changes of files', function () {
  this.timeout(300_000);

  for (const [name, shape] of Object.entries(FORMATS)) {
    it(`are applied: ${name}`, async () => {
      for (const [seed, pair] of PAIRS.entries()) {
        const outcome = await outcomeOf(shape(pair) ?? '', pair);
        assert.equal(outcome.kind, 'applied', `seed ${seed}: ${JSON.stringify(outcome)}`);
      }
    });
  }

  for (const [name, shape] of Object.entries(NEAR_MISSES)) {
    it(`are applied or refused: ${name}`, async () => {
      let applied = 0;
      let written = 0;
      for (const [seed, pair] of PAIRS.entries()) {
        const reply = shape(pair);
        if (reply === undefined) continue;
        written++;
        const outcome = await outcomeOf(reply, pair);
        assert.notEqual(outcome.kind, 'wrong', `seed ${seed}: ${JSON.stringify(outcome)}`);
        if (outcome.kind === 'applied') applied++;
      }
      assert.ok(written > 50 && applied > written * 0.7, `${applied} of ${written}`);
    });
  }

  for (const [name, damage] of Object.entries(DAMAGED)) {
    it(`are applied as intended or refused where the reply is ${name}`, async () => {
      for (const [seed, pair] of PAIRS.slice(0, 200).entries()) {
        for (const format of DAMAGED_FORMATS) {
          const reply = damage(FORMATS[format]?.(pair) ?? '', seeded(seed)());
          const outcome = reply === undefined ? undefined : await outcomeOf(reply, pair);
          assert.notEqual(outcome?.kind, 'wrong', `seed ${seed}, ${format}: ${JSON.stringify(outcome)}`);
        }
      }
    });
  }
});
