import assert from 'node:assert/strict';
import fc from 'fast-check';
import { collectTap } from '../../../../src/engine/test-runner/formats/collect-tap';
import { parseTap } from '../../../../src/engine/test-runner/formats/tap';
import type { ResultLine } from '../../../../src/engine/test-runner/results';

/** Output of Node 20. */
const NODE = `TAP version 13
# Subtest: outer
    # Subtest: ok
    ok 1 - ok
      ---
      duration_ms: 0.6
      ...
    # Subtest: bad
    not ok 2 - bad
      ---
      location: '/w/a.test.mjs:2:73'
      failureType: 'testCodeFailure'
      error: |-
        Expected values to be strictly equal:

        1 !== 2

      expected: 2
      actual: 1
      stack: |-
        TestContext.<anonymous> (file:///w/a.test.mjs:2:98)
        Test.run (node:internal/test_runner/test:796:25)
      ...
    # Subtest: later
    ok 3 - later # SKIP not now
    1..3
not ok 1 - outer
  ---
  failureType: 'subtestsFailed'
  error: '1 subtest failed'
  ...
# Subtest: parent
    # Subtest: child
    ok 1 - child
    1..1
not ok 2 - parent
  ---
  failureType: 'testCodeFailure'
  error: 'it''s after'
  ...
# Subtest: alone
ok 3 - alone
1..3
# tests 5
`;

/** Output of tap 16, without its empty lines between tests. */
const NODE_TAP = `TAP version 13
# Subtest: t/a.js
    # Subtest: one
        ok 1 - eq
        1..1
    ok 1 - one # time=10.157ms
    # Subtest: two
        not ok 1 - neq
          ---
          compare: ===
          at:
            line: 1
            column: 102
            file: t/a.js
            type: Test
          diff: |
            --- expected
            +++ actual
            @@ -1,1 +1,1 @@
            -2
            +1
          ...
        1..1
        # failed 1 test
    not ok 2 - two # time=31.109ms
    # Subtest: three
        ok 1 - eq
        1..2
    not ok 3 - three # time=3ms
    1..3
    # failed 2 of 3 tests
    # time=48.431ms
not ok 1 - t/a.js # time=48.431ms
  ---
  file: t/a.js
  exitCode: 1
  ...
1..1
# failed 1 test
# time=279.632ms
`;

/** Output of tape. */
const TAPE = `TAP version 13
# timing
not ok 1 eq
  ---
    operator: equal
    expected: 2
    actual:   1
    at: Test.<anonymous> (/w/tape.js:1:57)
  ...
ok 2 should be truthy
# second
ok 3 fine

1..3
# tests 3
`;

const summarize = (lines: readonly ResultLine[] | undefined) =>
  lines?.map((line) =>
    line.kind === 'test'
      ? `${line.names.join(' > ')}: ${line.status}${line.container ? ' (container)' : ''}`
      : line.kind,
  );

