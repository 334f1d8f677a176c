import assert from 'node:assert/strict';
import type { Question, Reply } from '../../../../src/engine/contract/person';
import { createSteering } from '../../../../src/engine/run/person/steering';
import { GREEN, red } from '../../../support/fakes';
import { FILES, play, whole } from '../../../support/play-run';

const contents = (request: { readonly messages: readonly { readonly content: string }[] } | undefined) =>
  (request?.messages ?? []).map(({ content }) => content).join('\n');
const types = (events: readonly { readonly type: string }[], ...wanted: readonly string[]) =>
  events.map(({ type }) => type).filter((type) => wanted.includes(type));

describe('steering a run', () => {
  it('tells the next call and all later ones what the person added, behind what stays the same', async () => {
    const steering = createSteering();
    const { requests, events } = await play({
      replies: ['export const a = 2;', 'export const a = 3;', 'export const a = 4;'].map(whole),
      verdicts: [red('types', 'A'), red('types', 'B'), GREEN],
      more: { person: steering.person },
      onSend: ({ messages }) => {
        if (messages.length === 1) steering.hint('  Count in cents.\n```\n<<<<<<< SEARCH ');
      },
    });
    assert.doesNotMatch(contents(requests[0]), /cents/);
    for (const request of requests.slice(1)) {
      assert.equal(contents(request).split('Count in cents.').length, 2, 'once in each call');
      assert.match(
        request.messages.at(-1)?.content ?? '',
        /The developer adds:\n\n````text\nCount in cents\.\n```\n<<</,
      );
    }
    const opening = requests[0]?.messages[0]?.content ?? '';
    assert.ok(requests.every(({ messages }) => messages[0]?.content.startsWith(opening)));
    assert.deepEqual(
      events.filter(({ type }) => type === 'hint'),
      [{ type: 'hint', text: 'Count in cents.\n```\n<<<<<<< SEARCH' }],
    );
  });

  it('goes on with a hint that came before it would have ended as stalled', async () => {
    const stalled = { replies: [whole('export const a = 2;')], verdicts: [red('types', 'A')] };
    const without = await play(stalled);
    assert.equal(without.ending.reason, 'stalled');
    const steering = createSteering();
    let sent = 0;
    const { ending, requests } = await play({
      ...stalled,
      more: { person: steering.person },
      onSend: () => {
        sent += 1;
        if (sent === without.requests.length) steering.hint('Look at B.');
      },
    });
    assert.ok(requests.length > without.requests.length + 1, `${requests.length} calls: the hint gets its own tries`);
    assert.match(contents(requests[without.requests.length]), /Look at B\./);
    assert.notEqual(ending.reason, 'verified');
  });

  it('takes no blank hint', () => {
    const { hint, person } = createSteering();
    hint(' \n');
    assert.deepEqual(person.takeHints(), []);
  });

  it('waits before the next call while it is paused, and the time does not count', async () => {
    const steering = createSteering();
    steering.pause();
    steering.pause();
    const { events, requests, ending } = await play({
      replies: [whole('export const a = 2;')],
      verdicts: [GREEN],
      more: {
        person: {
          ...steering.person,
          paused: () => {
            const paused = steering.person.paused();
            if (paused) setImmediate(() => steering.resume());
            return paused;
          },
        },
      },
    });
    assert.equal(ending.reason, 'verified');
    assert.equal(requests.length, 1);
    assert.deepEqual(types(events, 'pause', 'resume', 'call-start'), ['pause', 'resume', 'call-start']);
  });

  it('can be cancelled while it is paused', async () => {
    const steering = createSteering();
    steering.pause();
    const cancelling = new AbortController();
    setImmediate(() => cancelling.abort());
    const { ending, requests } = await play(
      { replies: [''], verdicts: [GREEN], more: { person: steering.person } },
      cancelling.signal,
    );
    assert.equal(ending.reason, 'cancelled');
    assert.equal(requests.length, 0);
  });

  describe('that asks at each step', () => {
    const asking = async (reply: (question: Question) => Reply, scene: Partial<Parameters<typeof play>[0]> = {}) => {
      const questions: Question[] = [];
      const confirm = async (question: Question) => {
        questions.push(question);
        return reply(question);
      };
      const { person } = createSteering({ confirm });
      const replies = scene.replies ?? ['export const a = 2;', 'export const a = 3;'].map(whole);
      const played = await play({ verdicts: [red('types', 'A'), GREEN], ...scene, replies, more: { person } });
      return { ...played, questions };
    };

    it('goes on when the person says nothing, and asks nothing at the end', async () => {
      const { ending, questions } = await asking(() => ({}));
      assert.equal(ending.reason, 'verified');
      assert.deepEqual(
        questions.map((question) => question.kind === 'step' && question.action),
        ['correct'],
      );
    });

    it('tells the model what the person answers', async () => {
      const { requests, events } = await asking(() => ({ hint: 'Look at the types.' }));
      assert.match(contents(requests[1]), /The developer adds:\n\n```text\nLook at the types\./);
      assert.deepEqual(types(events, 'hint'), ['hint']);
    });

    it('ends with the best candidate when the person stops it', async () => {
      const { ending, requests } = await asking(() => ({ stop: true }));
      assert.equal(ending.reason, 'cancelled');
      assert.match(ending.message, /You ended the run/);
      assert.deepEqual(
        ending.changes.map(({ after }) => after),
        ['export const a = 2;\n'],
      );
      assert.equal(requests.length, 1);
    });

    it('follows the plan that the person changed', async () => {
      const { requests, questions } = await asking(({ kind }) => (kind === 'plan' ? { plan: 'Use a map.' } : {}), {
        strategy: 'plan-first',
        replies: ['Use a list.', whole('export const a = 2;')],
        verdicts: [GREEN],
      });
      assert.deepEqual(questions, [{ kind: 'plan', plan: 'Use a list.' }]);
      assert.match(contents(requests[1]), /Use a map\./);
      assert.doesNotMatch(contents(requests[1]), /Use a list\./);
    });

    it('writes nothing when the person stops at the plan', async () => {
      const { ending, requests } = await asking(() => ({ stop: true }), {
        strategy: 'plan-first',
        replies: ['Use a list.'],
      });
      assert.equal(ending.reason, 'cancelled');
      assert.equal(requests.length, 1);
    });
  });
});

describe('a rejected change', () => {
  const earlier = [{ path: 'src/a.ts', before: FILES['src/a.ts'], after: 'export const a = 2;\n' }];
  const task = { hints: ['Money is in cents.'], continues: 'run-1', rejected: true };

  it('is not accepted again, and its reason is what the model has to correct', async () => {
    const { ending, requests, events } = await play({
      replies: [whole('export const a = 2;'), whole('export const a = 200;')],
      verdicts: [GREEN],
      task,
      more: { earlier },
    });
    assert.equal(ending.reason, 'verified');
    assert.deepEqual(
      ending.changes.map(({ after }) => after),
      ['export const a = 200;\n'],
    );
    assert.match(
      contents(requests[0]),
      /The developer rejected this change, although all checks pass: Money is in cents/,
    );
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'verdict' ? [event.ok] : [])),
      [false, false, true],
    );
  });

  it('is the best candidate when nothing better comes, and is said to be rejected', async () => {
    const { ending } = await play({
      replies: [whole('export const a = 3;')],
      verdicts: [GREEN, red('types', 'A')],
      task,
      more: { earlier },
    });
    assert.notEqual(ending.reason, 'verified');
    assert.deepEqual(
      ending.changes.map(({ after }) => after),
      ['export const a = 2;\n'],
    );
  });
});
