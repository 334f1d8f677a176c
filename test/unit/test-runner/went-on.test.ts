import assert from 'node:assert/strict';
import type { ResultLine } from '../../../src/engine/test-runner/results';
import { wentOn } from '../../../src/engine/test-runner/went-on';

const line = (...keptBy: string[]): ResultLine => ({ kind: 'went-on', seconds: 30, keptBy });

describe('what kept a command alive after its tests', () => {
  it('is nothing where every runner ended', () => {
    assert.deepEqual(wentOn([{ kind: 'end' }]), {});
  });

  it('is said in words, once, without the standard streams', () => {
    const lines = [{ kind: 'end' } as const, line('PipeWrap', 'TTYWrap', 'Timeout', 'TCPServerWrap')];
    assert.deepEqual(wentOn(lines), { wentOn: { seconds: 30, keptBy: ['a timer', 'a server'] } });
    const both = [line('TCPSocketWrap', 'TLSWrap'), line('ProcessWrap', 'TCPSocketWrap')];
    assert.deepEqual(wentOn(both).wentOn?.keptBy, ['a connection', 'a child process']);
  });

  it("has Node's own name for what is not known", () => {
    assert.deepEqual(wentOn([line('NewWrap')]).wentOn?.keptBy, ['NewWrap']);
    assert.deepEqual(wentOn([line()]).wentOn?.keptBy, []);
  });
});
