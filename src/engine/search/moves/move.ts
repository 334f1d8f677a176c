import type { Action } from '../../contract/events';
import type { Attempt, Branch } from '../attempt';
import type { Beliefs } from '../beliefs';

/** What a run can do besides asking its model again. */
export interface Means {
  /** Candidates of a branch that the run opens by itself; fewer than two: it never does. */
  readonly breadth: number;
  /** A stronger model that is not in use yet. */
  readonly stronger?: { /** Its calls, in calls of the model in use. */ readonly cost: number } | undefined;
  /** How often the person can still be asked for help. */
  readonly questions: number;
  /** The person has added words that no attempt knows yet: what earlier ones brought says less of the next. */
  readonly hasNewWords?: boolean | undefined;
}

export const NO_OTHER_MEANS: Means = { breadth: 0, questions: 0 };

/** What a move is chosen by. */
export interface Situation {
  /** All attempts of the run. */
  readonly attempts: readonly Attempt[];
  /** Those by the same model with the same words of the person, which say how the next ones will end. */
  readonly comparable: readonly Attempt[];
  readonly last: Attempt;
  readonly best: Attempt;
  readonly beliefs: Beliefs;
  readonly means: Means;
  /** Iterations that the limit leaves. */
  readonly left: number;
}

/** One way to make a move. */
export interface Way {
  /** The attempt that the next edits apply to; undefined: they apply to the unchanged workspace. */
  readonly base: Attempt | undefined;
  /** Chance that it ends green. */
  readonly gain: number;
  /** What it costs, in calls that show only the opening. */
  readonly cost: number;
  /** What the chance rests on; part of a sentence. */
  readonly because: string;
  /** The next candidate's place in a branch. */
  readonly branch?: Branch | undefined;
}

/** What the next call shows of the attempts so far; run/ carries it out. */
export type Shows = 'last-reply' | 'failed-approaches';

/** Something that a run can do after a red verdict. */
export interface Move {
  readonly action: Exclude<Action, 'accept' | 'stop'>;
  readonly shows: Shows;
  /**
   * What of the attempts speaks against a gain: all of them; only corrections in vain, where another approach keeps
   * samples from being alike; nothing, where help comes from outside.
   */
  readonly bounds: 'all-attempts' | 'corrections' | 'none';
  /** The ways to make it, the most promising first; none where it does not apply. */
  ways(situation: Situation): readonly Way[];
}
