import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Change } from '../../../../src/engine/contract/events';
import { mergeChanges } from '../../../../src/engine/workspace/accept/merge-changes';

describe('merging a change with what a file has become', () => {
  const BEFORE = 'one\ntwo\nthree\nfour\nfive\n';
  const AFTER = BEFORE.replace('two', 'TWO');
  const merged = (current: string | null, change: Partial<Change> = {}) =>
    mergeChanges([{ path: 'a.ts', before: BEFORE, after: AFTER, ...change }], async () => current);

  it('keeps both where they are on different lines', async () => {
    const current = BEFORE.replace('five', 'FIVE');
    const both = current.replace('two', 'TWO');
    assert.deepEqual(await merged(current), [{ path: 'a.ts', before: current, after: both }]);
  });

  it('keeps the line breaks of the file', async () => {
    const current = BEFORE.replace('five', 'FIVE').replaceAll('\n', '\r\n');
    assert.equal((await merged(current))?.[0]?.after, current.replace('two', 'TWO'));
  });

  it('refuses what both changed, deleted or created differently', async () => {
    for (const current of [BEFORE.replace('two', 'deux'), null, ''])
      assert.equal(await merged(current), undefined, String(current));
    assert.equal(await merged('edited\n', { after: null }), undefined);
    assert.equal(await merged('mine\n', { before: null, after: 'theirs\n' }), undefined);
  });

  it('takes the change as it is where nothing else changed, and leaves out what is there already', async () => {
    assert.deepEqual(await merged(BEFORE), [{ path: 'a.ts', before: BEFORE, after: AFTER }]);
    assert.deepEqual(await merged(BEFORE, { after: null }), [{ path: 'a.ts', before: BEFORE, after: null }]);
    assert.deepEqual(await merged(AFTER), []);
  });

  it('loses no line that only one side touched', async () => {
    const line = fc.constantFrom('a', 'b', 'c', 'd', '');
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(line), fc.array(line), async (top, middle, bottom) => {
        const text = (first: readonly string[], last: readonly string[]) =>
          [...first, '// top', ...middle, '// 1', '// 2', '// bottom', ...last].join('\n');
        const [before, current, after] = [text([], []), text(top, []), text([], bottom)];
        const [change] = (await mergeChanges([{ path: 'a.ts', before, after }], async () => current)) ?? [];
        assert.equal(change?.after ?? current, text(top, bottom));
      }),
    );
  });
});
