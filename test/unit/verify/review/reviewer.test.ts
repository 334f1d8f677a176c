import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChatRequest } from '../../../../src/engine/call/ports';
import type { CallResult } from '../../../../src/engine/call/result';
import type { EventBody } from '../../../../src/engine/contract/events';
import { NO_PERMISSIONS, type Task } from '../../../../src/engine/contract/task';
import { sortFindings } from '../../../../src/engine/verify/review/findings';
import type { ReviewMode } from '../../../../src/engine/verify/review/needs-review';
import { createReviewer } from '../../../../src/engine/verify/review/reviewer';
import { changesOf, createCandidate } from '../../../../src/engine/workspace/candidate';
import { BASELINE, fakeClock, GREEN, memorySnapshot } from '../../../support/fakes';

const NEVER = new AbortController().signal;
const SNAPSHOT = memorySnapshot({ 'src/a.ts': 'export const a = 1;\n', 'src/a.test.ts': "import { a } from './a';\n" });
const TASK: Task = { kind: 'generate', text: 'double a', files: [], allow: NO_PERMISSIONS };
const usage = { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 };

type Answer = object | string;
const finding = (severity: string, more: object = {}) => ({
  severity,
  path: 'src/a.ts',
  line: 1,
  what: 'a is 1.',
  why: 'It must be 2.',
  ...more,
});

/** A reviewer whose model gives these answers, the last one again and again. */
function reviewer(answers: readonly Answer[], { mode = 'always' as ReviewMode, tested = true } = {}) {
  const requests: ChatRequest[] = [];
  const events: EventBody[] = [];
  const review = createReviewer({
    mode,
    task: TASK,
    snapshot: SNAPSHOT,
    clock: fakeClock(),
    emit: (event) => events.push(event),
    send: async (request): Promise<CallResult> => {
      requests.push(request);
      const answer = answers[Math.min(requests.length, answers.length) - 1];
      const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
      return { ok: true, reply: { text, finish: 'stop', usage } };
    },
  });
  const test = { name: 'a', path: tested ? 'src/a.test.ts' : 'src/b.test.ts', status: 'passed' as const, ms: 1 };
  const baseline = { ...BASELINE, report: { ...BASELINE.report, tests: [test] } };
  const look = async (text = 'export const a = 2;\n') => {
    const candidate = createCandidate(new Map([['src/a.ts', text]]));
    const changes = await changesOf(candidate, SNAPSHOT);
    return review({ candidate, changes, verdict: GREEN, baseline, history: ['1. 1 test failing'] }, NEVER);
  };
  return { look, requests, events };
}

