import assert from 'node:assert/strict';
import { NOTHING_REACHED, type ReachAnswer, type ReachedDeclaration } from '../../../../src/engine/contract/code-reach';
import { rankSpans } from '../../../../src/engine/prompt/context/suspects/rank-spans';

const found = (path: string, startLine: number, endLine: number, steps = 2): ReachedDeclaration => ({
  path,
  startLine,
  endLine,
  name: path,
  steps,
  tests: steps === 0 ? 0 : 1,
});
const pathsOf = (answer: Partial<ReachAnswer>, hasEvidence: boolean) =>
  rankSpans({ ...NOTHING_REACHED, ...answer }, hasEvidence, {}).map(({ path }) => path);

describe('rankSpans', () => {
  it('puts of code that is about as near to a failing test the shorter in front', () => {
    const reached = [found('src/long.ts', 1, 45), found('src/short.ts', 1, 4), found('src/last.ts', 1, 45)];
    assert.deepEqual(pathsOf({ reached }, true), ['src/short.ts', 'src/long.ts', 'src/last.ts']);
  });

  it('takes a statement that declares many names once', () => {
    const names = Array.from({ length: 20 }, (_, at) => ({ ...found('src/index.ts', 1, 9), name: `name${at}` }));
    assert.deepEqual(pathsOf({ reached: [found('src/near.ts', 1, 9), ...names] }, true), [
      'src/near.ts',
      'src/index.ts',
    ]);
  });

  it('shows with a part of a long declaration what stands in front of it: its signature and the comment', () => {
    const part = (startLine: number, endLine: number) => ({ startLine, endLine, name: '', head: '', depth: 1 });
    const entries = [{ ...part(1, 100), name: 'plugin', depth: 0 }, part(33, 60), part(64, 99)];
    const answer = {
      ...NOTHING_REACHED,
      matching: [found('src/long.ts', 64, 99), found('src/long.ts', 1, 100)],
      outlines: [{ path: 'src/long.ts', lines: 100, entries }],
    };
    const lines = rankSpans(answer, false, {}).map(({ startLine, endLine }) => `${startLine}-${endLine}`);
    assert.deepEqual(lines.sort(), ['1-17', '18-32', '33-60', '61-63', '64-99']);
  });

  it('does not count a part of a long function once more for each part around it that matches', () => {
    const part = (startLine: number, endLine: number, depth = 1) => ({ startLine, endLine, name: '', head: '', depth });
    const entries = [part(1, 200, 0), part(1, 160), part(1, 120, 2), part(1, 60, 3), part(61, 120, 3)];
    const whole = entries.map(({ startLine, endLine }) => found('src/long.ts', startLine, endLine));
    const outlines = [{ path: 'src/long.ts', lines: 200, entries }];
    const matching = [found('src/short.ts', 1, 4), ...whole];
    const spans = rankSpans({ ...NOTHING_REACHED, matching, outlines }, false, {});
    const weightOf = (file: string) => spans.find(({ path }) => path === file)?.weight ?? 0;
    assert.ok(weightOf('src/long.ts') < 2 * weightOf('src/short.ts'), JSON.stringify(spans));
  });

  it('puts a part in front that matches as such before those of which only the whole matches', () => {
    const part = (startLine: number, endLine: number, depth = 1) => ({ startLine, endLine, name: '', head: '', depth });
    const outlines = [{ path: 'a.ts', lines: 100, entries: [part(1, 100, 0), part(1, 50), part(51, 100)] }];
    const matching = [found('a.ts', 1, 100), found('a.ts', 51, 100)];
    const [first] = rankSpans({ ...NOTHING_REACHED, matching, outlines }, false, {});
    assert.equal(first?.startLine, 51);
  });

  it('puts what matches the title of a failing test best beside the nearest code', () => {
    const reached = Array.from({ length: 30 }, (_, at) => found('src/near.ts', at * 10 + 1, at * 10 + 5));
    const matching = [found('src/best.ts', 1, 5), found('src/other.ts', 1, 5)];
    assert.equal(pathsOf({ reached, matching }, true)[0], 'src/best.ts');
    const atFault = found('src/fault.ts', 1, 5, 0);
    assert.equal(pathsOf({ reached: [atFault, ...reached], matching }, true)[0], 'src/fault.ts');
    const ran = [{ ...found('src/ran.ts', 1, 5), suspicion: 0.1 }];
    assert.equal(pathsOf({ reached, matching, ran }, true)[0], 'src/ran.ts');
  });

  it('puts the parts of a long declaration in front whose names the failing test uses', () => {
    const part = (name: string, startLine: number, endLine: number) => ({
      startLine,
      endLine,
      name,
      head: '',
      depth: 1,
    });
    const entries = [
      { ...part('form', 1, 100), depth: 0 },
      part('form.set', 2, 34),
      part('form.get', 35, 67),
      part('form.drop', 68, 100),
    ];
    const outlines = [{ path: 'src/form.ts', lines: 100, entries }];
    const reached = [{ ...found('src/form.ts', 1, 100), name: 'form' }];
    const lines = rankSpans({ ...NOTHING_REACHED, reached, outlines, used: ['drop'] }, true, {}).map(
      (span) => span.startLine,
    );
    assert.deepEqual(
      lines.filter((line) => line > 1),
      [68, 2, 35],
    );
  });

  it('puts what the request names in front, and declaration files that match its words behind code', () => {
    const matching = [found('src/cart.d.ts', 1, 9), found('src/cart.js', 1, 9), found('src/named.js', 1, 9)];
    const named = [found('src/named.js', 1, 9)];
    assert.deepEqual(pathsOf({ matching, named }, false), ['src/named.js', 'src/cart.js', 'src/cart.d.ts']);
  });

  it('keeps the order of what the words of a request match, whatever its length', () => {
    const matching = [found('src/long.ts', 1, 45), found('src/short.ts', 1, 4)];
    assert.deepEqual(pathsOf({ matching }, false), ['src/long.ts', 'src/short.ts']);
  });

  it('puts what failing tests ran in front of what they could reach', () => {
    const lines = (path: string, suspicion: number) => ({ path, name: path, startLine: 1, endLine: 9, suspicion });
    const ran = [lines('src/only.ts', 1), lines('src/both.ts', 0.5)];
    const reached = [found('src/near.ts', 1, 9), found('src/both.ts', 1, 9), found('src/far.ts', 1, 9)];
    const order = rankSpans({ ...NOTHING_REACHED, ran, reached }, true, {});
    assert.deepEqual(
      order.map(({ path, why }) => [path, why]),
      [
        ['src/only.ts', 'only failing tests ran it'],
        ['src/both.ts', 'the failing test ran it'],
        ['src/near.ts', 'src/near.ts is 2 references from the failing test'],
        ['src/far.ts', 'src/far.ts is 2 references from the failing test'],
      ],
    );
  });

  it('puts what a failing test ran in front of what it could only reach, however many passing ones ran it', () => {
    const ran = [{ path: 'src/ran.ts', name: 'ran', startLine: 1, endLine: 9, suspicion: 0.1 }];
    const reached = [found('src/near.ts', 1, 9), found('src/far.ts', 1, 9)];
    assert.deepEqual(pathsOf({ ran, reached }, true), ['src/ran.ts', 'src/near.ts', 'src/far.ts']);
  });

  it('does not put what changed before in front of what is as suspicious, where it is known what ran', () => {
    const lines = (path: string) => ({ path, name: path, startLine: 1, endLine: 9, suspicion: 0.7 });
    const together = [{ path: 'src/often.ts', score: 1 }];
    const reached = [found('src/rare.ts', 1, 9), found('src/often.ts', 1, 9)];
    const first = (ran: ReachAnswer['ran']) =>
      rankSpans({ ...NOTHING_REACHED, reached, ran }, true, { together })[0]?.path;
    assert.equal(first([]), 'src/often.ts');
    assert.equal(first([lines('src/rare.ts'), lines('src/often.ts')]), 'src/rare.ts');
  });

  it('puts long code that only failing tests ran in front of short code that passing ones ran as well', () => {
    const ran = [
      { path: 'src/long.ts', name: 'long', startLine: 1, endLine: 45, suspicion: 1 },
      ...Array.from({ length: 90 }, (_, at) => ({
        path: `src/short${at}.ts`,
        name: 'short',
        startLine: 1,
        endLine: 3,
        suspicion: 0.3,
      })),
    ];
    const reached = ran.slice(1, 11).map(({ path }) => found(path, 1, 3));
    assert.equal(pathsOf({ ran, reached }, true)[0], 'src/long.ts');
  });

  it('leaves code in front that evidence names by its line', () => {
    const reached = [found('src/fault.ts', 1, 49, 0), ...[1, 2, 3].map((at) => found(`src/near${at}.ts`, 1, 2))];
    const matching = [found('src/near1.ts', 1, 2)];
    assert.equal(pathsOf({ reached, matching }, true)[0], 'src/fault.ts');
  });

  it('shows one test that matches the words of a request, as an example', () => {
    const matching = [found('test/a.test.ts', 1, 9), found('test/b.test.ts', 1, 9), found('src/a.ts', 1, 9)];
    assert.deepEqual(pathsOf({ matching }, false), ['src/a.ts', 'test/a.test.ts']);
  });
});
