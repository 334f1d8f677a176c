import assert from 'node:assert/strict';
import type { ChatMessage } from '../../../../src/engine/call/ports';
import type { InitialPrompt } from '../../../../src/engine/prompt/initial-prompt';
import {
  type Dialogue,
  nextMessages,
  openDirect,
  openWithPlan,
  planRequest,
} from '../../../../src/engine/run/dialogue/dialogue';
import type { Attempt } from '../../../../src/engine/search/attempt';
import { redVerdict } from '../../../../src/engine/verify/verdict';
import { evidence, red } from '../../../support/fakes';

const attempt = (iteration: number, ...args: Parameters<typeof red>): Attempt => ({
  iteration,
  hash: `h${iteration}`,
  verdict: red(...args),
});
const FIRST: InitialPrompt = () => ({ text: 'FIRST', omitted: [] });
const changes = [{ path: 'src/a.ts', before: 'const broken = 1;\n', after: 'const mended = 1;\n' }];

type Turn = Parameters<typeof nextMessages>[1];

/** The last message after these attempts. */
function ask(attempts: readonly Attempt[], more: Partial<Turn> = {}): string {
  const rest = { shows: 'last-reply' as const, lastReply: 'x', base: undefined, changes: [], shown: [], more: [] };
  return nextMessages(openDirect(FIRST), { attempts, ...rest, ...more })(9).messages.at(-1)?.content ?? '';
}

