import assert from 'node:assert/strict';
import { progressLines } from '../../../src/cli/progress';
import type { EventBody, RunEvent } from '../../../src/engine/contract/events';
import type { Evidence } from '../../../src/engine/contract/evidence';
import { TOLD } from '../journal/sample-run';

const event = (body: EventBody): RunEvent => ({ ...body, runId: 'run-1', at: '2026-11-23T10:00:00.000Z' });
const red = (stage: Evidence['stage'], ...evidence: Omit<Evidence, 'stage' | 'fingerprint'>[]): RunEvent =>
  event({
    type: 'stage-end',
    stage,
    ok: false,
    ms: 1234,
    checked: 'what was checked',
    evidence: evidence.map((item, index) => ({ ...item, stage, fingerprint: String(index) })),
  });

describe('progress on the command line', () => {
  it('says what the model is shown', () => {
    const file = (path: string) => ({ title: path, path, why: 'w', tokens: 50 });
    const parts = [{ title: 'names', why: 'w', tokens: 7 }, file('src/a.ts'), file('src/b.ts')];
    assert.deepEqual(progressLines(event({ type: 'context', added: false, parts }), false), [
      '  shows 3 parts of the workspace, about 107 tokens: src/a.ts, src/b.ts',
    ]);
    const many = Array.from({ length: 10 }, (_, at) => file(`src/${at}.ts`));
    assert.match(
      progressLines(event({ type: 'context', added: true, parts: many }), false)[0] ?? '',
      /^ {2}shows also 10 parts .*src\/7\.ts and 2 more$/,
    );
  });

  it('says at once what takes long', () => {
    const start = (stage: Evidence['stage']) => progressLines(event({ type: 'stage-start', stage }), false);
    assert.deepEqual(start('types'), ['  types: checking …']);
    assert.deepEqual(start('tests'), ['  tests: running …']);
    assert.deepEqual(start('integrity'), []);
  });

  it('names the rule of a red stage', () => {
    const finding = { code: 'existing-test', path: 'test/a.test.ts', message: 'an existing test\nand more' };
    assert.deepEqual(progressLines(red('guard', finding), false), [
      '  ✗ guard, 1.2 s: what was checked',
      '      test/a.test.ts existing-test an existing test',
    ]);
  });

  it('shows what a green stage tells', () => {
    const end = { type: 'stage-end', stage: 'integrity', ok: true, ms: 1234, checked: 'no stub' } as const;
    assert.deepEqual(progressLines(event({ ...end, evidence: [], told: [TOLD] }), false), [
      '  ✓ integrity, 1.2 s: no stub',
      '      src/a.ts:3 any-type any, told',
    ]);
  });

  it("shows a diagnostic with its place and the compiler's code", () => {
    const diagnostic = { code: 'TS2322', path: 'src/a.ts', line: 3, message: 'not assignable' };
    assert.equal(progressLines(red('types', diagnostic), false)[1], '      src/a.ts:3 TS2322 not assignable');
  });

  it('shows a failing test with the expected and the actual value', () => {
    const failure = { path: 'a.test.ts', line: 7, test: 'sum > adds', message: 'wrong', expected: '3', actual: '4\n' };
    assert.deepEqual(progressLines(red('tests', failure), false).slice(1), [
      '      a.test.ts:7 "sum > adds" wrong',
      '      expected 3, actual 4',
    ]);
  });

  it('shows at most five findings of a stage', () => {
    const findings = Array.from({ length: 7 }, (_, index) => ({ message: `finding ${index}` }));
    assert.equal(progressLines(red('integrity', ...findings), false).length, 1 + 5);
  });
});
