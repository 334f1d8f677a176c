import assert from 'node:assert/strict';
import type { TestResult } from '../../../../src/engine/contract/test-run';
import { contrastFiles } from '../../../../src/engine/test-runner/function-coverage/contrast-files';

const results = (path: string, count: number, more: Partial<TestResult> = {}): TestResult[] =>
  Array.from({ length: count }, (_, at) => ({ path, name: `${path} ${at}`, status: 'passed', ms: 1, ...more }));
const chosen = (...tests: readonly TestResult[]): string[] =>
  contrastFiles([{ path: 'src/cart/total.test.ts', names: [] }], { tests }).map(({ path }) => path);

describe('contrastFiles', () => {
  const red = results('src/cart/total.test.ts', 1, { status: 'failed' });

  it('adds the nearest green files, the quicker ones first, where no test of the red ones passes', () => {
    const far = results('test/other.test.ts', 1);
    const near = results('src/cart/lines.test.ts', 3);
    const quicker = results('src/cart/name.test.ts', 2);
    const nearer = ['src/cart/name.test.ts', 'src/cart/lines.test.ts'];
    assert.deepEqual(chosen(...red, ...far, ...near, ...quicker), nearer);
    assert.deepEqual(chosen(...red, ...far), ['test/other.test.ts']);
  });

  it('gives the names of their tests, by which some commands are narrowed', () => {
    const [file] = contrastFiles([{ path: 'a.test.ts', names: [] }], { tests: results('b.test.ts', 2) });
    assert.deepEqual(file?.names, ['b.test.ts 0', 'b.test.ts 1']);
  });

  it('adds none where enough tests of the red files pass, nor files that take long or run no test', () => {
    const green = results('src/cart/name.test.ts', 1);
    assert.deepEqual(chosen(...red, ...results('src/cart/total.test.ts', 10), ...green), []);
    assert.deepEqual(chosen(...red, ...results('src/cart/slow.test.ts', 1, { ms: 5_000 })), []);
    assert.deepEqual(chosen(...red, ...results('src/cart/none.test.ts', 1, { status: 'skipped' })), []);
    assert.deepEqual(chosen(...red, ...results('', 1, { path: undefined })), []);
  });
});