describe('createReviewer', () => {
  it('shows the request, the diff, the verdict and the history, and accepts', async () => {
    const { look, requests, events } = reviewer([{ accept: true, findings: [] }]);
    const verdict = await look();
    assert.ok(verdict.ok);
    assert.match(verdict.summary, /Reviewed, because reviews are on/);
    const shown = requests[0]?.messages[0]?.content ?? '';
    for (const part of ['double a', '-export const a = 1;', '+export const a = 2;', GREEN.summary, '1. 1 test failing'])
      assert.ok(shown.includes(part), part);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['stage-start', 'stage-end'],
    );
  });

  it('sends back what is wrong, at most twice, and keeps the green change for the end', async () => {
    const { look, requests } = reviewer([{ accept: false, findings: [finding('wrong')] }]);
    const first = await look('export const a = 3;\n');
    assert.equal(first.ok, false);
    assert.equal(first.stage, 'review');
    assert.equal(first.evidence[0]?.message, 'a is 1. It must be 2.');
    assert.equal(first.evidence[0]?.line, 1);
    assert.equal(first.progress?.reason, 'verified');
    assert.match(first.progress?.message ?? '', /A reviewer objects, .* wrong in src\/a\.ts:1: a is 1/);
    assert.equal((await look('export const a = 4;\n')).ok, false);
    const third = await look('export const a = 5;\n');
    assert.ok(third.ok);
    assert.match(third.summary, /Not reviewed again/);
    assert.equal(requests.length, 2);
  });

  it('sends nothing back for taste or risk, nor where it accepts or names nothing', async () => {
    const answers: readonly object[] = [
      { accept: false, findings: [finding('taste'), finding('risk')] },
      { accept: true, findings: [finding('wrong')] },
      { accept: false, findings: [] },
      { accept: false, findings: [finding('wrong', { path: 'src/other.ts' })] },
      { accept: false, findings: [finding('wrong', { what: ' ' })] },
    ];
    for (const answer of answers) assert.ok((await reviewer([answer]).look()).ok, JSON.stringify(answer));
  });

  it('tells what does not count', async () => {
    const { look, events } = reviewer([{ accept: true, findings: [finding('risk')] }]);
    assert.match((await look()).summary, /risk in src\/a\.ts:1: a is 1/);
    const end = events.at(-1);
    assert.ok(end?.type === 'stage-end' && end.ok);
    assert.equal(end.told?.[0]?.level, 'tell');
  });

  it('holds nothing up when the answer cannot be read', async () => {
    const { look, requests } = reviewer(['I object!']);
    const verdict = await look();
    assert.ok(verdict.ok);
    assert.match(verdict.summary, /Not reviewed, because the reviewer's answer can't be read/);
    assert.equal(requests.length, 2);
  });

  it('looks by itself only at large changes and at those that no test reaches', async () => {
    const answer = { accept: true, findings: [] };
    const small = reviewer([answer], { mode: 'auto' });
    assert.equal(await small.look(), GREEN);
    assert.equal(small.requests.length, 0);
    const lines = Array.from({ length: 120 }, (_, index) => `export const a${index} = ${index};`).join('\n');
    assert.match((await reviewer([answer], { mode: 'auto' }).look(lines)).summary, /because 122 lines changed/);
    const untested = await reviewer([answer], { mode: 'auto', tested: false }).look();
    assert.match(untested.summary, /because no test reaches it/);
    assert.equal(await reviewer([answer], { mode: 'never', tested: false }).look(lines), GREEN);
  });

  it('ends with the run', async () => {
    const abort = new AbortController();
    const review = createReviewer({
      mode: 'always',
      task: TASK,
      snapshot: SNAPSHOT,
      clock: fakeClock(),
      emit: () => {},
      send: async () => {
        abort.abort(new Error('cancelled'));
        return { ok: false, reason: 'cancelled', failureClass: 'cancelled', message: '', next: '' };
      },
    });
    const candidate = createCandidate(new Map([['src/a.ts', 'x']]));
    const green = { candidate, changes: [], verdict: GREEN, baseline: BASELINE, history: [] };
    await assert.rejects(review(green, abort.signal), /cancelled/);
  });
});

describe('sortFindings', () => {
  it('sends back only serious findings of a refusal about changed files, whatever is answered', () => {
    const any = fc.record({
      severity: fc.constantFrom('wrong', 'misses-request', 'risk', 'taste'),
      path: fc.constantFrom('', 'src/a.ts', '/etc/passwd', '../x'),
      line: fc.oneof(fc.integer(), fc.double()),
      what: fc.string(),
      why: fc.string({ maxLength: 3000 }),
    });
    fc.assert(
      fc.property(fc.boolean(), fc.array(any), (accept, findings) => {
        const { objections, told } = sortFindings({ accept, findings: findings as never }, ['src/a.ts']);
        assert.ok(objections.length + told.length <= 8);
        assert.ok(!accept || objections.length === 0);
        for (const { code, path = '', line = 1, message } of objections) {
          assert.ok(code === 'wrong' || code === 'misses-request');
          assert.ok(path === '' || path === 'src/a.ts');
          assert.ok(line > 0 && Number.isSafeInteger(line));
          assert.ok(message.length <= 2001);
        }
      }),
    );
  });
});
