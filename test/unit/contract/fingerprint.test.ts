import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fingerprint } from '../../../src/engine/contract/fingerprint';
import { startCpuTime } from '../../support/cpu-time';

const print = (message: string, values: readonly string[] = []) =>
  fingerprint({ stage: 'tests', path: 'a.test.ts', message, values });

/** The same finding of two runs, by what differs between them. */
const SAME: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'shifted lines': [
    ['at /work/src/a.ts:10:4', 'at /work/src/a.ts:99:1'],
    ['a.ts(3,4): bad', 'a.ts(30,41): bad'],
    ['Unexpected token (3:14)', 'Unexpected token (31:2)'],
    ['Unterminated string at line 3, column 14', 'Unterminated string at line 31, column 2'],
    ['src/a.ts:3:8: ERROR: Unexpected "}"\n  3 │ }', 'src/a.ts:9:8: ERROR: Unexpected "}"\n  9 │ }'],
    ['Parse error\n> 9 | const\n    | ^', 'Parse error\n> 10 | const\n     | ^'],
  ],
  timings: [
    ['Timeout of 2000 ms exceeded', 'Timeout of 2500.5ms exceeded'],
    ["it doesn't end: 5 s passed, and isn't red", "it doesn't end: 7 s passed, and isn't red"],
    ['took 1 minute', 'took 2 minutes'],
    ['took 12 µs', 'took 40 µs'],
  ],
  'temporary paths': [
    ["ENOENT: no such file, open '/tmp/work-Ab12Cd/data'", "ENOENT: no such file, open '/tmp/work-Zx98Yw/data'"],
    ["open '/private/var/folders/x1/q9/T/work-1/data'", "open '/private/var/folders/x1/q9/T/work-2/data'"],
    [
      "open 'C:\\Users\\me\\AppData\\Local\\Temp\\work-1\\data'",
      "open 'C:\\Users\\me\\AppData\\Local\\Temp\\work-2\\data'",
    ],
    ['cannot read /tmp/x1/src/a.ts', 'cannot read /home/me/src/a.ts'],
    ['cannot read /tmp/report-1a2b.json', 'cannot read /tmp/report-3c4d.json'],
  ],
  seeds: [
    [
      'Property failed after 3 tests\n{ seed: -12, path: "2:0:1", endOnFailure: true }\nCounterexample: [4,"a"]\n' +
        'Shrunk 2 time(s)\nGot error: not sorted',
      'Property failed after 17 tests\n{ seed: 99, path: "16", endOnFailure: true }\nCounterexample: [-1,""]\n' +
        'Shrunk 0 time(s)\nGot error: not sorted',
    ],
    ['failed with seed 81231', 'failed with seed 4'],
    ['failed (seed=0x1f)', 'failed (seed=77)'],
    ['run with --seed=81231', 'run with --seed=4'],
  ],
  ports: [
    ['connect ECONNREFUSED 127.0.0.1:43121', 'connect ECONNREFUSED 127.0.0.1:51234'],
    ['fetch http://localhost:43121/api failed', 'fetch http://localhost:60001/api failed'],
    ['listen EADDRINUSE: address already in use :::43121', 'listen EADDRINUSE: address already in use :::50001'],
    ['connect ECONNREFUSED ::1:43121', 'connect ECONNREFUSED ::1:40000'],
    ['Port 43121 is already in use', 'Port 51234 is already in use'],
    ['the server on port: 43121 did not answer', 'the server on port: 51234 did not answer'],
  ],
  addresses: [['object at 0xdeadBEEF', 'object at 0x00c0ffee']],
  'process ids': [
    ['the child (pid 4711) ended with code 1', 'the child (pid 9) ended with code 1'],
    ['worker pid=4711 died', 'worker pid=12 died'],
  ],
};

