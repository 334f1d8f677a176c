import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Evidence } from '../../../../src/engine/contract/evidence';
import { evidenceText } from '../../../../src/engine/prompt/evidence/evidence-text';
import { startCpuTime } from '../../../support/cpu-time';
import { evidence } from '../../../support/fakes';

const failing = (more: Partial<Evidence>) =>
  evidence('tests', 'x', { test: 'adds up', path: 'test/a.test.ts', line: 4, message: 'm', ...more });
const text = (more: Partial<Evidence>) => evidenceText([failing(more)], 5000);
const HEAD = 'Failing test: adds up (test/a.test.ts:4)\n';

describe('the comparison of a failing test', () => {
  it('is shown once, however the runner prints it', () => {
    const node =
      'Expected values to be strictly deep-equal:\n+ actual - expected\n\n  [\n+   0\n-   420\n  ]\n' +
      'at TestContext.<anonymous> (test/a.test.ts:4:12)';
    const nodeShort = 'Expected values to be strictly equal:\n\n480 !== 360\n\nat Context.a (test/a.test.ts:4:12)';
    const jest = 'expect(received).toBe(expected) // Object.is equality\n\nExpected: 360\nReceived: 480';
    const vitest = 'expected [ +0 ] to deeply equal [ 420 ]\n\n- Expected\n+ Received\n\n  [\n-   420\n+   0\n  ]';
    for (const [message, expected, actual] of [
      [node, '[ 420 ]', '[ 0 ]'],
      [nodeShort, '360', '480'],
      [jest, '360', '480'],
      [vitest, '[ 420 ]', '[ 0 ]'],
    ] as const) {
      assert.equal(text({ message, expected, actual }), `${HEAD}Expected: ${expected}\nActual: ${actual}`);
    }
  });

  it('has the first line of the message where it says more than that values differ', () => {
    const values = { expected: '360', actual: '480' };
    for (const message of [
      'the total in cents: expected 480 to equal 360',
      'expected promise to resolve to 360',
      'Expected values to be loosely equal:',
      'expect(received).resolves.toBe(expected) // Object.is equality',
      'expected 480 to be close to 360, received difference is 120, but expected 0.005',
    ])
      assert.equal(text({ message, ...values }), `${HEAD}${message}\nExpected: 360\nActual: 480`);
  });

  it('has short lists and objects on one line, and all other values as they are', () => {
    const pair = (expected: string, actual: string) => text({ expected, actual }).slice(`${HEAD}m\n`.length);
    assert.equal(
      pair('[\n  [\n    1,\n    2,\n  ],\n]', '{\n  "a": [\n    2,\n  ],\n}'),
      'Expected: [ [ 1, 2 ] ]\nActual: { "a": [ 2 ] }',
    );
    // A text's own line breaks, and lists that differ only in how they are printed.
    for (const [expected, actual] of [
      ['[\n  "a,\n  b",\n]', '[\n  "a, b",\n]'],
      ['Total [\n1,\n', 'Total [\n  1,\n'],
      ['[\n  1,\n]', '[ 1 ]'],
    ] as const)
      assert.equal(
        pair(expected, actual),
        `Expected: ${expected}\nActual: ${pair(expected, actual).split('Actual: ')[1]}`,
      );
    assert.equal(pair('[\n  1,\n]', '[ 1 ]'), 'Expected: [\n  1,\n]\nActual: [ 1 ]');
  });

  it('keeps what a person wrote into the message, and causes', () => {
    const message = 'the total is in cents\nnot in euros\n\n480 !== 360\nCaused by: a wrong rate';
    assert.equal(
      text({ message, expected: '360', actual: '480' }),
      `${HEAD}the total is in cents\nnot in euros\nCaused by: a wrong rate\nExpected: 360\nActual: 480`,
    );
  });

  it('stays in the message where the values themselves look alike', () => {
    const message = 'not equal\n+ actual - expected\n  {\n+   deep: 1\n-   deep: 2\n  }';
    assert.equal(text({ message, expected: '[Object]', actual: '[Object]' }), `${HEAD}${message}`);
  });

  it('is cut around the difference of long values', () => {
    const rows = Array.from({ length: 200 }, (_, at) => `  row ${at}: ${'x'.repeat(40)},`);
    const shown = text({ expected: rows.join('\n'), actual: rows.with(150, '  row CHANGED').join('\n') });
    assert.ok(shown.length < 900, shown);
    assert.match(shown, /\n {2}… 147 lines alike …\n[\s\S]*\n- {3}row 150: x+,\n\+ {3}row CHANGED\n/);
    const json = JSON.stringify(Array.from({ length: 3000 }, (_, id) => ({ id, name: `name ${id}` })));
    const other = json.replace('name 2000', 'Name 2000');
    const cut = text({ expected: json, actual: other });
    assert.ok(cut.length < 1600, cut);
    assert.match(cut, /- .*"name 2000".*\n\+ .*"Name 2000"/);
  });

  it('shows characters that cannot be seen, and those that look alike', () => {
    assert.match(text({ expected: 'a b', actual: 'a\u00a0b' }), /Expected: a b\nActual: a\\u\{a0\}b/);
    assert.match(text({ expected: 'a\nb', actual: 'a\r\nb' }), /Actual: a\\r\nb/);
    assert.match(text({ expected: 'é', actual: 'e\u0301' }), /Expected: \\u\{e9\}\nActual: e\\u\{301\}/);
    assert.match(text({ expected: '\\u{0}', actual: '\u0000' }), /Expected: \\\\u\{0\}\nActual: \\u\{0\}/);
    assert.match(text({ message: '\u001b[31mred\u001b[39m \u0007bell' }), /\nred \\u\{7\}bell$/);
  });

  it('is bounded for an evidence of 5 MB, and for one line of 500 kB', () => {
    for (const message of ['x'.repeat(500_000), 'line\n'.repeat(1_000_000), '\u001b[1m'.repeat(1_250_000)]) {
      const cpuTime = startCpuTime();
      assert.ok(text({ message, frame: '' }).length < 2500);
      assert.ok(cpuTime() < 2000, `${cpuTime()} ms`);
    }
  });

  it('never hides a difference and never grows without bounds', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('\n', '\r\n', ' ', '\u001b[31m', '\\', 'x'.repeat(700), '\n'.repeat(40), '👩‍🚀'),
    );
    const value = fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(value, value, value, value, (head, left, right, tail) => {
        const [expected, actual] = [head + left + tail, head + right + tail];
        fc.pre(expected !== actual);
        const shown = text({ expected, actual });
        const swapped = text({ expected: actual, actual: expected });
        assert.notEqual(shown, swapped);
        assert.ok(shown.length < 12_000, String(shown.length));
        assert.doesNotMatch(shown, /\p{Surrogate}/u);
        assert.doesNotMatch(shown, /[\u0000-\u0008\u000b-\u001f\u007f]/);
      }),
    );
  });
});