describe('parseTap', () => {
  it('reads nested subtests, and their parent only if it failed by itself', () => {
    const lines = parseTap(NODE);
    assert.deepEqual(summarize(lines), [
      'outer > ok: passed',
      'outer > bad: failed',
      'outer > later: skipped',
      'parent > child: passed',
      'parent: failed (container)',
      'alone: passed',
      'end',
    ]);
    const [, bad, , , parent] = lines ?? [];
    assert.deepEqual(bad?.kind === 'test' && bad.errors, [
      {
        message: 'Expected values to be strictly equal:\n\n1 !== 2',
        expected: '2',
        actual: '1',
        stack:
          'at TestContext.<anonymous> (file:///w/a.test.mjs:2:98)\n' +
          'at Test.run (node:internal/test_runner/test:796:25)\nat /w/a.test.mjs:2:73',
      },
    ]);
    assert.equal(parent?.kind === 'test' && parent.errors[0]?.message, "it's after");
  });

  it('reads flat points with comments as suites', () => {
    const lines = parseTap(TAPE);
    assert.deepEqual(summarize(lines), [
      'timing > eq: failed',
      'timing > should be truthy: passed',
      'second > fine: passed',
      'end',
    ]);
    const [eq] = lines ?? [];
    assert.deepEqual(eq?.kind === 'test' && eq.errors, [
      { message: 'eq', expected: '2', actual: '1', stack: 'at Test.<anonymous> (/w/tape.js:1:57)' },
    ]);
  });

  it('accepts no other output as TAP', () => {
    assert.equal(parseTap('ok 1 looks like it\n1..1\n'), undefined);
  });

  it('reports a missing plan, a plan that was not kept, and a run that bailed out', () => {
    assert.deepEqual(summarize(parseTap('TAP version 13\nok 1 - a\n')), ['a: passed', 'error']);
    assert.deepEqual(summarize(parseTap('TAP version 13\n1..3\nok 1 - a\nok 2 - b\n')), [
      'a: passed',
      'b: passed',
      'error',
    ]);
    assert.deepEqual(summarize(parseTap('TAP version 13\nok 1 - a\nok 1 - a\n1..2\n')), [
      'a: passed',
      'a: passed',
      'error',
    ]);
    assert.deepEqual(summarize(parseTap('TAP version 13\nok - a\n1..1\nTAP version 13\n1..2\nok - b\n')), [
      'a: passed',
      'b: passed',
      'error',
    ]);
    assert.deepEqual(summarize(parseTap('TAP version 13\nok - a\n1..1\nTAP version 13\n1..0 # nothing here\n')), [
      'a: passed',
      'end',
    ]);
    assert.deepEqual(parseTap('TAP version 13\nBail out! no database\n1..0\n'), [
      { kind: 'error', message: 'Bail out! no database' },
      { kind: 'end' },
    ]);
  });

  it('reads what node-tap writes: names without times, failures once, and the difference of values', () => {
    assert.deepEqual(summarize(parseTap(NODE_TAP)), [
      't/a.js > one > eq: passed',
      't/a.js > two > neq: failed',
      't/a.js > three > eq: passed',
      't/a.js > three: failed (container)',
      'end',
    ]);
    const failed = parseTap(NODE_TAP)?.find((line) => line.kind === 'test' && line.status === 'failed');
    assert.ok(failed?.kind === 'test');
    assert.equal(failed.errors[0]?.message, 'neq (t/a.js:1)\n--- expected\n+++ actual\n@@ -1,1 +1,1 @@\n-2\n+1');
    assert.equal(failed.errors[0]?.stack, 'at t/a.js:1:102');
  });

  it('counts every point of a flat run, whatever its name is', () => {
    const name = fc
      .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 })
      .filter((text) => /^[^\s#-]/.test(text) && !text.includes('#') && text.trim() === text);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.boolean())), (points) => {
        const output =
          `TAP version 14\n1..${points.length}\n` +
          `${points.map(([text, ok], index) => `${ok ? 'ok' : 'not ok'} ${index + 1} - ${text}`).join('\n')}\n`;
        const expected = points.map(([text, ok]) => `${text}: ${ok ? 'passed' : 'failed'}`);
        assert.deepEqual(summarize(parseTap(output)), [...expected, 'end']);
      }),
    );
  });
});

describe('collectTap', () => {
  const collected = (...chunks: readonly (string | Buffer)[]): string | undefined => {
    const tap = collectTap();
    for (const chunk of chunks) tap.add(Buffer.from(chunk));
    return tap.text();
  };

  it('keeps everything from the version line on, however it is split into chunks', () => {
    assert.equal(collected('building…\nmore\n', 'ok 1 - no\n'), undefined);
    const all = Buffer.from(`before\n${TAPE}ok 4 - ümläut`);
    fc.assert(
      fc.property(fc.array(fc.nat(all.length)), (cuts) => {
        const positions = [0, ...cuts.toSorted((a, b) => a - b), all.length];
        assert.equal(
          collected(...positions.slice(1).map((end, index) => all.subarray(positions[index], end))),
          `${TAPE}ok 4 - ümläut`,
        );
      }),
    );
  });

  it('keeps the points of a run that prints 50 MB between them', () => {
    const tap = collectTap();
    tap.add(Buffer.from('TAP version 13\n'));
    const noise = Buffer.from(`${'x'.repeat(1 << 20)}\n`);
    const details = Buffer.from(`  ${'y'.repeat(998)}\n`.repeat(1000));
    for (let count = 1; count <= 25; count++) {
      tap.add(noise);
      tap.add(Buffer.from(`ok ${count} - t\n`));
      tap.add(details);
    }
    tap.add(Buffer.from('1..25\n'));
    const text = tap.text() ?? '';
    assert.ok(text.length < 10 << 20, `${text.length}`);
    assert.equal(parseTap(text)?.length, 26);
  });
});
