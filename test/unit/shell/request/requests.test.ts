import assert from 'node:assert/strict';
import type { RunRecord } from '../../../../src/engine/journal/record';
import { earlierRequests } from '../../../../src/shell/request/earlier-requests';
import { matchPaths } from '../../../../src/shell/request/match-paths';
import { mentionOf, mentionsIn, withoutSigns } from '../../../../src/shell/request/mentions';
import { type RequestFacts, requestLines } from '../../../../src/shell/request/request-lines';
import { parseSettings, SETTINGS, type SettingKey } from '../../../../src/shell/settings';

describe('the mentions of a request', () => {
  it('are paths behind @ and symbols behind #, each once, without the punctuation behind them', () => {
    const text = 'Make #chargeFor in @src/charge.ts follow @SPEC.md. See (@src/charge.ts) and #Tariff, #dayOf!';
    assert.deepEqual(mentionsIn(text), {
      paths: ['src/charge.ts', 'SPEC.md'],
      symbols: ['chargeFor', 'Tariff', 'dayOf'],
    });
    assert.deepEqual(mentionsIn('@"my docs/a b.md" @app/[id].tsx @.github/x.yml').paths, [
      'my docs/a b.md',
      'app/[id].tsx',
      '.github/x.yml',
    ]);
  });

  it('are no addresses of mail, colours of CSS in a word, or lone signs', () => {
    assert.deepEqual(mentionsIn('write to me@example.com, a#b, @ and #'), { paths: [], symbols: [] });
  });

  it('lose their sign where they were found, and stay as they are elsewhere', () => {
    const text = 'Use @types/node in @src/a.ts, as #sum does; #123 is an issue. @"a b.md"!';
    const found = { paths: ['src/a.ts', 'a b.md'], symbols: ['sum'] };
    assert.equal(withoutSigns(text, found), 'Use @types/node in src/a.ts, as sum does; #123 is an issue. a b.md!');
  });

  it('are written so that they are read again', () => {
    for (const path of ['src/a.ts', 'my docs/a b.md', 'app/[id].tsx', 'odd)', "it's.md", 'a,b.ts'])
      assert.deepEqual(mentionsIn(`see ${mentionOf(path)}.`).paths, [path]);
  });
});

describe('the files that @ offers', () => {
  const paths = ['src/charge.ts', 'test/charge.test.ts', 'src/recharge/x.ts', 'docs/Change.md', 'src/time.ts'];
  it('begin with those whose names begin so, then those that have it at all', () => {
    assert.deepEqual(matchPaths(paths, 'charge', 9), ['src/charge.ts', 'test/charge.test.ts', 'src/recharge/x.ts']);
    assert.deepEqual(matchPaths(paths, 'CHANGE', 9), ['docs/Change.md']);
    assert.deepEqual(matchPaths(paths, 'sctm', 9), ['src/time.ts']);
    assert.deepEqual(matchPaths(paths, 'zzz', 9), []);
    assert.deepEqual(matchPaths(paths, '', 2), ['src/time.ts', 'src/charge.ts']);
  });
});

describe('earlier requests', () => {
  const run = (text: string, startedAt: string, kind: 'generate' | 'fix' = 'generate') =>
    ({ task: { kind, text, files: [] }, startedAt }) as unknown as RunRecord;
  it('are the words of earlier runs, each once, newest first, and bounded', () => {
    const runs = [run('b', '3'), run(' a ', '2'), run('fix it', '2', 'fix'), run('b', '1'), run('', '0')];
    assert.deepEqual(earlierRequests(runs), [
      { text: 'b', at: '3' },
      { text: 'a', at: '2' },
    ]);
    const many = Array.from({ length: 5000 }, (_, at) => run(`request ${at}`, String(at)));
    assert.equal(earlierRequests(many).length, 50);
  });
});

describe('the lines above a request', () => {
  const settings = (more: Partial<Record<SettingKey, unknown>> = {}) => {
    const read = parseSettings((key) => more[key] ?? SETTINGS[key].schema.parse(undefined));
    assert.ok(read.ok);
    return read.settings;
  };
  const titles = (facts: Partial<RequestFacts>) =>
    requestLines({
      tests: false,
      focus: { files: [], selection: undefined },
      settings: settings({ model: 'gpt-x' }),
      folder: undefined,
      lastStrategy: undefined,
      ...facts,
    }).map(({ title }) => title);

  it('say what will happen when it runs', () => {
    assert.deepEqual(titles({}), [
      '$(play) Run (Ctrl/⌘+Enter)',
      'May change tests: no',
      'Model: gpt-x',
      'Spend at most: $1.00',
      'Strategy: chosen at the start',
      '$(history) Earlier Requests',
    ]);
    const selection = { path: 'src/a.ts', startLine: 3, endLine: 9 };
    const full = titles({
      tests: true,
      focus: { files: ['src/a.ts'], selection },
      settings: settings({ branches: 3 }),
      folder: 'app',
    });
    for (const title of [
      'May change tests: yes',
      'In focus: src/a.ts:3–9',
      'Model: choose one',
      'Strategy: begins with 3 candidates',
      'Folder: app',
    ])
      assert.ok(full.includes(title), title);
    assert.ok(titles({ tests: 'add' }).includes('May change tests: only new ones, as you say'));
    assert.ok(titles({ lastStrategy: 'plan-first' }).includes('Strategy: chosen at the start (last: plan-first)'));
    assert.ok(!titles({ settings: undefined }).some((title) => title.startsWith('Spend')), 'an invalid setting');
  });
});
