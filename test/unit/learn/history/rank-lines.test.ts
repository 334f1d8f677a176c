import assert from 'node:assert/strict';
import { rankLines } from '../../../../src/engine/learn/history/rank-lines';
import type { PastEdit } from '../../../../src/engine/learn/history/read-hunks';
import { NOTHING_TOUCHED, touchedLines } from '../../../../src/engine/learn/history/touched-lines';

const at = (line: number) => ({ startLine: line, endLine: line + 5 });
const edit = (message: string, line: number, ...others: string[]): PastEdit => ({
  message,
  isFirst: false,
  files: [
    { path: 'src/cart.ts', was: 'changed', hunks: [{ oldStart: line, oldLines: 1, newStart: line, newLines: 1 }] },
    ...others.map((path): PastEdit['files'][number] => ({ path, was: 'changed', hunks: [] })),
  ],
});
const OTHERS = Array.from({ length: 12 }, (_, index) => edit(`Change ${index}`, 50));
const TOUCHED = touchedLines([edit('Round the total', 10), edit('Send mails', 30, 'test/mail.test.ts'), ...OTHERS]);

describe('rankLines', () => {
  it('prefers lines that changed in commits with the words of the request', () => {
    const likely = rankLines(TOUCHED, { text: 'rounding of totals', files: [] });
    assert.ok(likely('src/cart.ts', at(8)) > 0);
    assert.equal(likely('src/cart.ts', at(28)), 0);
    assert.equal(likely('src/cart.ts', at(48)), 0);
  });

  it('prefers lines that changed together with the files of the task', () => {
    const likely = rankLines(TOUCHED, { text: '', files: ['test/mail.test.ts'] });
    assert.ok(likely('src/cart.ts', at(28)) > 0);
    assert.equal(likely('src/cart.ts', at(8)), 0);
  });

  it('says nothing of what it does not know', () => {
    assert.equal(rankLines(TOUCHED, { text: 'round', files: [] })('src/other.ts', at(1)), 0);
    assert.equal(rankLines(NOTHING_TOUCHED, { text: 'round', files: ['a'] })('src/cart.ts', at(1)), 0);
  });
});
