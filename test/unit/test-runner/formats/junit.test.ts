import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseJunit } from '../../../../src/engine/test-runner/formats/junit';

const BUN_MESSAGE = 'expect(received).toEqual(expected)&#10;&#10;Expected: 3&#10;Received: 2&#10;';
const BUN_FRAMES = '&#10;      at sum (src/sum.ts:5:42)&#10;      at src/sum.test.ts:6:1&#10;';

/** Output of Bun 1.4, shortened. */
const BUN = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="bun test" tests="3">
  <testsuite name="src/sum.test.ts" file="src/sum.test.ts">
    <testsuite name="sum" file="src/sum.test.ts" line="3">
      <testcase name="adds &amp; more" classname="sum" file="src/sum.test.ts" line="4" time="0.25" />
      <testcase name="compares" classname="sum" file="src/sum.test.ts" line="5">
        <failure type="AssertionError" message="${BUN_MESSAGE}">AssertionError: ${BUN_MESSAGE}${BUN_FRAMES}</failure>
      </testcase>
      <testcase name="later" file="src/sum.test.ts" line="7"><skipped /></testcase>
    </testsuite>
  </testsuite>
</testsuites>`;

describe('parseJunit', () => {
  it('reads suites within files, failures with values and frames, and skipped tests', () => {
    const file = '/w/src/sum.test.ts';
    const message = 'expect(received).toEqual(expected)\n\nExpected: 3\nReceived: 2';
    assert.deepEqual(parseJunit(BUN, '/w'), [
      { kind: 'test', file, names: ['sum', 'adds & more'], status: 'passed', line: 4, ms: 250, errors: [] },
      {
        kind: 'test',
        file,
        names: ['sum', 'compares'],
        status: 'failed',
        line: 5,
        errors: [
          {
            message,
            expected: '3',
            actual: '2',
            stack: `AssertionError: ${message}\n\n      at sum (/w/src/sum.ts:5:42)\n      at /w/src/sum.test.ts:6:1`,
          },
        ],
      },
      { kind: 'test', file, names: ['sum', 'later'], status: 'skipped', line: 7, errors: [] },
      { kind: 'end' },
    ]);
  });

  it('reads a single suite, an error without text, and a file that is the class name', () => {
    const xml =
      '<testsuite name="unit"><testcase classname="test/a.spec.ts" name="1"><error ' +
      'message="boom"/></testcase><testcase name="2"><failure>plain\n' +
      '    at x (/w/lib/x.ts:1:2)</failure></testcase></testsuite>';
    assert.deepEqual(parseJunit(xml, '/w'), [
      {
        kind: 'test',
        file: '/w/test/a.spec.ts',
        names: ['unit', '1'],
        status: 'failed',
        errors: [{ message: 'boom' }],
      },
      {
        kind: 'test',
        names: ['unit', '2'],
        status: 'failed',
        errors: [{ message: 'plain', stack: 'plain\n    at x (/w/lib/x.ts:1:2)' }],
      },
      { kind: 'end' },
    ]);
  });

  it('reads frames and values as vitest writes them', () => {
    const xml =
      '<testsuite name="src/a.test.ts"><testcase name="x" classname="src/a.test.ts"><failure ' +
      'message="expected 1 to be 2" type="AssertionError">AssertionError: expected 1 to be 2\n\n' +
      '- Expected\n+ Received\n\n- 2\n+ 1\n\n ❯ sum src/sum.ts:3:4\n ❯ src/a.test.ts:1:131\n' +
      '</failure></testcase></testsuite>';
    const [test] = parseJunit(xml, '/w') ?? [];
    const [found] = test?.kind === 'test' ? test.errors : [];
    assert.deepEqual([found?.expected, found?.actual], ['2', '1']);
    assert.match(found?.stack ?? '', /at sum \(\/w\/src\/sum\.ts:3:4\)\n {4}at \/w\/src\/a\.test\.ts:1:131$/);
  });

  it('accepts a file without tests, and reports one that is cut off', () => {
    assert.deepEqual(parseJunit('<testsuites/>', '/w'), [{ kind: 'end' }]);
    assert.deepEqual(parseJunit('<?xml version="1.0"?>\n<testsuite name="x" tests="0"></testsuite>', '/w'), [
      { kind: 'end' },
    ]);
    const [cut] = parseJunit('<testsuites><testsuite name="x"><testcase name="old"/>', '/w') ?? [];
    assert.match(cut?.kind === 'error' ? cut.message : '', /JUnit results are cut off/);
  });

  it('accepts no other file as results, and never throws', () => {
    for (const text of ['', 'no xml', '<coverage/>', '<testsuites><testsuite>', '{"tests":1}']) parseJunit(text, '/w');
    assert.equal(parseJunit('<coverage lines="3"/>', '/w'), undefined);
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseJunit(`<testsuites>${text}</testsuites>`, '/w');
      }),
    );
  });
});
