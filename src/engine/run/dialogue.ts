import type { Strategy } from '../events';
import type { ChatMessage } from '../model/ports';
import { correctionPrompt } from '../prompt/correction-prompt';
import { formatRules, PLAN_RULES, type ReplyFormat } from '../prompt/rules';
import type { Attempt, Decision } from '../search/decide';

/** Malformed replies after which the other reply format is asked for. */
const MALFORMED_BEFORE_CHANGE = 2;

/**
 * The messages of a run. The opening never changes once it is made, so that every later call
 * repeats it byte for byte; of what followed only the last reply and its findings are sent.
 */
export interface Dialogue {
  readonly strategy: Strategy;
  readonly opening: readonly ChatMessage[];
}

export function planRequest(first: string): ChatMessage[] {
  return [{ role: 'user', content: `${first}\n\n# Now\n\n${PLAN_RULES}` }];
}

export function openDirect(first: string): Dialogue {
  return { strategy: 'direct', opening: [{ role: 'user', content: `${first}\n\n# Now\n\nWrite the change. ${formatRules('edits')}` }] };
}

export function openWithPlan(first: string, plan: string): Dialogue {
  return {
    strategy: 'plan-first',
    opening: [
      ...planRequest(first),
      { role: 'assistant', content: plan },
      { role: 'user', content: `Good. Now write the change. ${formatRules('edits')}` },
    ],
  };
}

/** What is sent next, after `decision` on the last attempt; `files` is what the next edits apply to. */
export function nextMessages(
  dialogue: Dialogue,
  turn: {
    readonly attempts: readonly Attempt[];
    readonly decision: Decision;
    readonly lastReply: string;
    readonly base: Attempt | undefined;
    readonly files: ReadonlyMap<string, string | null>;
  },
): ChatMessage[] {
  const { attempts, decision, lastReply, base, files } = turn;
  const last = attempts.at(-1);
  if (!last) return [...dialogue.opening];
  const malformed = attempts.filter(({ verdict }) => verdict.stage === 'reply').length;
  const format: ReplyFormat = malformed >= MALFORMED_BEFORE_CHANGE ? 'whole-files' : 'edits';
  const correction = correctionPrompt({
    verdict: decision.action === 'backtrack' && base ? base.verdict : last.verdict,
    files,
    attempts: attempts.map(({ iteration, verdict }) => `${iteration}. ${verdict.summary}`),
    note: noteFor(decision, last),
    format,
  });
  // A reply that led in circles is not shown again: it would be repeated.
  if (decision.action === 'restart') {
    const [head, ...rest] = [...dialogue.opening].reverse();
    if (head?.role !== 'user') throw new Error('an opening ends with a request');
    return [...rest.reverse(), { role: 'user', content: `${head.content}\n\n${correction}` }];
  }
  return [...dialogue.opening, { role: 'assistant', content: lastReply }, { role: 'user', content: correction }];
}

function noteFor(decision: Decision, last: Attempt): string | undefined {
  if (decision.action === 'backtrack') {
    return `Your last reply made it worse (${last.verdict.summary}), so it was taken back. The findings above are those of the change shown below.`;
  }
  if (decision.action === 'restart') {
    return 'Your last replies led to the same findings again, so they were taken back. Think of another cause and another way.';
  }
  return undefined;
}
