import assert from 'node:assert/strict';
import { topLevelsOf } from '../../../src/engine/code/declarations/top-level';
import type { Verdict } from '../../../src/engine/contract/verdict';
import { createExperienceMemory } from '../../../src/engine/learn/experience/experience-memory';
import { BASELINE } from '../../support/fakes';
import { memoryStore } from '../../support/memory-store';
import { play, whole } from '../../support/play-run';

const FINDING = {
  stage: 'types',
  fingerprint: 'money',
  code: 'TS2345',
  path: 'src/a.ts',
  message: "Argument of type 'number' is not assignable to parameter of type 'Money'.",
} as const;
const RED: Verdict = { ok: false, stage: 'types', evidence: [FINDING], failingTests: 0, summary: 'types: 1 error' };
const GREEN: Verdict = { ok: true, stage: 'tests', evidence: [], failingTests: 0, summary: 'green' };

describe('a run with earlier experience', () => {
  const open = () => createExperienceMemory(memoryStore(), '/ws', { now: () => 0 }, assert.fail);
  const replies = [whole('export const a = pay(1);'), whole('export const a = pay(toMoney(1));')];
  const verdicts = [RED, GREEN];
  const lastMessage = (request: { readonly messages: readonly { readonly content: string }[] } | undefined) =>
    request?.messages.at(-1)?.content ?? '';

  it('keeps what it solved, and the next one is told where it meets the same', async () => {
    const more = { experience: open(), readTopLevels: topLevelsOf };
    const first = await play({ replies, verdicts, more });
    assert.equal(first.ending.reason, 'verified');
    assert.doesNotMatch(lastMessage(first.requests[1]), /Solved before/);
    const second = await play({ replies, verdicts, more });
    assert.doesNotMatch(lastMessage(second.requests[0]), /Solved before/);
    assert.match(lastMessage(second.requests[1]), /Solved before[\s\S]*TS2345 in `src\/a\.ts`[\s\S]*it uses `toMoney`/);
  });

  it('shows in the first message what solved the failing test before, and says so in the events', async () => {
    const more = { experience: open(), readTopLevels: topLevelsOf };
    const failing = { ...FINDING, stage: 'tests', test: 'pays in cents', message: 'Expected 1 to be 100' } as const;
    const baseline = { ...BASELINE, tests: [failing], goals: [failing] };
    const scene = { replies, verdicts: [GREEN], more, task: { kind: 'fix' as const } };
    for (const isKnown of [false, true]) {
      const { requests, events } = await play({ ...scene, baseline });
      assert.equal(/Solved before[\s\S]*pays in cents/.test(lastMessage(requests[0])), isKnown);
      const titles = events.flatMap((event) => (event.type === 'context' ? event.parts.map(({ title }) => title) : []));
      assert.equal(
        titles.some((title) => title.startsWith('Solved before')),
        isKnown,
      );
    }
  });

  it('is told of it in other words, where a model finds them near, at the cost of the run', async () => {
    const more = { experience: open(), readTopLevels: topLevelsOf };
    await play({ replies, verdicts, more });
    const sent: (readonly string[])[] = [];
    const embeddings = {
      provider: 'scripted',
      model: 'e',
      endpoint: 'here',
      async send(texts: readonly string[]) {
        sent.push(texts);
        // Unrelated texts point into directions of their own, and both kinds of money into one.
        const vectors = texts.map((text, at) =>
          [0, 1, 2, 3, 4, 5, 6, 7].map((n) => +(n === (/Money|cash/.test(text) ? 7 : at % 7))),
        );
        return { vectors, usage: { inputTokens: 1000, outputTokens: 0, cachedInputTokens: 0 } };
      },
    };
    const other = { ...FINDING, code: 'TS1', path: 'lib/till.ts', message: 'No cash here.' };
    const red = { ...RED, evidence: [other] };
    const before = await play({ replies, verdicts: [red, GREEN], more });
    assert.doesNotMatch(lastMessage(before.requests[1]), /Solved before/);
    const { requests, ending, events } = await play({ replies, verdicts: [red, GREEN], more: { ...more, embeddings } });
    assert.match(lastMessage(requests[1]), /Solved before[\s\S]*it uses `toMoney`/);
    const whys = (played: typeof events) =>
      played
        .flatMap((event) => (event.type === 'context' ? event.parts : []))
        .flatMap(({ title, why }) => (title.startsWith('Solved before') ? why : []));
    assert.deepEqual(whys(events), ['earlier runs solved something similar here, 1 of 2 by meaning, in other words']);
    assert.deepEqual(whys(before.events), []);
    assert.deepEqual(whys((await play({ replies, verdicts, more })).events), [
      'earlier runs solved something similar here, found by its words',
    ]);
    assert.equal(sent.length, 1);
    assert.equal(ending.budget.totals().inputTokens, before.ending.budget.totals().inputTokens + 1000);
    assert.equal(ending.budget.totals().calls, before.ending.budget.totals().calls);
  });

  it('is told in a fresh start, too, which begins without the findings', async () => {
    const more = { experience: open(), readTopLevels: topLevelsOf };
    await play({ replies, verdicts, more });
    const again = [replies[0] ?? '', whole('export const a = pay(2);'), replies[1] ?? ''];
    const { requests, events } = await play({ replies: again, verdicts: [RED, RED, GREEN], more });
    assert.ok(events.some((event) => event.type === 'decision' && event.action === 'fresh-start'));
    assert.equal(requests[2]?.messages.length, requests[0]?.messages.length);
    assert.match(lastMessage(requests[2]), /Solved before[\s\S]*it uses `toMoney`[\s\S]*# Earlier attempts/);
  });

  it('keeps nothing of a run that is not solved', async () => {
    const more = { experience: open(), readTopLevels: topLevelsOf };
    await play({ replies, verdicts: [RED], more, maxIterations: 2 });
    assert.deepEqual(await more.experience.recall([FINDING]), []);
  });
});
