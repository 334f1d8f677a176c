import assert from 'node:assert/strict';
import fc from 'fast-check';
import { codeFrame } from '../../../src/engine/code/code-frame';

describe('codeFrame', () => {
  it('numbers the lines around a place and marks it', () => {
    const text = ['a', 'b', 'c', 'd', 'const x: string = 1;', 'f', 'g', 'h', 'i'].join('\n');
    assert.equal(
      codeFrame(text, 5, 7),
      [
        '  2 | b',
        '  3 | c',
        '  4 | d',
        '> 5 | const x: string = 1;',
        '    |       ^',
        '  6 | f',
        '  7 | g',
        '  8 | h',
      ].join('\n'),
    );
  });

  it('has no caret without a column', () => {
    assert.equal(codeFrame('one\r\ntwo', 2), '  1 | one\n> 2 | two');
  });

  it('aligns line numbers of different widths', () => {
    const text = Array.from({ length: 12 }, (_, at) => `l${at + 1}`).join('\n');
    const frame = codeFrame(text, 9, 1).split('\n');
    assert.equal(frame[0], '   6 | l6');
    assert.equal(frame[3], '>  9 | l9');
    assert.equal(frame[4], '     | ^');
    assert.equal(frame[7], '  12 | l12');
  });

  it('keeps the tabs before the caret', () => {
    assert.equal(codeFrame('\t\tfoo', 1, 3), '> 1 | \t\tfoo\n    | \t\t^');
  });

  it('shows the marked part of a long line and clips the others', () => {
    const text = `${'x'.repeat(500)}\n${'y'.repeat(300)}HERE${'z'.repeat(300)}`;
    const [before, marked, caret] = codeFrame(text, 2, 301).split('\n');
    assert.ok(before && marked && caret);
    assert.ok(before.endsWith('x…') && before.length < 160);
    assert.equal(marked.slice(caret.indexOf('^'), caret.indexOf('^') + 4), 'HERE');
    assert.ok(marked.includes('| …y') && marked.endsWith('z…') && marked.length < 160);
  });

  it('draws a place past the end at the last line', () => {
    assert.equal(codeFrame('one\ntwo', 9, 40), '  1 | one\n> 2 | two\n    |    ^');
    assert.equal(codeFrame('', 1, 1), '');
  });

  it('points at the character for any text and place', () => {
    const line = fc.string({ maxLength: 400 }).map((text) => text.replace(/[\r\n\u2028\u2029]/g, ' '));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 9 }), fc.nat(), fc.nat(), (lines, row, col) => {
        const at = row % lines.length;
        const source = lines[at] ?? '';
        fc.pre(source.trim() === source && source !== '');
        const column = (col % source.length) + 1;
        const frame = codeFrame(lines.join('\n'), at + 1, column).split('\n');
        const mark = frame.findIndex((text) => text.startsWith('> '));
        const caret = frame[mark + 1] ?? '';
        assert.equal(frame[mark]?.[caret.length - 1], source[column - 1]);
        assert.ok(frame.every((text) => text.length < 170));
      }),
    );
  });
});
