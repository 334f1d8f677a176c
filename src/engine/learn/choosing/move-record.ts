import type { Action } from '../../contract/events';
import { pinnedIn } from '../by-person';
import { type Patterns, situationOf } from '../patterns';
import { NOTHING } from '../record-outcome';
import { casesOf, type Likeness, pooled } from './weigh';

/** How often an action led to a green candidate in a situation; fractions come from decay and similar situations. */
export interface MoveCount {
  readonly solved: number;
  readonly tried: number;
  /** Cases of this situation here, without decay, for a person: solved, and of how many. */
  readonly here: { readonly solved: number; readonly tried: number };
  /** A person fixed that this follows. */
  readonly isPinned?: true;
}

/** What is recorded of the moves of loop 2, which reads it when it decides. */
export type MoveRecord = (situation: string, action: Action) => MoveCount;

/** The same kind of finding after more or fewer attempts, and with another model. */
const OTHER_ATTEMPT = 0.3;
const OTHER_MODEL = 0.2;

export function moveRecordOf(own: Patterns, others: readonly Patterns[], model: string): MoveRecord {
  return (situation, action) => {
    const same = situationOf(situation, model);
    const { successes, failures } = pooled(action, 'move', { own, others, likeness: likenessTo(same) });
    const { solved, tried } = own.choices.move[same]?.options[action] ?? NOTHING;
    const count = { solved: successes, tried: casesOf({ successes, failures }), here: { solved, tried } };
    return pinnedIn(own, 'move', same) === action ? { ...count, isPinned: true } : count;
  };
}

/** A situation's name is its class of findings, its attempt and its model. */
function likenessTo(same: string): Likeness {
  const [kind, attempt, ...model] = same.split(' ');
  return (situation) => {
    if (situation === same) return 1;
    const [otherKind, otherAttempt, ...otherModel] = situation.split(' ');
    if (otherKind !== kind) return 0;
    const isSameModel = otherModel.join(' ') === model.join(' ');
    return (otherAttempt === attempt ? 1 : OTHER_ATTEMPT) * (isSameModel ? 1 : OTHER_MODEL);
  };
}
