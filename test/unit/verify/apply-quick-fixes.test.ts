import assert from 'node:assert/strict';
import type { EventBody } from '../../../src/engine/contract/events';
import { applyCompilerFixes } from '../../../src/engine/verify/apply-quick-fixes';
import { createCandidate } from '../../../src/engine/workspace/candidate';
import { memorySnapshot } from '../../support/fakes';

describe('applyCompilerFixes', () => {
  const snapshot = memorySnapshot({ 'src/a.ts': 'a' }, { 'src/b.ts': 'unsaved' });
  const candidate = createCandidate(
    new Map<string, string | null>([
      ['src/a.ts', 'totl'],
      ['src/gone.ts', null],
    ]),
  );
  const signal = new AbortController().signal;

  it('returns the same candidate when no fix helps', async () => {
    const fixer = { quickFix: async () => [] };
    assert.equal(
      await applyCompilerFixes(candidate, { fixer, snapshot, emit: () => assert.fail() }, signal),
      candidate,
    );
  });

  it('applies every fix, publishes each, and never asks about a deleted file', async () => {
    const events: EventBody[] = [];
    const fixer = {
      quickFix: async (request: { overlay: ReadonlyMap<string, string | null>; edited: readonly string[] }) => {
        assert.deepEqual(request.edited, ['src/a.ts']);
        assert.equal(request.overlay.get('src/b.ts'), 'unsaved');
        return [
          { path: 'src/a.ts', description: 'one', newText: 'total' },
          { path: 'src/a.ts', description: 'two', newText: 'total!' },
        ];
      },
    };
    const fixed = await applyCompilerFixes(candidate, { fixer, snapshot, emit: (event) => events.push(event) }, signal);
    assert.deepEqual(
      [...fixed.files],
      [
        ['src/a.ts', 'total!'],
        ['src/gone.ts', null],
      ],
    );
    assert.notEqual(fixed.hash, candidate.hash);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['quick-fix', 'quick-fix'],
    );
  });
});
