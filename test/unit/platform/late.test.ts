import assert from 'node:assert/strict';
import { late } from '../../../src/engine/platform/memo';

describe('late', () => {
  it('makes its function once, when it is first called', async () => {
    let made = 0;
    const double = late(async () => {
      made += 1;
      return (value: number) => 2 * value;
    });
    assert.equal(made, 0);
    assert.deepEqual([await double(1), await double(2), made], [2, 4, 1]);
  });

  it('tries again where making it failed', async () => {
    let tries = 0;
    const answer = late(async () => {
      tries += 1;
      if (tries === 1) throw new Error('cannot be read');
      return () => 'made';
    });
    await assert.rejects(answer(), /cannot be read/);
    assert.equal(await answer(), 'made');
  });
});
