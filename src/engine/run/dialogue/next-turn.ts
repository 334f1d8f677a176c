import type { ShownPart } from '../../contract/events';
import type { Verdict } from '../../contract/verdict';
import type { ShownFile } from '../../prompt/context/fill-context';
import { shownParts } from '../../prompt/shown-parts';
import type { Attempt } from '../../search/attempt';
import type { Move } from '../../search/moves/move';
import { changesOf } from '../../workspace/candidate';
import type { Base } from '../progress';
import { nextMessages, type Render } from './dialogue';
import type { OpenDialogueDeps, Opened } from './open-dialogue';

/** What the model is asked in one iteration. */
export interface Turn {
  readonly messages: Render;
  /** What this turn shows of the workspace for the first time. */
  readonly added: readonly ShownPart[];
  /** What the opening does not show, and this turn and those before added. */
  readonly widened: readonly ShownFile[];
}

export function openingTurn({ dialogue, parts }: Opened): Turn {
  return { messages: dialogue.opening, added: parts, widened: [] };
}

/** Carries out a move: looks for what the model did not see and the findings name, and asks for the next edits. */
export async function nextTurn(
  { allowance, widenContext, snapshot }: OpenDialogueDeps,
  { dialogue, shown }: Opened,
  done: {
    readonly before: Turn;
    readonly move: Pick<Move, 'action' | 'effect'>;
    readonly attempts: readonly Attempt[];
    /** What the next edits apply to. */
    readonly base: Base;
    readonly reply: string;
    readonly verdict: Verdict;
  },
  signal: AbortSignal,
): Promise<Turn> {
  const { before, move, attempts, base, reply, verdict } = done;
  const { files } = base.candidate;
  const seen = [...shown, ...before.widened];
  const tokens = allowance.widenTokens(attempts.length);
  const more = await widenContext({ evidence: verdict.evidence, reply, files, shown: seen, tokens }, signal);
  const widened = [...before.widened, ...more];
  const changes = await changesOf(base.candidate, snapshot);
  const turn = { attempts, move, lastReply: reply, base: base.attempt, shown, more: widened };
  const added = shownParts(
    more.map(({ part }) => part),
    more,
  );
  return { messages: nextMessages(dialogue, { ...turn, changes }), added, widened };
}
