import assert from 'node:assert/strict';
import { NOTHING_REACHED, type ReachRequest } from '../../../../src/engine/contract/code-reach';
import { NO_PERMISSIONS } from '../../../../src/engine/contract/task';
import type { TypeCheckRequest } from '../../../../src/engine/contract/type-check';
import { warmContext } from '../../../../src/engine/prompt/context/warm-context';
import { memorySnapshot } from '../../../support/fakes';

const CHECK: TypeCheckRequest = { root: '/w', overlay: new Map(), edited: [], scope: 'whole' };
const { signal } = new AbortController();

describe('reading ahead for the first prompt', () => {
  function warmed(text: string, fails = false) {
    const calls: string[] = [];
    const requests: ReachRequest[] = [];
    const checker = {
      check: async (_request: TypeCheckRequest, _signal: AbortSignal) => {
        calls.push('check');
        return { problem: { kind: 'no-config', message: '' } } as never;
      },
      reach: async (request: ReachRequest) => {
        calls.push('reach');
        requests.push(request);
        if (fails) throw new Error('gone');
        return NOTHING_REACHED;
      },
    };
    const history = {
      rank: async () => {
        calls.push('history');
        if (fails) throw new Error('gone');
        return [];
      },
      lines: async () => {
        calls.push('lines');
        if (fails) throw new Error('gone');
        return () => 0;
      },
    };
    const task = { kind: 'generate', text, files: [], allow: NO_PERMISSIONS } as const;
    const snapshot = memorySnapshot({ 'src/a.ts': 'export const a = 1;' });
    return { calls, requests, checker: warmContext(checker, { task, snapshot, history }, signal) };
  }
  const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

  it('reads history at once, and declarations once, after the first check of types', async () => {
    const { calls, requests, checker } = warmed('Round the total');
    assert.deepEqual(calls, ['history', 'lines']);
    await checker.check(CHECK, signal);
    await checker.check(CHECK, signal);
    await settled();
    assert.deepEqual(calls, ['history', 'lines', 'check', 'check', 'reach']);
    assert.deepEqual([requests[0]?.words, requests[0]?.files], ['Round the total', ['src/a.ts']]);
  });

  it('reads declarations also where the task has no words', async () => {
    const { requests, checker } = warmed('');
    await checker.check(CHECK, signal);
    await settled();
    assert.notEqual(requests[0]?.words, '');
  });

  it('is no reason for a check to fail', async () => {
    const { calls, checker } = warmed('Round', true);
    assert.deepEqual(await checker.check(CHECK, signal), { problem: { kind: 'no-config', message: '' } });
    await settled();
    assert.deepEqual(calls, ['history', 'lines', 'check', 'reach']);
  });
});
