import assert from 'node:assert/strict';
import type { TestReport } from '../../../src/engine/contract/test-run';
import type { Diagnostic } from '../../../src/engine/contract/type-check';
import { testEvidence, typeEvidence } from '../../../src/engine/verify/to-evidence';

const read = async (path: string) => (path === 'src/a.ts' ? 'const one = 1;\nconst two: string = 2;\n' : undefined);
const diagnostic = (message: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  path: 'src/a.ts',
  line: 2,
  column: 7,
  code: 2322,
  message,
  category: 'error',
  ...more,
});
const report = (more: Partial<TestReport>): TestReport => ({
  command: 'npm test',
  runner: 'mocha',
  exitCode: 1,
  executed: 1,
  passed: 0,
  tests: [],
  failed: [],
  errors: [],
  output: '',
  ms: 1,
  ...more,
});
const printOf = async (message: string, more: Partial<Diagnostic> = {}) =>
  (await typeEvidence([diagnostic(message, more)], read))[0]?.fingerprint;

describe('typeEvidence', () => {
  it('holds errors only, with code, place and frame', async () => {
    const found = await typeEvidence([diagnostic('bad'), diagnostic('unused', { category: 'suggestion' })], read);
    assert.equal(found.length, 1);
    assert.equal(found[0]?.code, 'TS2322');
    assert.match(found[0]?.frame ?? '', /> ?2 ?\|? ?.*const two/);
  });

  it('keeps its fingerprint on another line, with a union in another order, and another second line', async () => {
    const first = await printOf("Type 'number' is not assignable to type 'string | boolean'.\n  Type x");
    assert.equal(
      await printOf("Type 'number' is not assignable to type 'boolean | string'.\n  Type y", { line: 1, column: 1 }),
      first,
    );
    assert.notEqual(await printOf("Type 'number' is not assignable to type 'string | Date'."), first);
  });
});

describe('testEvidence', () => {
  it('says what kept a command alive after its tests, and the way out', async () => {
    const of = async (keptBy: readonly string[]) =>
      (await testEvidence(report({ exitCode: 0, wentOn: { seconds: 30, keptBy } }), read)).map(
        ({ message }) => message,
      );
    assert.deepEqual(await of(['a server', 'a timer']), [
      'The tests ended, but the command went on and was stopped after 30 s: something keeps it alive (open handle?). ' +
        'Its process still had a server and a timer. Close what the tests or the code opened when they are done, or ' +
        'let the runner exit by itself (`mocha --exit`, `jest --forceExit`).',
    ]);
    assert.match((await of([]))[0] ?? '', /\(open handle\?\)\. Close what/);
  });

  it('has expected and actual, and the frame of the failing line', async () => {
    const [found] = await testEvidence(
      report({ failed: [{ name: 'a > b', path: 'src/a.ts', line: 2, message: 'no', expected: '1', actual: '2' }] }),
      read,
    );
    assert.equal(found?.test, 'a > b');
    assert.deepEqual([found?.expected, found?.actual], ['1', '2']);
    assert.match(found?.frame ?? '', /const two/);
  });

  it('does not report a file a second time when its tests failed', async () => {
    const found = await testEvidence(
      report({
        failed: [{ name: 'a', path: 'src/a.ts', message: 'no' }],
        errors: [{ path: 'src/a.ts', message: 'no' }, { message: 'crash' }],
      }),
      read,
    );
    assert.deepEqual(
      found.map(({ message }) => message),
      ['no', 'crash'],
    );
  });

  it('is the exit code and the end of the output when nothing else says what failed', async () => {
    const [found] = await testEvidence(report({ output: `${'x'.repeat(9000)}THE END` }), read);
    assert.match(found?.message ?? '', /exit code 1[\s\S]*THE END$/);
    assert.ok((found?.message.length ?? 0) < 4000);
    assert.deepEqual(await testEvidence(report({ exitCode: 0 }), read), []);
  });
});
