import assert from 'node:assert/strict';
import { isPastedIn, withLines } from '../../../src/shell/commands/prompt/pasted-lines';

describe('several lines pasted into the box of one line', () => {
  const pasted = '- parse (ISO) dates\r\n  - reject $1.50 [bad] ones\n\nkeep the rest\n';
  const asPasted = pasted.trim();

  it('are given back as they were, whatever the box made of their line breaks', () => {
    for (const joint of [' ', '']) {
      const lines = pasted.trim().split(/\r?\n/);
      const box = `Please: ${lines.join(joint)} Thanks.`;
      assert.ok(isPastedIn(box, pasted));
      assert.equal(withLines(box, [pasted]), `Please: ${asPasted} Thanks.`);
    }
  });

  it('are left alone where they are not in the box, and where it is one line', () => {
    assert.equal(isPastedIn('something else', pasted), false);
    assert.equal(isPastedIn('one line', 'one line\n'), false);
    assert.equal(withLines('something else', [pasted]), 'something else');
  });
});
