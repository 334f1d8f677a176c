import type { Action } from '../../contract/events';
import type { Attempt } from '../attempt';
import type { Beliefs } from '../beliefs';

/** What a move is chosen by. */
export interface Situation {
  readonly attempts: readonly Attempt[];
  readonly last: Attempt;
  readonly best: Attempt;
  readonly beliefs: Beliefs;
}

export interface Expectation {
  /** Chance that the next candidate is green. */
  readonly gain: number;
  /** What the next call costs, in calls that show only the opening. */
  readonly cost: number;
  /** What the chance rests on; part of a sentence. */
  readonly because: string;
}

/** What the next call shows and changes; run/ carries it out. */
export interface Effect {
  /** What the next edits apply to. */
  readonly base: 'last' | 'best' | 'nothing';
  /** What the model sees of the attempts so far. */
  readonly shows: 'last-reply' | 'failed-approaches';
}

/** Something that a run can do after a red verdict. */
export interface Move {
  readonly action: Extract<Action, 'correct' | 'fresh-start' | 'backtrack'>;
  readonly effect: Effect;
  applies(situation: Situation): boolean;
  expect(situation: Situation): Expectation;
}
