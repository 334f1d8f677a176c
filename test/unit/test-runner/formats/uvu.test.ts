import assert from 'node:assert/strict';
import { parseUvu } from '../../../../src/engine/test-runner/formats/uvu';

const OUTPUT = [
  'a.js',
  '• ✘ ✘   (1 / 3)',
  '',
  '   FAIL  "fails"',
  '    Expected values to be strictly equal:  (is)',
  '',
  '        ++3    (Expected)',
  '        --2    (Actual)',
  '        ',
  '    at assert (file:///w/node_modules/uvu/assert/index.mjs:33:8)',
  '    at Object.handler (file:///w/tests/a.js:5:30)',
  '',
  '',
  '   FAIL  "throws"',
  '    too big',
  '',
  '    at Object.handler (file:///w/tests/a.js:6:30)',
  '',
  ' my suite  • ✘   (1 / 2)',
  '',
  '   FAIL  my suite  "inner red"',
  '    with a message  (equal)',
  '',
  '',
  'deep/b.js',
  '•   (1 / 1)',
  '',
  '  Total:     6',
  '  Passed:    3',
  '  Skipped:   1',
  '  Duration:  3.90ms',
  '',
].join('\n');

describe('parseUvu', () => {
  it('counts the tests by their marks, and tells why each red one failed', () => {
    const lines = parseUvu(OUTPUT) ?? [];
    assert.deepEqual(
      lines.map((line) =>
        line.kind === 'test' ? [line.names.join(' > '), line.status, line.errors[0]?.message] : line.kind,
      ),
      [
        ['a.js > test 1', 'passed', undefined],
        [
          'a.js > test 2',
          'failed',
          '"fails":\nExpected values to be strictly equal:  (is)\n++3    (Expected)\n--2    (Actual)',
        ],
        ['a.js > test 3', 'failed', '"throws":\ntoo big'],
        ['a.js > my suite > test 1', 'passed', undefined],
        ['a.js > my suite > test 2', 'failed', '"inner red":\nwith a message  (equal)'],
        ['deep/b.js > test 1', 'passed', undefined],
        'end',
      ],
    );
    const [, second] = lines;
    assert.match(second?.kind === 'test' ? (second.errors[0]?.stack ?? '') : '', /tests\/a\.js:5:30\)$/);
  });

  it('reads nothing that is not complete, and nothing of another program', () => {
    assert.equal(parseUvu(OUTPUT.replace('•   (1 / 1)\n', '')), undefined);
    assert.equal(parseUvu(OUTPUT.replace('• ✘ ✘ ', '✘ ✘ ')), undefined);
    assert.equal(parseUvu(OUTPUT.replace('  Total:     6\n', '')), undefined);
    assert.equal(parseUvu('  Total:     0\n'), undefined);
    assert.equal(parseUvu('• all fine (2 / 2)\nTotal: 2\n'), undefined);
  });
});
