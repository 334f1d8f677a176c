import assert from 'node:assert/strict';
import type { ChatModel, ChatRequest } from '../../../../src/engine/call/ports';
import type { EventBody } from '../../../../src/engine/contract/events';
import type { Person, StuckQuestion } from '../../../../src/engine/contract/person';
import { DEFAULT_LIMITS } from '../../../../src/engine/contract/task';
import type { Verdict } from '../../../../src/engine/contract/verdict';
import { WAITS_FOR_TESTS } from '../../../../src/engine/verify/verdict';
import type { Candidate } from '../../../../src/engine/workspace/candidate';
import { BASELINE, GREEN, red } from '../../../support/fakes';
import { FILES, play, whole } from '../../../support/play-run';

describe('the course of a run', () => {
  describe('with branches', () => {
    const APPROACHES = '1. A table.\n2. A loop.\n3. Recursion.';
    const placesOf = (events: readonly EventBody[]) =>
      events.flatMap((event) => (event.type === 'candidate' ? [[event.branch?.place, event.parent]] : []));
    const contentOf = (request: ChatRequest | undefined) => request?.messages.at(-1)?.content ?? '';

    it('begins with several candidates by approaches that the planner names, and corrects the best', async () => {
      const { ending, requests, events } = await play({
        replies: [APPROACHES, ...[2, 3, 4, 5].map((value) => whole(`export const a = ${value};`))],
        verdicts: [red('tests', 'x', 'y'), red('tests', 'x'), red('types', 'z'), GREEN],
        more: { branches: 3 },
      });
      assert.deepEqual([ending.reason, ending.iterations], ['verified', 4]);
      assert.match(contentOf(requests[0]), /Name 3 different approaches/);
      assert.match(contentOf(requests[1]), /# The approach of this attempt\n\n```text\nA table\.\n```$/);
      assert.doesNotMatch(contentOf(requests[1]), /Earlier attempts/);
      assert.match(contentOf(requests[2]), /Earlier attempts[\s\S]*2 tests failing[\s\S]*A loop\./);
      assert.deepEqual(placesOf(events), [
        [1, undefined],
        [2, undefined],
        [3, undefined],
        [undefined, 2],
      ]);
      const correction = requests[4]?.messages ?? [];
      assert.equal(
        correction.at(-2)?.content,
        whole('export const a = 3;'),
        'the reply of the candidate it goes on from',
      );
      assert.match(contentOf(requests[4]), /one of those that got furthest/);
      const decisions = events.flatMap((event) => (event.type === 'decision' ? event.action : []));
      assert.deepEqual(decisions, ['branch', 'branch', 'branch', 'backtrack', 'accept']);
    });

    it('ends at the first green candidate', async () => {
      const { ending, requests } = await play({
        replies: [APPROACHES, whole('export const a = 2;')],
        verdicts: [GREEN],
        more: { branches: 3 },
      });
      assert.deepEqual([ending.reason, requests.length], ['verified', 2]);
    });

    it('takes plain samples where the planner names no approaches', async () => {
      const { requests } = await play({
        replies: ['I would rather write code.', whole('export const a = 2;'), whole('export const a = 3;')],
        verdicts: [red('tests', 'x'), GREEN],
        more: { branches: 2 },
      });
      assert.doesNotMatch(contentOf(requests[1]), /approach/);
      assert.match(contentOf(requests[2]), /with another approach/);
    });

    it('has no branch with a limit of one iteration, nor where it goes on from an earlier candidate', async () => {
      const once = await play({
        replies: [whole('x')],
        verdicts: [red('types', 'x')],
        maxIterations: 1,
        more: { branches: 3 },
      });
      assert.equal(once.requests.length, 1);
      const earlier = [{ path: 'src/a.ts', before: FILES['src/a.ts'], after: 'export const a = 9;\n' }];
      const goesOn = await play({
        replies: [whole('export const a = 2;')],
        verdicts: [red('types', 'x'), GREEN],
        more: { branches: 3, earlier },
      });
      assert.deepEqual(placesOf(goesOn.events), [
        [undefined, undefined],
        [undefined, 0],
      ]);
    });

    it('ends with its best candidate where the person cancels it meanwhile', async () => {
      const cancel = new AbortController();
      let asked = 0;
      const { ending, events } = await play(
        {
          replies: [APPROACHES, whole('export const a = 2;'), whole('export const a = 3;')],
          verdicts: [red('tests', 'x', 'y'), red('tests', 'x')],
          more: { branches: 3 },
          onSend: () => {
            asked += 1;
            if (asked === 4) cancel.abort(new Error('cancelled'));
          },
        },
        cancel.signal,
      );
      assert.deepEqual([ending.reason, ending.iterations], ['cancelled', 2]);
      assert.equal(ending.changes[0]?.after, 'export const a = 3;\n');
      assert.ok(!events.some((event) => event.type === 'decision' && event.action === 'accept'));
    });

    it('ends with a conflict, and keeps its change, where the person edited the file meanwhile', async () => {
      let isEdited = false;
      const { ending } = await play({
        replies: [APPROACHES, whole('export const a = 2;'), whole('export const a = 3;')],
        verdicts: [red('tests', 'x'), GREEN],
        more: { branches: 3, readCurrent: async () => (isEdited ? 'mine' : (FILES['src/a.ts'] ?? null)) },
        onSend: ({ messages }) => {
          isEdited ||= messages.at(-1)?.content.includes('A loop.') ?? false;
        },
      });
      assert.deepEqual([ending.reason, ending.changes[0]?.after], ['conflict', 'export const a = 3;\n']);
    });

    it('ends where the limits end it, within a branch as well', async () => {
      const { ending } = await play({
        replies: [APPROACHES, whole('export const a = 2;'), whole('export const a = 3;')],
        verdicts: [red('tests', 'x')],
        more: { branches: 3, limits: { ...DEFAULT_LIMITS, maxCalls: 2 } },
      });
      assert.deepEqual([ending.reason, ending.changes.length], ['call-budget', 1]);
    });
  });

  it('turns to the stronger model where the usual one gets nowhere, for the rest of the run', async () => {
    const stronger: ChatModel = {
      provider: 'scripted',
      model: 'stronger',
      endpoint: 'there',
      send: async ({ messages }) => ({
        text: whole(`export const a = ${messages.length > 1 ? 8 : 7};`),
        finish: 'stop',
        usage: { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 },
      }),
    };
    const { ending, events } = await play({
      replies: [whole('export const a = 2;')],
      verdicts: [red('types', 'A'), red('types', 'B'), GREEN],
      more: { stronger },
    });
    assert.equal(ending.reason, 'verified');
    const models = events.flatMap((event) => (event.type === 'call-start' ? event.model : []));
    assert.deepEqual(models, ['m', 'm', 'm', 'stronger', 'stronger'].slice(-models.length));
    assert.ok(events.some((event) => event.type === 'decision' && event.action === 'escalate'));
  });

  describe('with tests that take long', () => {
    const APPROACHES = '1. A table.\n2. A loop.\n3. Recursion.';
    const baseline = { ...BASELINE, report: { ...BASELINE.report, ms: 60_000 } };
    const replies = [APPROACHES, ...[2, 3, 4, 5].map((value) => whole(`export const a = ${value};`))];

    /** The candidates' values in the order in which they were type-checked and tested. */
    async function branchOf(types: readonly Verdict[], tests: readonly Verdict[]) {
      const checked: string[] = [];
      const tested: string[] = [];
      const next = (seen: string[], verdicts: readonly Verdict[]) => async (candidate: Candidate) => {
        seen.push(/\d/.exec(candidate.files.get('src/a.ts') ?? '')?.[0] ?? '');
        return verdicts[Math.min(seen.length, verdicts.length) - 1] ?? GREEN;
      };
      const judge = { baseline: async () => baseline, judge: next(tested, tests), judgeTypes: next(checked, types) };
      return { ...(await play({ replies, verdicts: [], more: { branches: 3, judge } })), checked, tested };
    }

    it('type-checks all candidates first, and gives only the best two their tests', async () => {
      const red1 = red('tests', 'x', 'y');
      const { ending, checked, tested, events } = await branchOf([WAITS_FOR_TESTS], [red1, red('tests', 'x'), GREEN]);
      assert.deepEqual(
        [checked, tested.slice(0, 3)],
        [
          ['2', '3', '4'],
          ['2', '3', '5'],
        ],
      );
      assert.equal(ending.reason, 'verified');
      const parents = events.flatMap((event) => (event.type === 'iteration-start' ? [event.parent] : []));
      assert.equal(parents[3], 2, 'goes on from the best of the tested ones');
    });

    it('tests the best by their types, and ends at the first green one with that candidate', async () => {
      const { ending, tested, requests } = await branchOf([red('types', 'z'), WAITS_FOR_TESTS], [GREEN]);
      assert.deepEqual([tested, requests.length, ending.reason], [['3'], 4, 'verified']);
      assert.equal(ending.changes[0]?.after, 'export const a = 3;\n');
    });

    it('tests none where all are red by their types, nor a candidate outside of a branch before its time', async () => {
      const { tested, checked } = await branchOf([red('types', 'z')], [GREEN]);
      assert.deepEqual([checked, tested], [['2', '3', '4'], ['5']]);
    });
  });

  describe('with a person who can be asked', () => {
    const asked: StuckQuestion[] = [];
    const answering = (...replies: Awaited<ReturnType<NonNullable<Person['help']>>>[]): Person => ({
      takeHints: () => [],
      hasHints: () => false,
      paused: () => undefined,
      help: async (question) => {
        asked.push(question);
        return replies[asked.length - 1] ?? {};
      },
    });
    const echo = { replies: [whole('export const a = 2;')], verdicts: [red('types', 'x')] };

    beforeEach(() => {
      asked.length = 0;
    });

    it('asks where it would end otherwise, and the hint is in every later prompt', async () => {
      const { ending, requests, events } = await play({
        replies: [...Array.from({ length: 3 }, () => whole('export const a = 2;')), whole('export const a = 3;')],
        verdicts: [red('types', 'x'), GREEN],
        more: { person: answering({ hint: 'Use a table.' }) },
      });
      assert.deepEqual([ending.reason, asked.length], ['verified', 1]);
      assert.match(asked[0]?.why ?? '', /with a hint of yours/);
      assert.match(asked[0]?.summary ?? '', /1 type error/);
      const hinted = requests.filter(({ messages }) =>
        messages.some(({ content }) => content.includes('Use a table.')),
      );
      assert.ok(hinted.length > 0 && hinted.includes(requests.at(-1) as ChatRequest));
      assert.ok(events.some((event) => event.type === 'hint' && event.text === 'Use a table.'));
    });

    it('ends where the person ends it, with the best candidate', async () => {
      const { ending } = await play({ ...echo, more: { person: answering({ stop: true }) } });
      assert.deepEqual([ending.reason, ending.changes.length], ['cancelled', 1]);
    });

    it('asks no more where the person has nothing to add, and ends', async () => {
      const { ending, requests } = await play({ ...echo, maxIterations: 99, more: { person: answering({}) } });
      assert.deepEqual([ending.reason, asked.length, requests.length], ['stalled', 1, 3]);
      assert.match(ending.message, /no hint/);
    });

    it('asks at most twice, however often a hint helps nothing', async () => {
      const hints = Array.from({ length: 9 }, (_, index) => ({ hint: `hint ${index}` }));
      const { ending } = await play({ ...echo, maxIterations: 99, more: { person: answering(...hints) } });
      assert.deepEqual([ending.reason, asked.length], ['stalled', 2]);
    });
  });
});