/** Findings that are not the same, however much they look it. */
const DIFFERENT: readonly (readonly [string, string])[] = [
  ['expected 3 but got 4', 'expected 3 but got 5'],
  ['expected {"a":3}', 'expected {"a":4}'],
  ["expected '/api/users' to be '/'", "expected '/api/rooms' to be '/'"],
  ['expected 1/2', 'expected 1/3'],
  ['12:30 is taken', '12:45 is taken'],
  ["Property 'a' does not exist", "Property 'b' does not exist"],
  ["expected '5 s' to be '90 s'", "expected '60 s' to be '90 s'"],
  ['Expected: "5ms"', 'Expected: "6ms"'],
  ["open '/tmp/work-1/data'", "open '/tmp/work-1/users'"],
  ["open 'src/tmp/rooms/list'", "open 'src/tmp/users/list'"],
  ["expected 'http://localhost:3000' to be set", "expected 'http://localhost:4000' to be set"],
  ['ratio 16:9', 'ratio 4:3'],
  ['port 3000 is not allowed', 'port 4000 is not allowed'],
  ['no transport 40001', 'no transport 40002'],
  ['the child (pid 4711) ended with code 1', 'the child (pid 4711) ended with code 2'],
  ['no rapid 12 exists', 'no rapid 13 exists'],
  ['got [1, 2]', 'got [1, 3]'],
  ['Property failed after 3 tests\nGot error: not sorted', 'Property failed after 3 tests\nGot error: not unique'],
  ['seeds: 3 planted', 'seeds: 4 planted'],
  ['| 3 | a |', '| 4 | a |'],
];

describe('fingerprint', () => {
  for (const [what, pairs] of Object.entries(SAME))
    it(`does not depend on ${what}`, () => {
      for (const [before, after] of pairs) assert.equal(print(before), print(after), `${before}\n${after}`);
    });

  it('depends on what a finding is about', () => {
    for (const [one, other] of DIFFERENT) assert.notEqual(print(one), print(other), `${one}\n${other}`);
    assert.notEqual(
      fingerprint({ stage: 'types', code: 'TS1', message: 'm' }),
      fingerprint({ stage: 'types', code: 'TS2', message: 'm' }),
    );
    assert.notEqual(
      fingerprint({ stage: 'types', path: 'a', message: 'm' }),
      fingerprint({ stage: 'types', path: 'b', message: 'm' }),
    );
  });

  it('reads the values that a test compares as they are, but for paths, ports and addresses', () => {
    assert.notEqual(print('not equal', ['90 s', '5 s']), print('not equal', ['90 s', '60 s']));
    assert.notEqual(print('not equal', ['1 ms', '2 ms']), print('not equal', ['2 ms', '1 ms']));
    assert.notEqual(print('not equal', ['seed 1']), print('not equal', ['seed 2']));
    assert.equal(print('not equal', ['/tmp/a-1/x']), print('not equal', ['/tmp/a-2/x']));
    assert.equal(print('not equal', ['127.0.0.1:40001']), print('not equal', ['127.0.0.1:40002']));
  });

  it('stays the same when a place in the message moves', () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.nat(9999), fc.nat(9999), fc.nat(9999), (l1, c1, l2, c2) => {
        assert.equal(print(`fails at src/x.ts:${l1}:${c1}`), print(`fails at src/x.ts:${l2}:${c2}`));
      }),
    );
  });

  it('tells any two texts apart that differ in a word', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(word, word, fc.nat(99), (one, other, n) => {
        fc.pre(one !== other);
        for (const text of [(w: string) => `no ${w} in src/a.ts:${n}:2 after ${n} ms`, (w: string) => `'${w}' ${n}`])
          assert.notEqual(print(text(one)), print(text(other)));
      }),
    );
  });

  it('takes long messages in no time', () => {
    const cpuTime = startCpuTime();
    for (const text of [
      "'a".repeat(50_000),
      `'${'\\'.repeat(50_000)}`,
      '/tmp/'.repeat(20_000),
      '1 '.repeat(50_000),
      ' '.repeat(99_999),
    ])
      print(text);
    assert.ok(cpuTime() < 2000, `${cpuTime()} ms`);
  }).timeout(60_000);
});
