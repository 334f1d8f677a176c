import assert from 'node:assert/strict';
import { withChangedLines } from '../../../../src/engine/prompt/context/suspects/changed-lines';
import type { Span } from '../../../../src/engine/prompt/context/suspects/rank-spans';

const span = (path: string, startLine: number, weight: number): Span => ({
  path,
  startLine,
  endLine: startLine + 4,
  weight,
  why: 'matches the words of the request',
});
const RANKED = [span('a.ts', 1, 1), span('a.ts', 11, 0.5), span('a.ts', 21, 0.45), span('a.test.ts', 1, 0.4)];
const order = (spans: readonly Span[]) => spans.map(({ path, startLine }) => `${path}:${startLine}`);

describe('lines that changed with such requests before', () => {
  it('move forward, in front of what is about as likely', () => {
    const ranked = withChangedLines(RANKED, (_path, { startLine }) => (startLine === 21 ? 3 : 0));
    assert.deepEqual(order(ranked), ['a.ts:1', 'a.ts:21', 'a.ts:11', 'a.test.ts:1']);
  });

  it('do not come before what is far likelier', () => {
    const spans = [span('a.ts', 1, 1), span('a.ts', 11, 0.5), span('a.ts', 21, 0.2)];
    assert.deepEqual(
      order(withChangedLines(spans, (_path, { startLine }) => (startLine === 21 ? 3 : 0))),
      order(spans),
    );
  });

  it('leave the weights as they are, by which the room is chosen', () => {
    const ranked = withChangedLines(RANKED, () => 3);
    assert.deepEqual(new Set(ranked.map(({ weight }) => weight)), new Set(RANKED.map(({ weight }) => weight)));
  });

  it('count little where the history says little, and not for tests', () => {
    assert.deepEqual(
      order(withChangedLines(RANKED, (_path, { startLine }) => (startLine === 21 ? 0.1 : 0))),
      order(RANKED),
    );
    assert.deepEqual(order(withChangedLines(RANKED, (path) => (path === 'a.test.ts' ? 3 : 0))), order(RANKED));
  });
});
