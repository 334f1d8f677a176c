import assert from 'node:assert/strict';
import fc from 'fast-check';
import { extractComparedValues } from '../../../../src/engine/test-runner/formats/compared-values';

const OBJECTS = { expected: '{\n  "a": 2,\n  "b": 3,\n}', actual: '{\n  "a": 1,\n  "b": 3,\n}' };

describe('extractComparedValues', () => {
  for (const [source, message, values] of [
    [
      'plain values of jest',
      'expect(received).toBe(expected) // Object.is equality\n\nExpected: 3\nReceived: 2',
      { expected: '3', actual: '2' },
    ],
    [
      'values of a page from Playwright',
      'expect(locator).toHaveText(expected) failed\n\nLocator: h1\nExpected string: "A"\nReceived string: "B"',
      { expected: '"A"', actual: '"B"' },
    ],
    [
      'a diff of jest',
      'expect(received).toEqual(expected)\n\n- Expected  - 1\n+ Received  + 1\n\n  {\n-   "a": 2,\n' +
        '+   "a": 1,\n    "b": 3,\n  }',
      OBJECTS,
    ],
    [
      'a diff of vitest',
      'AssertionError: expected { a: 1, b: 3 } to deeply equal { a: 2, b: 3 }\n\n- Expected\n+ Received\n\n' +
        '  {\n-   "a": 2,\n+   "a": 1,\n    "b": 3,\n  }\n\n    at src/a.test.ts:1:2',
      OBJECTS,
    ],
    [
      'a diff of Bun',
      'expect(received).toEqual(expected)\n\n  {\n-   "a": 2,\n+   "a": 1,\n    "b": 3,\n  }\n\n' +
        '- Expected  - 1\n+ Received  + 1',
      OBJECTS,
    ],
    [
      'an error as Node prints it',
      'AssertionError [ERR_ASSERTION]: no {\n  generatedMessage: true,\n  actual: { a: 1 },\n' +
        "  expected: { a: 2 },\n  operator: 'deepEqual'\n}",
      { expected: '{ a: 2 }', actual: '{ a: 1 }' },
    ],
    ['nothing from a message without a comparison', 'TypeError: x is not a function\n  - Expected nothing', undefined],
    ['nothing from half a comparison', 'Expected: 3', undefined],
  ] as const) {
    it(`reads ${source}`, () => assert.deepEqual(extractComparedValues(message), values));
  }

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('- Expected', '+ Received', '-', '+', '  x', '', 'Expected: 1', ' - 2', 'text')),
        (lines) => {
          extractComparedValues(lines.join('\n'));
        },
      ),
    );
  });
});
