import assert from 'node:assert/strict';
import fc from 'fast-check';
import { aroundDifference, compareLines } from '../../../../src/engine/test-runner/formats/around-difference';
import { startCpuTime } from '../../../support/cpu-time';

const numbered = (count: number, change: (at: number) => string = (at) => `line ${at}`): string =>
  Array.from({ length: count }, (_, at) => change(at)).join('\n');

describe('values around their difference', () => {
  it('are left as they are where they are short', () => {
    const values = { expected: '[ 180, 240 ]', actual: '[]' };
    assert.equal(aroundDifference(values, 100), values);
  });

  it('show the one line of 400 that differs, with the lines around it', () => {
    const { expected, actual } = aroundDifference(
      { expected: numbered(400), actual: numbered(400, (at) => (at === 300 ? 'line 3OO' : `line ${at}`)) },
      1000,
    );
    assert.equal(
      expected,
      '… 297 lines alike …\nline 297\nline 298\nline 299\nline 300\nline 301\nline 302\nline 303\n… 96 lines alike …',
    );
    assert.equal(actual, expected.replace('line 300', 'line 3OO'));
  });

  it('show the character that differs in a line of 500 kB, wherever it is', () => {
    for (const at of [0, 1, 119, 120, 240, 250_000, 499_999]) {
      const expected = 'x'.repeat(500_000);
      const cut = aroundDifference({ expected, actual: `${expected.slice(0, at)}Y${expected.slice(at + 1)}` }, 1000);
      assert.ok(cut.actual.includes('Y') && !cut.expected.includes('Y'), String(at));
      assert.ok(cut.actual.length < 500 && cut.expected.length < 500);
    }
    const longer = aroundDifference({ expected: 'x'.repeat(9000), actual: 'x'.repeat(9001) }, 1000);
    assert.notEqual(longer.expected, longer.actual);
  });

  it('show every place that differs as far as there is room, and count the others', () => {
    const far = { expected: numbered(400), actual: numbered(400, (at) => (at % 100 === 50 ? '!' : `line ${at}`)) };
    assert.equal(compareLines(far, 4000).filter(({ side }) => side === 'actual').length, 4);
    const many = { expected: numbered(9000), actual: numbered(9000, (at) => (at % 20 ? `line ${at}` : '!')) };
    assert.match(aroundDifference(many, 1000).actual, /… \d+ more lines that differ …$/);
  });

  it('are bounded in time and length where nothing is alike', () => {
    const values = { expected: numbered(50_000), actual: numbered(60_000, (at) => `other ${at}`) };
    const cpuTime = startCpuTime();
    const { expected, actual } = aroundDifference(values, 1000);
    assert.ok(cpuTime() < 1500);
    assert.ok(expected.startsWith('line 0\n') && actual.startsWith('other 0\n'));
    assert.ok(expected.length + actual.length < 3000);
  });

  it('never hide the difference, and stay in their bounds', () => {
    const unit = fc.constantFrom(
      'a',
      'b',
      ' ',
      '\n',
      'aaaaaaaaaaaaaaaaaaaaaaaaa',
      'é',
      '{ ',
      '\n\n',
      'xyz'.repeat(200),
    );
    const text = fc.array(unit, { maxLength: 120 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, text, text, fc.integer({ min: 50, max: 2000 }), (head, left, right, tail, limit) => {
        const values = { expected: head + left + tail, actual: head + right + tail };
        fc.pre(values.expected !== values.actual);
        const { expected, actual } = aroundDifference(values, limit);
        assert.notEqual(expected, actual);
        const lines = compareLines(values, limit);
        // As lists: one empty line is a difference from none.
        const of = (side: string): string[] => lines.filter((line) => line.side === side).map((line) => line.text);
        assert.notDeepEqual(of('expected'), of('actual'));
        assert.ok(
          lines.reduce((sum, line) => sum + line.text.length, 0) <= 8 * limit + 4000,
          `${lines.length} lines for ${limit}`,
        );
      }),
    );
  });
});
