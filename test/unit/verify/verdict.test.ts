import assert from 'node:assert/strict';
import { redVerdict } from '../../../src/engine/verify/verdict';

describe('the summary of a red verdict', () => {
  const error = { stage: 'types', code: 'TS2322', fingerprint: 'f' } as const;
  const message = "Type 'string' is not assignable to type 'number'.";

  it('has no full stop between what is wrong and its place', () => {
    const placed = redVerdict('types', [{ ...error, message, path: 'src/a.ts', line: 3 }]);
    assert.equal(placed.summary, `1 type error: TS2322: ${message.slice(0, -1)} in src/a.ts:3`);
    assert.equal(redVerdict('types', [{ ...error, message }]).summary, `1 type error: TS2322: ${message}`);
  });
});
