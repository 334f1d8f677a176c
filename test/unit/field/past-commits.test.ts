import assert from 'node:assert/strict';
import { withoutTrailers } from '../../field/past-commits';

describe('withoutTrailers', () => {
  it('keeps the subject and what the body says', () => {
    const message = 'Round prices (#12)\n\nThe sum was rounded, not the parts.\nThis fixes the total of #11, too.\n';
    assert.equal(withoutTrailers(message), message.trim());
  });

  it('leaves out lines that name only people and issues', () => {
    const trailers = [
      'Closes #12',
      'fixes: org/repo#12, #13 and https://example.org/issues/14.',
      '* Fix #12',
      'Signed-off-by: A. Person <a@example.org>',
      'Co-authored-by: B. Person <b@example.org>',
      'Change-Id: I0123',
    ];
    for (const trailer of trailers)
      assert.equal(
        withoutTrailers(`Round prices\r\n\r\n${trailer}\r\n\r\nNot the sum.`),
        'Round prices\n\nNot the sum.',
      );
  });

  it('keeps a subject that only names an issue', () => {
    assert.equal(withoutTrailers('Fix #12\n\nCloses #12\n'), 'Fix #12');
  });
});
