import assert from 'node:assert/strict';
import type { ChatModel } from '../../../src/engine/call/ports';
import { Interrupted } from '../../../src/engine/contract/plain/interrupted';
import { DEFAULT_LIMITS } from '../../../src/engine/contract/task';
import type { Verdict } from '../../../src/engine/contract/verdict';
import { allowanceFor } from '../../../src/engine/prompt/allowance';
import { cancelledOrInterrupted } from '../../../src/engine/run/endings';
import { createToolbox } from '../../../src/engine/search/tools/toolbox';
import { redVerdict } from '../../../src/engine/verify/verdict';
import { BASELINE, evidence, GREEN, memorySnapshot, red } from '../../support/fakes';
import { FILES, play, type Scene, whole } from '../../support/play-run';

describe('run', () => {
  it('publishes what each prompt shows of the workspace, and what corrections add', async () => {
    const file = (path: string) => ({
      path,
      lines: [{ startLine: 1, endLine: 2 }],
      part: { title: `${path} (excerpt: lines 1-2)`, text: 'text', why: 'because' },
    });
    const tokens: number[] = [];
    const { events } = await play({
      replies: ['export const a = 2;', 'export const a = 3;', 'export const a = 4;'].map(whole),
      verdicts: [red('types', 'A'), red('types', 'B'), GREEN],
      more: {
        allowance: {
          contextTokens: 40,
          evidenceTokens: 100,
          outputTokens: 100,
          largestOutputTokens: 100,
          lookTokens: 100,
          widenTokens: (tries) => tries * 10,
        },
        gatherContext: async () => ({
          focus: [],
          shown: [file('src/a.ts'), file('src/b.ts')],
          parts: [file('src/a.ts').part, { title: 'long', text: 'x'.repeat(400), why: '' }, file('src/b.ts').part],
        }),
        widenContext: async (request) => {
          tokens.push(request.tokens);
          return request.shown.length === 2 ? [file('src/c.ts')] : [];
        },
      },
    });
    const shown = events.flatMap((event) => (event.type === 'context' ? [event] : []));
    assert.deepEqual(
      shown.map(({ added, parts }) => [added, parts.map(({ path }) => path)]),
      [
        [false, ['src/a.ts', 'src/b.ts']],
        [true, ['src/c.ts']],
      ],
    );
    assert.deepEqual(shown[1]?.parts, [
      {
        title: 'src/c.ts (excerpt: lines 1-2)',
        why: 'because',
        tokens: 9,
        path: 'src/c.ts',
        lines: [{ startLine: 1, endLine: 2 }],
      },
    ]);
    assert.deepEqual(tokens, [10, 20]);
  });

  it('chooses what a fix shows by its goals, what the compiler says of their tests, and what these ran', async () => {
    const inTest = { path: 'src/a.test.ts' };
    const goal = evidence('tests', 'goal', { ...inTest, test: 'adds' });
    const types = [evidence('types', 'in its test', inTest), evidence('types', 'elsewhere', { path: 'src/b.ts' })];
    const coverage = { failing: [{ ...inTest, name: 'adds' }], passing: 1, files: [] };
    const baseline = { ...BASELINE, types, tests: [goal], report: { ...BASELINE.report, coverage } };
    const seen: unknown[] = [];
    const playWith = (goals: typeof types) =>
      play({
        replies: [whole('export const a = 2;')],
        verdicts: [GREEN],
        baseline: { ...baseline, goals },
        more: {
          gatherContext: async ({ evidence: items, coverage: ran }) => {
            seen.push([items.map(({ fingerprint }) => fingerprint), ran]);
            return { focus: [], shown: [], parts: [] };
          },
        },
      });
    await playWith([goal]);
    await playWith([]);
    assert.deepEqual(seen, [
      [['goal', 'in its test'], coverage],
      [['in its test', 'elsewhere', 'goal'], coverage],
    ]);
  });

  it('corrects until green, and returns the verified change', async () => {
    const { ending, requests, events, recorded } = await play({
      replies: [whole('export const a = 2;'), whole('export const a = 3;')],
      verdicts: [red('types', 'TS'), GREEN],
    });
    assert.equal(ending.reason, 'verified');
    assert.deepEqual(ending.changes, [
      { path: 'src/a.ts', before: 'export const a = 1;\n', after: 'export const a = 3;\n' },
    ]);
    assert.match(requests[1]?.messages.at(-1)?.content ?? '', /finding TS[\s\S]*As in your last reply: src\/a\.ts\./);
    assert.deepEqual(
      recorded.map(({ strategy, reason, iterations }) => [strategy, reason, iterations]),
      [['direct', 'verified', 2]],
    );
    assert.deepEqual(
      events.map(({ type }) => type),
      [
        'strategy',
        ...[
          'iteration-start',
          'context',
          'call-start',
          'call-end',
          'exchange',
          'stage-start',
          'stage-end',
          'candidate',
          'verdict',
          'decision',
        ],
        ...[
          'iteration-start',
          'call-start',
          'call-end',
          'exchange',
          'stage-start',
          'stage-end',
          'candidate',
          'verdict',
          'decision',
        ],
      ],
    );
  });

  it('shows an example where the strategy says so, and opens straight away where there is none', async () => {
    const zoo = 'export const zoo = (open: boolean): string => (open ? "open" : "closed");\n'.repeat(12);
    const scene = { replies: [whole('export const a = 2;')], verdicts: [GREEN], strategy: 'example-led' } as const;
    const snapshot = memorySnapshot({ ...FILES, 'src/zoo.ts': zoo, 'test/zoo.test.ts': '' });
    const led = await play({ ...scene, more: { snapshot } });
    const asked = led.requests[0]?.messages.at(-1)?.content ?? '';
    assert.match(asked, /## src\/zoo\.ts\n[\s\S]*src\/zoo\.ts is an example\. Leave it as it is\./);
    assert.deepEqual(
      led.recorded.map(({ strategy }) => strategy),
      ['example-led'],
    );

    const without = await play(scene);
    assert.doesNotMatch(without.requests[0]?.messages.at(-1)?.content ?? '', /example/);
    assert.deepEqual(
      without.recorded.map(({ strategy }) => strategy),
      ['direct'],
    );
    const told = without.events.flatMap((event) => (event.type === 'strategy' ? [[event.strategy, event.why]] : []));
    assert.deepEqual(told, [
      ['example-led', 'said so'],
      ['direct', 'No file beside the code is a fit example: tried straight away.'],
    ]);
  });

  it('plans first where the strategy says so, and shows the plan in every later call', async () => {
    const { requests, ending } = await play({
      strategy: 'plan-first',
      replies: ['THE PLAN', whole('export const a = 2;'), whole('export const a = 3;')],
      verdicts: [red('types', 'x'), GREEN],
    });
    assert.equal(ending.reason, 'verified');
    assert.equal(requests.length, 3);
    for (const request of requests.slice(1)) assert.equal(request.messages[1]?.content, 'THE PLAN');
    assert.equal(ending.iterations, 2);
  });

  it('uses the change right away when the model wrote it instead of a plan', async () => {
    const { requests, ending } = await play({
      strategy: 'plan-first',
      replies: [whole('export const a = 2;'), whole('export const a = 3;')],
      verdicts: [red('types', 'x'), GREEN],
    });
    assert.equal(ending.reason, 'verified');
    assert.equal(requests.length, 2);
    assert.equal(ending.changes[0]?.after, 'export const a = 3;\n');
  });

  describe('with tools', () => {
    const snapshot = memorySnapshot({ ...FILES, 'src/b.ts': 'export const b = 7;\n' });
    const unused = () => Promise.reject(new Error('unused'));
    const toolbox = createToolbox({ snapshot, searcher: { searchText: unused }, lookup: { lookUp: unused } });

    it('looks before it writes, and shows what was looked at again in corrections', async () => {
      const { requests, ending, events } = await play({
        reads: [['src/b.ts']],
        replies: ['I look at b.', whole('export const a = 2;'), whole('export const a = 3;')],
        verdicts: [red('types', 'x'), GREEN],
        more: { toolbox, snapshot },
      });
      assert.deepEqual([ending.reason, ending.iterations], ['verified', 2]);
      assert.match(requests[1]?.messages.at(-1)?.toolResults?.[0]?.content ?? '', /b = 7/);
      assert.deepEqual(requests[1]?.messages[0], requests[0]?.messages[0]);
      const correction = requests[2]?.messages ?? [];
      assert.equal(correction.length, 3, 'the calls are not repeated');
      assert.match(correction[2]?.content ?? '', /## src\/b\.ts \(excerpt: lines 1-1\)\n\n```ts\nexport const b = 7;/);
      assert.ok(requests.every(({ tools }) => tools === requests[0]?.tools && tools !== undefined));
      assert.deepEqual(
        events.flatMap((event) => (event.type === 'tool-result' ? [event.summary] : [])),
        ['src/b.ts, lines 1-1 of 1'],
      );
    });

    it('offers none where the prompt shows all code, and none where there are none', async () => {
      const whole1 = { path: 'src/a.ts', lines: [], part: { title: 'src/a.ts', text: 'text', why: '' } };
      const whole2 = { ...whole1, path: 'src/b.ts', part: { ...whole1.part, title: 'src/b.ts' } };
      const context = { parts: [whole1.part, whole2.part], focus: ['src/a.ts'], shown: [whole1, whole2] };
      const scene = { replies: [whole('export const a = 2;')], verdicts: [GREEN] };
      const all = await play({ ...scene, more: { toolbox, snapshot, gatherContext: async () => context } });
      const none = await play({ ...scene, more: { snapshot } });
      for (const { requests } of [all, none]) assert.equal(requests[0]?.tools, undefined);
    });

    it('offers no look-up of code where only documents are not shown, nor a search for one that is named', async () => {
      const files = memorySnapshot({ ...FILES, 'notes/rules.txt': 'The letter is X.\n' });
      const own = createToolbox({ snapshot: files, searcher: { searchText: unused }, lookup: { lookUp: unused } });
      const shown = Object.keys(FILES).map((path) => {
        const part = { title: path, text: 'text', why: '' };
        return { path, lines: [], part };
      });
      const offered = async (others: string) => {
        const parts = [...shown.map(({ part }) => part), { title: 'Other files', text: others, why: '' }];
        const { requests } = await play({
          replies: [whole('export const a = 2;')],
          verdicts: [GREEN],
          more: { toolbox: own, snapshot: files, gatherContext: async () => ({ parts, focus: ['src/a.ts'], shown }) },
        });
        return requests[0]?.tools?.map(({ name }) => name);
      };
      assert.deepEqual(await offered('(and 1 more)'), ['read_file', 'search_text', 'list_files']);
      assert.deepEqual(await offered('notes/rules.txt\npackage.json'), ['read_file']);
    });

    it('asks to look first where the strategy says so, with the messages of the direct one', async () => {
      const scene = { replies: [whole('export const a = 2;')], verdicts: [GREEN], more: { toolbox, snapshot } };
      const direct = await play(scene);
      const looking = await play({ ...scene, strategy: 'look-first' });
      const [message] = looking.requests[0]?.messages ?? [];
      assert.match(message?.hint ?? '', /^Before you write, look with the tools/);
      assert.deepEqual([{ ...message, hint: undefined }], [{ ...direct.requests[0]?.messages[0], hint: undefined }]);
      assert.equal(direct.requests[0]?.messages[0]?.hint, undefined);
      assert.ok(looking.events.some((event) => event.type === 'strategy' && event.why === 'may look'));
    });
  });

  it('keeps the candidate when only the replies after it were malformed', async () => {
    const { requests, ending } = await play({
      replies: [
        whole('export const a = 2;'),
        'none',
        'none',
        'src/a.ts\n<<<<<<< SEARCH\nexport const a = 2;\n=======\nexport const a = 4;\n>>>>>>> REPLACE',
      ],
      verdicts: [red('tests', 'x'), GREEN],
    });
    assert.match(requests[3]?.messages.at(-1)?.content ?? '', /export const a = 2;/);
    assert.equal(ending.changes[0]?.after, 'export const a = 4;\n');
  });

  it('reverts what the guard refused, and keeps the rest', async () => {
    const refused = redVerdict('guard', [evidence('guard', 'g', { path: 'test/a.test.ts' })]);
    const { requests, ending } = await play({
      replies: [
        `${whole('export const a = 2;')}\n\n\`\`\`ts test/a.test.ts\n// weaker\n\`\`\``,
        'src/a.ts\n<<<<<<< SEARCH\nexport const a = 2;\n=======\nexport const a = 3;\n>>>>>>> REPLACE',
      ],
      verdicts: [refused, GREEN],
    });
    const shown = requests[1]?.messages.at(-1)?.content ?? '';
    assert.match(shown, /were restored/);
    assert.doesNotMatch(shown.split('# Your change so far')[1] ?? '', /weaker/);
    assert.deepEqual(
      ending.changes.map(({ path, after }) => [path, after]),
      [['src/a.ts', 'export const a = 3;\n']],
    );
  });

  it('sends no more than the host of a model says that it reads, the first parts first', async () => {
    const part = (title: string, tokens: number) => ({ title, text: 'x'.repeat(4 * tokens), why: '' });
    const { requests, events } = await play({
      replies: [whole('export const a = 2;'), whole('export const a = 3;')],
      verdicts: [red('types', 'A'), GREEN],
      more: {
        allowance: allowanceFor([{ provider: 'vscode', model: 'm', inputTokens: 2000 }]),
        gatherContext: async () => ({
          focus: [],
          shown: [],
          parts: [part('first', 200), part('second', 150), part('third', 1200), part('fourth', 100)],
        }),
      },
    });
    for (const { system, messages } of requests) {
      const tokens = messages.reduce((sum, { content }) => sum + content.length / 4, system.length / 4);
      assert.ok(tokens <= 2000, String(tokens));
      assert.match(messages[0]?.content ?? '', /## first\n[\s\S]*## second\n[\s\S]*left out for length: third/);
    }
    assert.equal(requests.length, 2);
    assert.ok(!events.some(({ type }) => type === 'call-retry'));
  });

  it('repeats the whole opening in every later call', async () => {
    const { requests } = await play({
      replies: [1, 2, 3].map((n) => whole(`export const a = ${n + 1};`)),
      verdicts: [red('types', 'x'), red('tests', 'y'), GREEN],
    });
    for (const request of requests) {
      assert.equal(request.system, requests[0]?.system);
      assert.deepEqual(request.messages[0], requests[0]?.messages[0]);
    }
  });

  it('ends with the best candidate, which a fresh start does not show', async () => {
    const { ending, requests } = await play({
      maxIterations: 3,
      replies: [whole('export const a = 2;'), whole('export const a = 3;'), whole('export const a = 4;')],
      verdicts: [red('tests', 'near'), red('types', 'far'), red('types', 'farther')],
    });
    assert.equal(ending.reason, 'iterations-exhausted');
    assert.equal(ending.changes[0]?.after, 'export const a = 2;\n');
    const [message, ...more] = requests[2]?.messages ?? [];
    assert.deepEqual(more, []);
    assert.match(message?.content ?? '', /# Earlier attempts[\s\S]*- 1 test failing: near/);
    assert.doesNotMatch(message?.content ?? '', /export const a = [23];/);
  });

  it('ends as stalled when nothing changes, and as oscillating when it goes in circles', async () => {
    const stalled = await play({ replies: [whole('export const a = 2;')], verdicts: [red('types', 'x')] });
    assert.equal(stalled.ending.reason, 'stalled');
    assert.equal(stalled.requests.length, 4);
    const circle = await play({
      maxIterations: 99,
      replies: Array.from({ length: 99 }, (_, n) => whole(`export const a = ${2 + (n % 2)};`)),
      verdicts: [red('types', 'x'), red('types', 'y')],
    });
    assert.equal(circle.ending.reason, 'oscillating');
    assert.ok(circle.requests.length < 8, `${circle.requests.length} requests`);
  });

  it('ends when the judge cannot judge, before any model call', async () => {
    const { ending, requests, recorded } = await play({
      replies: ['x'],
      verdicts: [GREEN],
      baseline: { impossible: { reason: 'configuration', message: 'no tsconfig' } },
    });
    assert.equal(ending.reason, 'configuration');
    assert.equal(requests.length, 0);
    assert.equal(recorded.length, 0);
  });

  it('fixes nothing when nothing is red', async () => {
    const green = await play({ replies: ['x'], verdicts: [GREEN], task: { kind: 'fix' } });
    assert.equal(green.ending.reason, 'already-green');
    assert.equal(green.requests.length, 0);
    const empty = await play({
      replies: ['x'],
      verdicts: [GREEN],
      task: { kind: 'fix' },
      baseline: { ...BASELINE, report: { ...BASELINE.report, executed: 0 } },
    });
    assert.equal(empty.ending.reason, 'unverifiable');
    const red1 = await play({
      replies: [whole('export const a = 2;')],
      verdicts: [GREEN],
      task: { kind: 'fix' },
      baseline: { ...BASELINE, types: [evidence('types', 't')], goals: [evidence('types', 't')] },
    });
    assert.equal(red1.ending.reason, 'verified');
  });

  it('offers a change after which only what was red before is red', async () => {
    const asBefore: Verdict = {
      ...red('tests', 'old'),
      asBefore: { reason: 'red-as-before', message: 'Rest is green.' },
    };
    const { ending, requests } = await play({
      replies: [whole('export const a = 2;'), whole('export const a = 3;')],
      verdicts: [asBefore, red('types', 'x')],
    });
    assert.equal(ending.reason, 'red-as-before');
    assert.equal(ending.message, 'Rest is green.');
    assert.equal(requests.length, 2);
    assert.equal(ending.changes[0]?.after, 'export const a = 2;\n');
  });

  it('succeeds with the best fix when only type errors beside the failing tests are left', async () => {
    const left: Verdict = { ...red('tests', 'old'), asBefore: { reason: 'verified', message: 'Rest is green.' } };
    const scene: Scene = {
      replies: [whole('export const a = 2;'), whole('export const a = 3;')],
      verdicts: [left, red('types', 'x')],
    };
    const { ending } = await play(scene);
    assert.deepEqual([ending.reason, ending.changes[0]?.after], ['verified', 'export const a = 2;\n']);
    const meanwhile = await play({ ...scene, more: { readCurrent: async () => 'mine' } });
    assert.equal(meanwhile.ending.reason, 'conflict');
  });

  it('explains why a reply is malformed, and asks for whole files after the second', async () => {
    const { requests, ending } = await play({
      replies: ['no code', 'still none, sorry', whole('export const a = 2;')],
      verdicts: [GREEN],
    });
    assert.equal(ending.reason, 'verified');
    assert.match(requests[1]?.messages.at(-1)?.content ?? '', /could not be applied/);
    assert.match(requests[2]?.messages.at(-1)?.content ?? '', /whole files only/);
  });

  it('asks for short edits when a reply stays cut off', async () => {
    const { requests, ending } = await play({
      replies: ['```ts src/a.ts\nexport const', ' a', ' =', ' 2', whole('export const a = 2;')],
      cutBefore: 4,
      verdicts: [GREEN],
    });
    assert.equal(ending.reason, 'verified');
    assert.match(
      requests[4]?.messages.at(-1)?.content ?? '',
      /cut off at the output limit[\s\S]*short SEARCH\/REPLACE edits/,
    );
  });

  it('ends with a conflict when the person changed a touched file meanwhile', async () => {
    const { ending } = await play({
      replies: [whole('export const a = 2;')],
      verdicts: [GREEN],
      more: { readCurrent: async () => 'mine' },
    });
    assert.equal(ending.reason, 'conflict');
    assert.match(ending.message, /src\/a\.ts/);
    assert.equal(ending.changes.length, 1, 'the change is still there to look at');
  });

  it('ends cancelled, with the best candidate so far', async () => {
    const cancel = new AbortController();
    let sent = 0;
    const { ending } = await play(
      {
        replies: [whole('export const a = 2;')],
        verdicts: [red('types', 'x')],
        onSend: () => (++sent === 2 ? cancel.abort() : undefined),
      },
      cancel.signal,
    );
    assert.equal(ending.reason, 'cancelled');
    assert.equal(ending.changes.length, 1);
  });

  it('keeps what the model wrote instead of code, without secrets', async () => {
    const { events } = await play({
      replies: ['Which calendar? The key is sk-abcdefghijklmnopqrstuvwx.'],
      verdicts: [],
    });
    const [said] = events.flatMap((event) =>
      event.type === 'stage-end' && event.stage === 'reply' ? [event.checked] : [],
    );
    assert.equal(said, 'No code. The model wrote: Which calendar? The key is [secret].');
  });

  it('says that it was interrupted where its host ended, which is nobody’s decision', () => {
    const ended = { reason: 'cancelled', message: 'You cancelled the run.', changes: [1] } as const;
    const aborted = (reason?: unknown) => AbortSignal.abort(reason);
    assert.deepEqual(cancelledOrInterrupted(ended, aborted()), ended);
    const { reason, message, changes } = cancelledOrInterrupted(ended, aborted(new Interrupted()));
    assert.deepEqual([reason, changes], ['interrupted', [1]]);
    assert.match(message, /window was closed or reloaded/);
    const stalled = { ...ended, reason: 'stalled' } as const;
    assert.equal(cancelledOrInterrupted(stalled, aborted(new Interrupted())).reason, 'stalled');
  });

  for (const [limit, reason] of [
    [{ maxCalls: 1 }, 'call-budget'],
    [{ maxTokens: 5000 }, 'token-budget'],
    [{ maxCostUsd: 0.001 }, 'cost-budget'],
  ] as const) {
    it(`ends with ${reason} before the call that would exceed it`, async () => {
      const { ending, requests } = await play({
        replies: [2, 3, 4, 5, 6, 7].map((n) => whole(`export const a = ${n};${' '.repeat(n * 3000)}`)),
        verdicts: ['a', 'b', 'c', 'd', 'e', 'f'].map((print) => red('types', print)),
        more: { limits: { ...DEFAULT_LIMITS, ...limit } },
      });
      assert.equal(ending.reason, reason);
      assert.ok(requests.length < 6);
    });
  }

  const OBJECTION = JSON.stringify({
    accept: false,
    findings: [{ severity: 'wrong', path: 'src/a.ts', line: 1, what: 'It is off by one.', why: '' }],
  });

  it('corrects what a reviewer objects to, and accepts what it accepts', async () => {
    const { ending, requests, events } = await play({
      replies: [
        whole('export const a = 2;'),
        OBJECTION,
        whole('export const a = 3;'),
        JSON.stringify({ accept: true, findings: [] }),
      ],
      verdicts: [GREEN],
      more: { review: 'always' },
    });
    assert.equal(ending.reason, 'verified', ending.message);
    assert.equal(ending.changes[0]?.after, 'export const a = 3;\n');
    assert.match(requests[2]?.messages.at(-1)?.content ?? '', /A reviewer objects to your change[\s\S]*off by one/);
    const purposes = events.flatMap((event) => (event.type === 'call-start' ? event.purpose : []));
    assert.deepEqual(purposes, ['generate', 'review', 'correct', 'review']);
  });

  it('accepts a green change that a reviewer sent back, when nothing better comes', async () => {
    const more = { review: 'always' } as const;
    const worse = await play({
      replies: [whole('export const a = 2;'), OBJECTION, whole('export const a = x;')],
      verdicts: [GREEN, red('types', 'x')],
      more,
    });
    assert.equal(worse.ending.reason, 'verified', worse.ending.message);
    assert.equal(worse.ending.changes[0]?.after, 'export const a = 2;\n');
    assert.match(worse.ending.message, /A reviewer objects, and no later change was better: .*off by one/);
    const ended = await play({
      replies: [whole('export const a = 2;'), OBJECTION],
      verdicts: [GREEN],
      more: { ...more, limits: { ...DEFAULT_LIMITS, maxCalls: 2 } },
    });
    assert.equal(ended.ending.reason, 'verified', ended.ending.message);
    assert.equal(ended.ending.changes[0]?.after, 'export const a = 2;\n');
  });

  it('goes on from an earlier candidate, and records nothing of it', async () => {
    const earlier = [{ path: 'src/a.ts', before: FILES['src/a.ts'], after: 'export const a = 2;\n' }];
    const scene = { replies: [whole('export const a = 3;')], strategy: 'plan-first', more: { earlier } } as const;
    const fixed = await play({ ...scene, verdicts: [red('tests', 'A'), GREEN], maxIterations: 1 });
    assert.equal(fixed.ending.reason, 'verified', fixed.ending.message);
    assert.equal(fixed.ending.iterations, 1);
    assert.deepEqual(fixed.judged, ['export const a = 2;\n', 'export const a = 3;\n']);
    assert.deepEqual(fixed.recorded, []);
    const [asked] = fixed.requests;
    assert.equal(asked?.messages.length, 1);
    assert.match(asked?.messages[0]?.content ?? '', /but tests fail[\s\S]*export const a = 2;/);
    const green = await play({ ...scene, verdicts: [GREEN] });
    assert.equal(green.ending.reason, 'verified');
    assert.equal(green.ending.changes[0]?.after, 'export const a = 2;\n');
    assert.equal(green.requests.length, 0);
    const none = await play({ ...scene, verdicts: [red('tests', 'A')], maxIterations: 1 });
    assert.equal(none.ending.reason, 'iterations-exhausted');
    assert.equal(none.ending.iterations, 1);
  });

  it('drops an earlier candidate over files that changed since', async () => {
    const earlier = [{ path: 'src/a.ts', before: 'older', after: 'export const a = 2;\n' }];
    const { judged } = await play({ replies: [whole('export const a = 3;')], verdicts: [GREEN], more: { earlier } });
    assert.deepEqual(judged, ['export const a = 3;\n']);
  });

  it('plans with the planner, and writes with the model', async () => {
    const planner: ChatModel = {
      provider: 'scripted',
      model: 'planner',
      endpoint: 'there',
      send: async () => ({
        text: 'the plan',
        finish: 'stop',
        usage: { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 },
      }),
    };
    const { ending, requests, events } = await play({
      replies: [whole('export const a = 2;')],
      verdicts: [GREEN],
      strategy: 'plan-first',
      more: { planner },
    });
    assert.equal(ending.reason, 'verified');
    assert.equal(requests.length, 1);
    assert.equal(requests[0]?.messages[1]?.content, 'the plan');
    const models = events.flatMap((event) => (event.type === 'call-start' ? event.model : []));
    assert.deepEqual(models, ['planner', 'm']);
  });

  it('does not swallow a bug', async () => {
    await assert.rejects(
      play({
        replies: [whole('x')],
        verdicts: [GREEN],
        more: { gatherContext: () => Promise.reject(new Error('a bug')) },
      }),
      /a bug/,
    );
  });

  it('keeps the larger output limit that the model’s thinking needed', async () => {
    const { ending, requests } = await play({
      replies: ['', whole('export const a = 2;'), whole('export const a = 3;')],
      verdicts: [red('types', 'A'), GREEN],
      cutBefore: 1,
    });
    assert.equal(ending.reason, 'verified');
    assert.deepEqual(
      requests.map(({ maxOutputTokens }) => maxOutputTokens),
      [8192, 32_768, 32_768],
    );
  });
});