describe('dialogue', () => {
  it('repeats the opening byte for byte, then the last reply and its findings', () => {
    const dialogues: Dialogue[] = [openDirect(FIRST), openWithPlan(FIRST, 'PLAN')];
    for (const dialogue of dialogues) {
      const attempts = [attempt(1, 'types', 'a')];
      const messages: readonly ChatMessage[] = nextMessages(dialogue, {
        attempts,
        shows: 'last-reply',
        lastReply: 'REPLY',
        base: undefined,
        changes,
        shown: [],
        more: [],
      })(9).messages;
      const opening = dialogue.opening(9).messages;
      assert.deepEqual(messages.slice(0, opening.length), opening);
      assert.deepEqual(messages.at(-2), { role: 'assistant', content: 'REPLY' });
      assert.match(messages.at(-1)?.content ?? '', /finding a[\s\S]*src\/a\.ts[\s\S]*const mended = 1;/);
    }
  });

  it('repeats only the beginning of a reply beyond every limit, and shows the files that it no longer holds', () => {
    const lastReply = `${'>>>>>>> REPLACE\n'.repeat(20_000)}const mended = 1;\n`;
    const turn = {
      attempts: [attempt(1, 'types', 'a')],
      shows: 'last-reply' as const,
      lastReply,
      base: undefined,
      changes,
    };
    const { messages } = nextMessages(openDirect(FIRST), { ...turn, shown: [], more: [] })(9);
    const [repeated, correction] = messages.slice(-2).map(({ content }) => content);
    assert.ok((repeated?.length ?? 0) < 50_000);
    assert.match(repeated ?? '', /\[272018 more characters are left out\]$/);
    assert.match(correction ?? '', /const mended = 1;/);
  });

  it('asks for a plan without code, and shows the plan before the code is asked for', () => {
    assert.match(planRequest(FIRST)(9).messages[0]?.content ?? '', /plan only/);
    const opening = openWithPlan(FIRST, 'PLAN').opening(9).messages;
    assert.deepEqual(
      opening.map(({ role }) => role),
      ['user', 'assistant', 'user'],
    );
    assert.match(opening[2]?.content ?? '', /SEARCH/);
  });

  it('starts afresh from the opening, with one line for each failed approach and no failed code', () => {
    const attempts = [attempt(1, 'types', 'a'), attempt(2, 'tests', 'b'), attempt(3, 'tests', 'b')];
    const messages = nextMessages(openDirect(FIRST), {
      attempts,
      shows: 'failed-approaches',
      lastReply: 'REPLY',
      base: undefined,
      changes: [],
      shown: [],
      more: [
        {
          path: 'src/rate.ts',
          lines: [],
          part: { title: 'src/rate.ts', text: 'RATE', why: 'named' },
        },
      ],
    })(9).messages;
    assert.deepEqual(
      messages.map(({ role }) => role),
      ['user'],
    );
    const text = messages[0]?.content ?? '';
    assert.ok(text.startsWith('FIRST'));
    assert.match(text, /RATE/);
    assert.doesNotMatch(text, /REPLY|mended/);
    assert.deepEqual(
      text.split('\n').filter((line) => line.startsWith('- ')),
      ['- 1 type error: finding a', '- 1 test failing: b (finding b)'],
    );
  });

  it('goes back to the findings of the best candidate and explains the regression', () => {
    const attempts = [attempt(1, 'tests', 'best'), attempt(2, 'types', 'worse')];
    const messages = nextMessages(openDirect(FIRST), {
      attempts,
      shows: 'last-reply',
      lastReply: 'REPLY',
      base: attempts[0],
      changes,
      shown: [],
      more: [],
    })(9).messages;
    const last = messages.at(-1)?.content ?? '';
    assert.match(last, /finding best/);
    assert.match(last, /did not get further \(1 type error: finding worse\)/);
  });

  it('names the other attempts in one line for each way to fail, and not the one that the findings are of', () => {
    const attempts = [attempt(1, 'tests', 'a'), attempt(2, 'types', 'b'), attempt(3, 'tests', 'a')];
    const others = (text: string) => /# Other attempts\n\n([\s\S]*?)\n\n/.exec(text)?.[1];
    const again = [...attempts, attempt(4, 'types', 'c')];
    assert.equal(others(ask(again)), '1, 3. 1 test failing: a (finding a)\n2. 1 type error: finding b');
    assert.equal(others(ask(attempts, { base: attempts[1] })), '1, 3. 1 test failing: a (finding a)');
    assert.equal(others(ask(attempts.slice(0, 1))), undefined);
  });

  it('asks for whole files after the second malformed reply', () => {
    const one = [attempt(1, 'reply', 'r1')];
    const two = [...one, attempt(2, 'reply', 'r2')];
    assert.match(ask(one), /<<<<<<< SEARCH/);
    assert.doesNotMatch(ask(two), /<<<<<<< SEARCH/);
    assert.match(ask(two), /whole files only/);
    const cut = two.map((one) => ({
      ...one,
      verdict: redVerdict('reply', [evidence('reply', 'cut', { code: 'cut-off' })]),
    }));
    assert.match(ask(cut), /<<<<<<< SEARCH/);
  });

  it('asks for the other format in a fresh start as well', () => {
    const attempts = [attempt(1, 'types', 'a'), attempt(2, 'reply', 'b'), attempt(3, 'reply', 'c')];
    assert.match(ask(attempts, { shows: 'failed-approaches' }), /whole files only/);
  });

  it('asks for edits alone after the second whole file that was only a part', () => {
    const refused = (code: string): Attempt => ({
      ...attempt(1, 'reply', code),
      verdict: redVerdict('reply', [evidence('reply', code, { code })]),
    });
    assert.doesNotMatch(ask([refused('excerpt')]), /no whole file/);
    for (const second of ['excerpt', 'unclear-end']) {
      const text = ask([refused('excerpt'), refused(second)]);
      assert.match(text, /no whole file/);
      assert.match(text, /<<<<<<< SEARCH/);
    }
  });

  it('asks for no whole file of which only an excerpt is shown', () => {
    const attempts = [1, 2].map((iteration) => ({
      ...attempt(iteration, 'reply', 'x'),
      verdict: redVerdict('reply', [
        evidence('reply', `x${iteration}`, { code: 'search-not-found', path: 'src/a.ts' }),
      ]),
    }));
    const part = { title: 'src/a.ts', text: 'x', why: 'x' };
    const shown = (isExcerpt: boolean) => ({ shown: [{ path: 'src/a.ts', part, lines: [], isExcerpt }] });
    assert.match(ask(attempts, shown(false)), /Answer with whole files only/);
    assert.doesNotMatch(ask(attempts, shown(true)), /Answer with whole files only/);
  });

  it('asks for whole files where that was chosen, until two of them could not be read or a file is an excerpt', () => {
    const turn = { shows: 'last-reply' as const, lastReply: 'x', base: undefined, changes: [], shown: [], more: [] };
    const dialogue = openDirect(FIRST, 'whole-files');
    const asked = (attempts: readonly Attempt[], more: Partial<Turn> = {}) =>
      nextMessages(dialogue, { attempts, ...turn, ...more })(9).messages.at(-1)?.content ?? '';
    assert.match(dialogue.opening(9).messages[0]?.content ?? '', /Answer with whole files only/);
    assert.match(asked([attempt(1, 'tests', 'a')]), /Answer with whole files as the first message says/);
    assert.match(asked([refused(1)]), /Answer with whole files only/);
    assert.match(asked([refused(1), refused(2)]), /<<<<<<< SEARCH/);
    const excerpt = { path: 'a.ts', lines: [], part: { title: 'a.ts', text: '', why: '' }, isExcerpt: true };
    assert.match(asked([attempt(1, 'tests', 'a')], { more: [excerpt] }), /<<<<<<< SEARCH/);
    const afresh = { shows: 'failed-approaches' as const };
    assert.doesNotMatch(asked([attempt(1, 'tests', 'a')], afresh).replace(/^[\s\S]*# Earlier attempts/, ''), /SEARCH/);
  });
});

const refused = (iteration: number): Attempt => ({
  iteration,
  hash: `h${iteration}`,
  verdict: redVerdict('reply', [evidence('reply', `f${iteration}`, { code: 'no-code' })]),
});
