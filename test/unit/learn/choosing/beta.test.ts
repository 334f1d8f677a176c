import assert from 'node:assert/strict';
import fc from 'fast-check';
import { drawBeta } from '../../../../src/engine/learn/choosing/beta';
import { seeded } from '../../../support/seeded';

describe('Beta draws', () => {
  for (const [a, b] of [
    [1, 1],
    [0.3, 2.7],
    [2.4, 0.6],
    [3, 2],
    [2, 9],
    [40, 1.5],
    [200, 300],
  ] as const) {
    it(`have the mean and variance of Beta(${a}, ${b})`, () => {
      const random = seeded(a * 1000 + b);
      const n = 20_000;
      const draws = Array.from({ length: n }, () => drawBeta(a, b, random));
      const mean = draws.reduce((sum, draw) => sum + draw, 0) / n;
      const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / n;
      const expected = (a * b) / ((a + b) ** 2 * (a + b + 1));
      // The tolerance is five standard errors of the mean.
      assert.ok(Math.abs(mean - a / (a + b)) < 5 * Math.sqrt(expected / n), `mean ${mean}`);
      assert.ok(Math.abs(variance / expected - 1) < 0.1, `variance ${variance} for ${expected}`);
    });
  }

  it('are uniform for Beta(1, 1)', () => {
    const random = seeded(7);
    const tenths = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) {
      const bin = Math.floor(drawBeta(1, 1, random) * 10);
      tenths[bin] = (tenths[bin] ?? 0) + 1;
    }
    // Chi-squared with 9 degrees of freedom exceeds 27.9 once in a thousand times.
    assert.ok(tenths.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0) < 27.9);
  });

  it('terminate and stay in (0, 1) even with a constant random source', () => {
    const shape = fc.double({ min: 0.1, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(shape, shape, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (a, b, constant) => {
        const draw = drawBeta(a, b, () => constant);
        assert.ok(draw > 0 && draw < 1, `${draw}`);
      }),
    );
  });
});
