import assert from 'node:assert/strict';
import { createCounter } from '../../../../src/engine/learn/history/counts';
import { rankFiles } from '../../../../src/engine/learn/history/rank-files';
import type { PastChange } from '../../../../src/engine/learn/history/read-log';
import { change } from './support';

const PAST = [
  change('Round totals', ['src/total.ts', 'test/total.test.ts', 'CHANGELOG.md']),
  change('Round prices', ['src/total.ts', 'src/price.ts', 'CHANGELOG.md']),
  change('Send mail', ['src/mail.ts', 'test/mail.test.ts', 'CHANGELOG.md']),
  change('Send less mail', ['src/mail.ts', 'test/mail.test.ts', 'CHANGELOG.md']),
  change('Totals by month', ['src/total.ts', 'test/total.test.ts', 'CHANGELOG.md']),
  ...Array.from({ length: 10 }, (_, at) => change(`Other ${'abcdefghij'[at]}`, [`src/other${at}.ts`, 'CHANGELOG.md'])),
];

function ranked(text: string, files: readonly string[] = [], past: readonly PastChange[] = PAST): string[] {
  const counter = createCounter();
  for (const item of past) counter.add(item);
  return rankFiles(counter.counts(), { text, files }, () => true).map(({ path }) => path);
}

describe('ranking by history', () => {
  it('puts the files first that commits with these words touched', () => {
    assert.equal(ranked('rounding is wrong')[0], 'src/total.ts');
    assert.equal(ranked('mails are sent twice')[0], 'src/mail.ts');
  });

  it('puts the file first that changed together with a test', () => {
    assert.equal(ranked('', ['test/mail.test.ts'])[0], 'src/mail.ts');
    assert.equal(ranked('', ['test/total.test.ts'])[0], 'src/total.ts');
  });

  it('does not take a file for evidence that is in every commit', () => {
    assert.ok(!ranked('mail', ['test/mail.test.ts']).includes('CHANGELOG.md'));
    assert.deepEqual(ranked('', ['CHANGELOG.md']), []);
  });

  it('takes for a new test what changed with the others of its folder', () => {
    const rules = change('More rules', ['src/rules.ts', 'test/specs/one.cjs']);
    const again = change('Even more', ['src/rules.ts', 'src/lexer.ts', 'test/specs/two.cjs']);
    assert.equal(ranked('', ['test/specs/three.cjs'], [...PAST, rules, again])[0], 'src/rules.ts');
    assert.deepEqual(ranked('', ['elsewhere/three.cjs'], [...PAST, rules, again]), []);
  });

  it('says nothing about words and files that it never saw, and without a history', () => {
    assert.deepEqual(ranked('quaternion', ['src/unknown.ts']), []);
    assert.deepEqual(ranked('mail', ['test/mail.test.ts'], []), []);
  });
});
