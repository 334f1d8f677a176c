import assert from 'node:assert/strict';
import type {
  CodeFinder,
  FileOutline,
  ReachAnswer,
  ReachedDeclaration,
} from '../../../../src/engine/contract/code-reach';
import { NO_PERMISSIONS } from '../../../../src/engine/contract/task';
import type { History } from '../../../../src/engine/learn/history/history';
import { gatherContext } from '../../../../src/engine/prompt/context/gather-context';
import { rankSpans } from '../../../../src/engine/prompt/context/suspects/rank-spans';
import { memorySnapshot } from '../../../support/fakes';

const declaration = (path: string, startLine: number, steps = 0, tests = 0): ReachedDeclaration => ({
  path,
  name: `at${startLine}`,
  startLine,
  endLine: startLine + 1,
  steps,
  tests,
});
const outline = (path: string, ...lines: readonly number[]): FileOutline => ({
  path,
  lines: 100,
  entries: lines.map((startLine) => ({ startLine, endLine: startLine + 1, name: '', head: '', depth: 0 })),
});
const answer = (parts: Partial<ReachAnswer>): ReachAnswer => ({
  reached: [],
  missing: [],
  beside: [],
  ran: [],
  used: [],
  named: [],
  passedOn: [],
  matching: [],
  outlines: [],
  ...parts,
});
const places = (spans: readonly { readonly path: string; readonly startLine: number }[]) =>
  spans.map(({ path, startLine }) => `${path}:${startLine}`);

describe('files that are open in editors, in the order of the prompt', () => {
  it('come forward among what matches the words about as well, and not before what matches much better', () => {
    const matching = Array.from({ length: 40 }, (_, at) => declaration(`file${at}.ts`, 1));
    const order = (path: string) => places(rankSpans(answer({ matching }), false, { open: [path] }));
    assert.equal(order('file8.ts')[0], 'file8.ts:1');
    assert.equal(order('file39.ts')[0], 'file0.ts:1');
    assert.ok(order('file39.ts').indexOf('file39.ts:1') < 20, order('file39.ts').join());
  });

  it('are shown although nothing else speaks for them, behind what the words match', () => {
    const matching = [declaration('other.ts', 1)];
    const spans = rankSpans(answer({ matching, outlines: [outline('a.ts', 1, 5)] }), false, { open: ['a.ts'] });
    assert.deepEqual(places(spans), ['other.ts:1', 'a.ts:1', 'a.ts:5']);
    assert.equal(spans[1]?.why, 'its file is open in an editor');
  });
});

describe('what changed together, in the order of the prompt', () => {
  it('puts the declarations of such a file first that match the words', () => {
    const matching = [declaration('other.ts', 1), declaration('a.ts', 50)];
    const spans = rankSpans(answer({ matching, outlines: [outline('a.ts', 1, 50)] }), false, {
      together: [{ path: 'a.ts', score: 0.6 }],
    });
    assert.deepEqual(places(spans), ['a.ts:50', 'other.ts:1']);
  });

  it('puts code first whose file the history names, of what the words match as well', () => {
    const matching = Array.from({ length: 9 }, (_, at) => declaration(`file${at}.ts`, 1));
    const spans = rankSpans(answer({ matching }), false, { together: [{ path: 'file8.ts', score: 0.9 }] });
    assert.equal(places(spans)[0], 'file8.ts:1');
  });

  it('shows the first declarations of a file that only the history knows', () => {
    const outlines = [outline('a.ts', 1, 5, 9, 13, 17, 21, 25)];
    const spans = rankSpans(answer({ outlines }), false, { together: [{ path: 'a.ts', score: 0.6 }] });
    assert.deepEqual(places(spans), ['a.ts:1', 'a.ts:5', 'a.ts:9']);
    assert.match(spans[0]?.why ?? '', /changed in earlier commits with such words or tests/);
  });

  it('stays behind the nearest code that a failing test reaches', () => {
    const reached = Array.from({ length: 30 }, (_, at) => declaration('near.ts', at * 2 + 1, 1, 1));
    const spans = rankSpans(answer({ reached, outlines: [outline('a.ts', 1)] }), false, {
      together: [{ path: 'a.ts', score: 0.6 }],
    });
    assert.ok(places(spans).indexOf('a.ts:1') >= 20, places(spans).join());
  });

  it('does not show tests for it, nor files that can not be read', () => {
    const together = ['a.test.ts', 'gone.ts'].map((path) => ({ path, score: 1 }));
    assert.deepEqual(rankSpans(answer({ outlines: [outline('a.test.ts', 1)] }), false, { together }), []);
  });

  it('asks for what changed with the request and the files of the task, and shows it', async () => {
    const asked: Parameters<History['rank']>[0][] = [];
    const history: History = {
      rank: async (request) => {
        asked.push(request);
        return [{ path: 'src/mail.ts', score: 1 }];
      },
      lines: async (request) => {
        asked.push(request);
        return () => 0;
      },
    };
    const finder: CodeFinder = {
      reach: async ({ outlines }) => answer({ outlines: outlines.map((path) => outline(path, 1)) }),
    };
    const snapshot = memorySnapshot({ 'src/mail.ts': 'export const mail = 1;', 'test/a.test.ts': 'test();' });
    const { focus } = await gatherContext(
      { kind: 'generate', text: 'Send less', files: [], allow: NO_PERMISSIONS },
      {
        snapshot,
        checker: { exportedTypes: async () => [], ...finder },
        evidence: [
          { stage: 'tests', fingerprint: 'f', message: 'fails', path: 'test/a.test.ts', test: 'mail > is sent once' },
        ],
        history,
      },
      new AbortController().signal,
    );
    const request = { text: 'Send less is sent once', files: ['test/a.test.ts'] };
    assert.deepEqual(asked, [request, request]);
    assert.deepEqual(focus, ['src/mail.ts']);
  });
});
