import type { ChatModel, PriceOf } from '../../call/ports';
import type { Emit } from '../../contract/events';
import type { Stop } from '../../contract/stop';
import { approachesRequest, readApproaches } from '../../prompt/approaches';
import { type Branch, bestOf } from '../../search/attempt';
import type { Step } from '../../search/decide';
import type { Means } from '../../search/moves/move';
import type { Ask } from '../ask/ask';
import type { Writer } from '../ask/send';
import { appendToLast, type Dialogue, type Render } from '../dialogue/dialogue';
import type { Listening } from '../person/listen';
import { historyOf, type Progress } from '../progress';

export interface CourseDeps {
  readonly model: ChatModel;
  /** A stronger model, to which the run can turn where the model gets nowhere; absent: there is none. */
  readonly stronger?: ChatModel | undefined;
  /** With how many candidates the run begins, because the person asked for several; fewer than two: with one. */
  readonly branches?: number | undefined;
  readonly priceOf: PriceOf;
  readonly emit: Emit;
}

/** How the next candidate comes about. */
export interface Next {
  readonly writer: Writer;
  /** How often the odds have changed by another model. */
  readonly phase: number;
  readonly branch?: Branch | undefined;
  readonly approach?: string | undefined;
}

/** What of a run changes beside its attempts: who writes, what the person was asked, the approaches of its branch. */
export interface Course {
  means(): Means;
  /** The first candidate's: the first of a branch where the person asked for several, and there is room for them. */
  begin(maxIterations: number, signal: AbortSignal): Promise<Next | Stop>;
  /** Does what a step needs before its call: asks the person, names approaches, or turns to the stronger model. */
  follow(step: Decided, signal: AbortSignal): Promise<Next | Stop>;
}

/** The parts of a decision that need something done before the next call. */
type Decided = Pick<Step, 'action' | 'branch'> & { readonly why: string };

/** The person is asked where hardly anything else is left that pays. */
const NO_HINT: Stop = { reason: 'stalled', message: 'The attempts bring nothing new, and you had no hint to add.' };
/** How often one run asks the person for help. */
const MAX_QUESTIONS = 2;
/** Candidates of a branch that the run opens by itself. */
const BREADTH = 3;
/** What a call of the stronger model costs, in calls of the other, where prices are not known; and the most. */
const USUAL_COST = 3;
const HIGHEST_COST = 5;
/** A usual call, by which prices are compared. */
const USAGE = { inputTokens: 4000, outputTokens: 800, cachedInputTokens: 0 };

export function createCourse(
  deps: CourseDeps,
  run: {
    readonly dialogue: Dialogue;
    readonly ask: Ask;
    readonly listening: Pick<Listening, 'confirm' | 'canHelp' | 'help' | 'hasHints'>;
    readonly progress: Progress;
  },
): Course {
  const { dialogue, ask, listening, progress } = run;
  let questions = listening.canHelp ? MAX_QUESTIONS : 0;
  let writer: Writer = 'usual';
  let phase = 0;
  let approaches: readonly string[] = [];
  /** Lets the person steer the step: where the run is stuck it asks for a hint, else where it is to ask of each. */
  const askPerson = async ({ action, why }: Pick<Decided, 'action' | 'why'>, signal: AbortSignal) => {
    const last = progress.attempts.at(-1)?.verdict.summary;
    if (action !== 'ask') return listening.confirm({ kind: 'step', verdict: last, action, why }, signal);
    const { summary } = bestOf(progress.attempts).verdict;
    const answer = await listening.help({ kind: 'stuck', why, summary }, signal);
    if ('reason' in answer) return answer;
    if (!answer.isHinted) return NO_HINT;
    questions -= 1;
    return answer;
  };
  const follow: Course['follow'] = async (step, signal) => {
    const { action, branch } = step;
    const answered = await askPerson(step, signal);
    if ('reason' in answered) return answered;
    if (action === 'escalate') {
      writer = 'stronger';
      phase += 1;
    }
    if (branch?.place === 1) {
      const answer = await ask('plan', namingRequest(dialogue, branch.of, progress), signal, { writer });
      if ('reason' in answer) return answer;
      approaches = readApproaches(answer.text, branch.of);
    }
    return { writer, phase, branch, approach: branch && approaches[branch.place - 1] };
  };
  return {
    means: () => ({
      breadth: BREADTH,
      stronger: deps.stronger && writer === 'usual' ? { cost: costOf(deps.stronger, deps) } : undefined,
      questions,
      hasNewWords: listening.hasHints(),
    }),
    async begin(maxIterations, signal) {
      const of = Math.min(deps.branches ?? 1, maxIterations);
      if (of < 2) return { writer, phase };
      const why = `You asked for ${of} candidates by different approaches: all of them are judged, and the best go on.`;
      deps.emit({ type: 'decision', action: 'branch', why });
      return follow({ action: 'branch', why, branch: { id: 1, place: 1, of } }, signal);
    },
    follow,
  };
}

function namingRequest({ opening }: Dialogue, count: number, progress: Progress): Render {
  return (tokens) => {
    const { messages, omitted } = opening(tokens);
    return { messages: appendToLast(messages, approachesRequest(count, historyOf(progress))), omitted };
  };
}

function costOf(stronger: ChatModel, { model, priceOf }: CourseDeps): number {
  const [high, low] = [stronger, model].map((each) => priceOf(each.provider, each.model, USAGE));
  if (high === undefined || low === undefined || low <= 0) return USUAL_COST;
  return Math.min(HIGHEST_COST, Math.max(1, high / low));
}
