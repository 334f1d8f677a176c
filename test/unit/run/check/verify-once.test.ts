import assert from 'node:assert/strict';
import { NO_PERMISSIONS, type Task } from '../../../../src/engine/contract/task';
import type { Verdict } from '../../../../src/engine/contract/verdict';
import { type Proposal, taskOf, verifyOnce } from '../../../../src/engine/run/check/verify-once';
import { redVerdict } from '../../../../src/engine/verify/verdict';
import type { Candidate } from '../../../../src/engine/workspace/candidate';
import { BASELINE, fakeClock, memorySnapshot } from '../../../support/fakes';

const signal = new AbortController().signal;
const GREEN: Verdict = { ok: true, stage: 'integrity', evidence: [], failingTests: 0, summary: 'Green: all' };

/** A judge with this verdict, which tells what it was asked. */
function bench(verdict: Verdict = GREEN, baseline: object = BASELINE) {
  const asked: string[] = [];
  const judged: Candidate[] = [];
  const deps = {
    snapshot: memorySnapshot({ 'src/a.ts': 'export const a = 1;\nexport const b = 1;\n' }),
    clock: fakeClock(),
    judge: {
      async baseline() {
        asked.push('baseline');
        return baseline as typeof BASELINE;
      },
      async judge(candidate: Candidate) {
        asked.push('judge');
        judged.push(candidate);
        return verdict;
      },
    },
  };
  return { asked, judged, verify: (change: Proposal) => verifyOnce(change, deps, signal) };
}

describe('a proposed change', () => {
  const DIFF =
    '--- a/src/a.ts\n+++ b/src/a.ts\n' +
    '@@ -1,2 +1,2 @@\n-export const a = 1;\n+export const a = 2;\n export const b = 1;\n';
  const AFTER = 'export const a = 2;\nexport const b = 1;\n';

  it('is judged after the baseline, as a unified diff, whole files, edits or JSON', async () => {
    const whole = `\`\`\`ts src/a.ts\n${AFTER}\`\`\``;
    const json = JSON.stringify({ files: [{ path: 'src/a.ts', content: AFTER }] });
    const edit = 'src/a.ts\n<<<<<<< SEARCH\nexport const a = 1;\n=======\nexport const a = 2;\n>>>>>>> REPLACE\n';
    for (const text of [DIFF, `\`\`\`diff\n${DIFF}\`\`\``, whole, json, edit]) {
      const { asked, judged, verify } = bench();
      const { verdict, files } = await verify(text);
      assert.equal(verdict, GREEN, text);
      assert.deepEqual(files, ['src/a.ts']);
      assert.deepEqual(asked, ['baseline', 'judge']);
      assert.deepEqual([...(judged[0]?.files ?? [])], [['src/a.ts', AFTER]]);
    }
  });

  it('is red without a test run where it can not be applied, or changes nothing', async () => {
    const { asked, verify } = bench();
    const absent = await verify(DIFF.replaceAll('a = 1', 'zzz = 9'));
    assert.equal(absent.verdict.stage, 'reply');
    assert.equal(absent.verdict.ok, false);
    assert.ok(absent.verdict.evidence.length > 0);
    const same = await verify('```ts src/a.ts\nexport const a = 1;\nexport const b = 1;\n```');
    assert.deepEqual(
      same.verdict.evidence.map(({ code }) => code),
      ['unchanged'],
    );
    assert.equal((await verify('Looks good to me.')).verdict.evidence[0]?.code, 'no-code');
    assert.deepEqual(asked, []);
  });

  it('keeps a red verdict as the judge said it', async () => {
    const red = redVerdict('types', [{ stage: 'types', fingerprint: 'f', message: 'no' }]);
    assert.equal((await bench(red).verify(DIFF)).verdict, red);
  });

  it('has no verdict where the workspace itself can not be judged', async () => {
    const impossible = { reason: 'configuration', message: 'No test command.' };
    const { asked, verify } = bench(GREEN, { impossible });
    const { verdict, files } = await verify(DIFF);
    assert.deepEqual([verdict.ok, verdict.impossible, verdict.summary], [false, impossible, 'No test command.']);
    assert.deepEqual(files, ['src/a.ts']);
    assert.deepEqual(asked, ['baseline']);
  });

  it('of an earlier run is judged by its files, with what its task allowed', async () => {
    const task: Task = { kind: 'fix', text: '', files: [], allow: { ...NO_PERMISSIONS, tests: true } };
    const files = new Map([
      ['src/a.ts', null],
      ['src/c.ts', 'export const c = 1;\n'],
    ]);
    const { asked, judged, verify } = bench();
    const result = await verify({ files, task });
    assert.deepEqual([result.verdict, result.files], [GREEN, ['src/a.ts', 'src/c.ts']]);
    assert.deepEqual([asked, judged[0]?.files], [['baseline', 'judge'], files]);
    assert.equal(taskOf({ files, task }), task);
    assert.deepEqual(taskOf(DIFF).allow, NO_PERMISSIONS);
  });
});
