import type { ShownPart } from '../../contract/events';
import type { Verdict } from '../../contract/verdict';
import type { ShownFile } from '../../prompt/context/fill-context';
import { experienceParts } from '../../prompt/experience';
import { shownParts } from '../../prompt/shown-parts';
import type { Attempt } from '../../search/attempt';
import type { Step } from '../../search/decide';
import { changesOf } from '../../workspace/candidate';
import type { Base } from '../progress';
import { nextMessages, type Render } from './dialogue';
import type { OpenDialogueDeps, Opened } from './open-dialogue';
import { widen, withoutOmitted } from './widen';

/** What the model is asked in one iteration. */
export interface Turn {
  readonly messages: Render;
  /** What this turn shows of the workspace for the first time, and of what earlier runs solved. */
  readonly added: readonly ShownPart[];
  /** What the opening does not show, and this turn and those before added, or the model looked at. */
  readonly widened: readonly ShownFile[];
}

/** Parts that corrections added, or the model looked at, and the next one repeats, the newest ones. */
const MAX_WIDENED = 12;

/** `approach`: how the first candidate is to be made, where the run begins with several. */
export function openingTurn({ dialogue, parts }: Opened, approach?: string): Turn {
  const nothing = { attempts: [], lastReply: '', base: undefined, changes: [], shown: [], more: [] };
  const messages = nextMessages(dialogue, { ...nothing, shows: 'failed-approaches', approach });
  return { messages, added: parts, widened: [] };
}

/** Carries out a move: looks for what the model did not see and the findings name, and asks for the next edits. */
export async function nextTurn(
  { allowance, widenContext, snapshot, experience }: OpenDialogueDeps,
  { dialogue, shown }: Opened,
  done: {
    readonly before: Turn;
    readonly move: Pick<Step, 'shows'>;
    /** How the next candidate is to be made. */
    readonly approach?: string | undefined;
    readonly attempts: readonly Attempt[];
    /** What the next edits apply to. */
    readonly base: Base;
    readonly reply: string;
    /** Titles of the parts of the opening that the request did not show for its length. */
    readonly omitted: readonly string[];
    /** Code that the model looked at before its reply. */
    readonly looked: readonly ShownFile[];
    readonly verdict: Verdict;
  },
  signal: AbortSignal,
): Promise<Turn> {
  const { before, move, approach, attempts, base, reply, omitted, looked, verdict } = done;
  const inFirst = withoutOmitted(shown, omitted);
  const asked = { evidence: verdict.evidence, reply, kind: kindOf(verdict), files: base.candidate.files };
  const known = [...before.widened, ...looked];
  const request = {
    ...asked,
    shown: [...inFirst, ...known],
    tokens: allowance.widenTokens(attempts.length),
  };
  const { more, added } = await widen(widenContext, request, signal);
  const widened = [...known, ...more].slice(-MAX_WIDENED);
  const changes = await changesOf(base.candidate, snapshot);
  // Of a candidate of a branch its own reply is shown: the last one is about another candidate.
  const lastReply = base.attempt?.branch ? (base.reply ?? reply) : reply;
  const recalled = (await experience?.recall(verdict.evidence)) ?? [];
  const turn = {
    attempts,
    recalled,
    shows: move.shows,
    approach,
    lastReply,
    base: base.attempt,
    shown: inFirst,
    more: widened,
  };
  const told = shownParts(experienceParts(recalled), []);
  return { messages: nextMessages(dialogue, { ...turn, changes }), added: [...added, ...told], widened };
}

/** Whether the reply was a change, or asked for something instead. */
function kindOf({ evidence }: Verdict): 'change' | 'question' {
  return evidence.some(({ code }) => code === 'no-code') ? 'question' : 'change';
}
