import assert from 'node:assert/strict';
import { evidenceText } from '../../../../src/engine/prompt/evidence/evidence-text';
import { startCpuTime } from '../../../support/cpu-time';
import { evidence } from '../../../support/fakes';

const failing = (test: string, line: number, message: string, more: object = {}) =>
  evidence('tests', `${test} ${line}`, { test, path: 'test/cart.test.ts', line, message, ...more });

describe('evidence with the same cause', () => {
  it('says once what several tests die of, where it is, and which tests they are', () => {
    const stack = (line: number) =>
      "TypeError: Cannot read properties of undefined (reading 'map')\n" +
      `at total (src/cart.ts:12:9)\nat checkout (src/till.ts:5:3)\nat Object.<anonymous> (test/cart.test.ts:${line}:5)`;
    const text = evidenceText(
      [failing('cart > adds', 4, stack(4)), failing('other', 7, 'no'), failing('cart > is empty', 9, stack(9))],
      1000,
    );
    assert.equal(
      text,
      [
        'These 2 tests of test/cart.test.ts fail with the same error at src/cart.ts:12:',
        '- cart > adds (line 4)',
        '- cart > is empty (line 9)',
        "TypeError: Cannot read properties of undefined (reading 'map')",
        'at checkout (src/till.ts:5:3)',
        '',
        'Failing test: other (line 7)',
        'no',
      ].join('\n'),
    );
  });

  it('says beside each test what it dies of where that differs in numbers, and names the files of several', () => {
    const thrown = (test: string, line: number, more: object = {}) =>
      failing(test, line, `no rate for ${line}\nat rateOf (src/rate.ts:3:9)`, more);
    assert.equal(
      evidenceText([thrown('a', 1), thrown('b', 22, { path: 'test/other.test.ts' })], 1000),
      [
        'These 2 tests fail with the same error at src/rate.ts:3:',
        '- a (test/cart.test.ts:1): no rate for 1',
        '- b (test/other.test.ts:22): no rate for 22',
      ].join('\n'),
    );
  });

  it('names the file once for tests one after the other', () => {
    const items = [failing('a', 1, 'x'), failing('b', 22, 'y'), failing('c', 3, 'z', { path: 'test/other.test.ts' })];
    assert.deepEqual(evidenceText(items, 1000).match(/\(.*\)/g), [
      '(test/cart.test.ts:1)',
      '(line 22)',
      '(test/other.test.ts:3)',
    ]);
  });

  it('keeps apart what fails with other values, in another line, or with another error', () => {
    const values = (actual: string) => ({ expected: '1', actual });
    const text = evidenceText(
      [
        failing('a', 1, 'not equal\nat expectTotal (test/help.ts:3:1)', values('2')),
        failing('b', 2, 'not equal\nat expectTotal (test/help.ts:3:1)', values('3')),
        failing('c', 3, 'boom\nat f (src/a.ts:3:1)'),
        failing('d', 4, 'boom\nat f (src/a.ts:4:1)'),
        failing('e', 5, 'bang\nat f (src/a.ts:4:1)'),
      ],
      5000,
    );
    assert.equal(text.match(/Failing test:/g)?.length, 5);
  });

  it('lists the places of one type error with their lines of code', () => {
    const items = Array.from({ length: 40 }, (_, at) =>
      evidence('types', `${at}`, {
        message: "Property 'totals' does not exist on type 'Cart'.",
        code: 'TS2339',
        path: `src/${at % 4}.ts`,
        line: at + 1,
        column: 7,
        frame: `  ${at} | before\n> ${at + 1} |   use(cart.totals, ${at});\n    |   ^`,
      }),
    );
    const text = evidenceText(items, 4000);
    assert.match(text, /^TS2339 at 40 places:\n- src\/0\.ts:1:7: use\(cart\.totals, 0\);\n- src\/1\.ts:2:7: use/);
    assert.match(text, /\n- and 28 more\nProperty 'totals' does not exist on type 'Cart'\.$/);
  });

  it('takes little room and time for thousands of failures', () => {
    const many = Array.from({ length: 5000 }, (_, at) => failing(`test ${at}`, at + 1, 'fetch failed'));
    const cpuTime = startCpuTime();
    const text = evidenceText(many, 4000);
    assert.ok(cpuTime() < 1000);
    assert.ok(text.length < 1000, text);
    assert.match(
      text,
      /^These 5000 tests of test\/cart\.test\.ts fail with the same error:\n- test 0 [\s\S]*4988 more\nfetch failed$/,
    );
  });

  it('counts what has no room by findings, not by groups', () => {
    const items = [
      failing('a', 1, 'x'.repeat(400)),
      failing('b', 2, 'y'.repeat(400)),
      failing('c', 3, 'y'.repeat(400)),
    ];
    assert.match(evidenceText(items, 120), /\(2 more not shown\)$/);
  });
});
