import assert from 'node:assert/strict';
import { BASELINE, GREEN, memorySnapshot } from '../../support/fakes';
import { FILES, play, whole } from '../../support/play-run';

const CALL = { replies: [whole('export const a = 2;')], verdicts: [GREEN] };
const NOTHING_RAN = { ...BASELINE.report, executed: 0, passed: 0 };

/** What the first message says of tests. */
async function saidOfTests(report: Partial<typeof BASELINE.report>, files: Readonly<Record<string, string>> = FILES) {
  const baseline = { ...BASELINE, report: { ...NOTHING_RAN, ...report } };
  const { requests } = await play({ ...CALL, baseline, more: { snapshot: memorySnapshot(files) } });
  return /# The first test\n\n(.*)/.exec(requests[0]?.messages[0]?.content ?? '')?.[1];
}

describe('the first message in a workspace without tests', () => {
  it('says that a change only counts with a test, and which command has to find it', async () => {
    assert.equal(
      await saidOfTests({}),
      'This workspace has no tests, and a change only counts when a test runs and passes: add one of what you ' +
        'change, in a new file that `npm test` (vitest) finds.',
    );
  });

  it('says nothing of it where tests ran, did not load, or are there', async () => {
    assert.equal(await saidOfTests({ executed: 1 }), undefined);
    assert.equal(await saidOfTests({ errors: [{ path: 'a.spec.ts', message: 'does not load' }] }), undefined);
    assert.equal(await saidOfTests({}, { ...FILES, 'src/a.test.ts': '' }), undefined);
  });
});
