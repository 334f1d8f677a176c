import type { Strategy } from '../contract/events';
import type { StopReason } from '../contract/stop';
import type { Recipe } from '../contract/task';
import type { Outcomes } from '../journal/outcomes';
import { isForgotten } from './by-person';
import {
  type ChoiceName,
  MAX_SITUATIONS,
  type Patterns,
  type SituationPatterns,
  situationOf,
  type Tally,
  type TaskKind,
} from './patterns';
import { TRIES } from './tries';

/** The part of a run that patterns are learned from. */
export interface RecordedRun {
  readonly kind: TaskKind;
  /** Provider and name. */
  readonly model: string;
  readonly strategy: Strategy;
  /** How much of the workspace it showed at first; absent: there was nothing to choose. */
  readonly recipe?: Recipe | undefined;
  readonly reason: StopReason;
  readonly iterations: number;
  /** Input and output tokens of all calls. */
  readonly tokens: number;
  /** What came of its moves and replies; absent: not known. */
  readonly outcomes?: Outcomes | undefined;
  /** Milliseconds since 1970, of a run on record; absent: it ends now. */
  readonly endedAt?: number | undefined;
}

/** A model as situations name it. */
export const modelName = ({ provider, model }: { readonly provider: string; readonly model: string }): string =>
  `${provider}/${model}`;

/**
 * The factor by which each case reduces the weight of all earlier ones with the same option in the same situation. A
 * weight halves after 23 cases, so that the choice adapts to a changed model or code base within a few dozen runs.
 */
export const DECAY = 0.97;
/** The same for options that were not taken: nothing new is known of them, so that they are forgotten more slowly. */
const DECAY_OF_OTHERS = 0.995;

/** What each stop reason says about the strategy. A missing key or a cancelled run says nothing. */
const OUTCOME_OF: Readonly<Record<StopReason, 'success' | 'failure' | 'neither'>> = {
  verified: 'success',
  stalled: 'failure',
  oscillating: 'failure',
  'iterations-exhausted': 'failure',
  'token-budget': 'failure',
  'cost-budget': 'failure',
  'time-budget': 'failure',
  'call-budget': 'failure',
  'already-green': 'neither',
  // Only the person knows whether what was red before is part of the task.
  'red-as-before': 'neither',
  'model-unavailable': 'neither',
  'model-refused': 'neither',
  authentication: 'neither',
  configuration: 'neither',
  unverifiable: 'neither',
  conflict: 'neither',
  cancelled: 'neither',
  interrupted: 'neither',
  'internal-error': 'neither',
};

/** Whether a run that ended so counts as solved; undefined: it says nothing about its strategy. */
export function isSolved(reason: StopReason): boolean | undefined {
  const outcome = OUTCOME_OF[reason];
  return outcome === 'neither' ? undefined : outcome === 'success';
}

/** Returns the patterns after one more run; the same object if the run does not count. */
export function recordOutcome(patterns: Patterns, run: RecordedRun): Patterns {
  const solved = isSolved(run.reason);
  if (solved === undefined) return patterns;
  const { kind, model, strategy } = run;
  const { replies, moves = [] } = run.outcomes ?? {};
  const runs = patterns.runs + 1;
  const countAll = (name: ChoiceName, what: string, options: ReadonlyMap<string, Taken>): void => {
    const situation = situationOf(what, model);
    const isKept = ([option]: readonly [string, Taken]): boolean =>
      !isForgotten(patterns, { choice: name, situation, option }, run.endedAt);
    const kept = new Map([...options].filter(isKept));
    if (kept.size > 0) choices[name] = counted(choices[name], situation, kept, runs, MAX_SITUATIONS[name]);
  };
  const count = (name: ChoiceName, what: string, option: string, one: Taken): void =>
    countAll(name, what, new Map([[option, one]]));
  const choices = { ...patterns.choices };
  const whole = taken(solved ? 1 : 0, run.tokens / 1000);
  count('opening', kind, strategy, whole);
  if (run.recipe) count('recipe', kind, run.recipe, whole);
  countAll('tries', kind, triesOf(run, solved));
  if (replies) {
    const cost = replies.tokens / 1000;
    for (let reply = 0; reply < replies.read + replies.refused; reply++)
      count('format', 'replies', replies.format, taken(reply < replies.read ? 1 : 0, cost));
  }
  for (const { situation, action, success } of moves) count('move', situation, action, taken(success, 1));
  return { ...patterns, runs, choices };
}

/** Each try of a run: only its last one can have solved it, and all are taken to have cost the same. */
function triesOf({ iterations, tokens }: RecordedRun, solved: boolean): ReadonlyMap<string, Taken> {
  const last = Math.max(0, Math.round(iterations));
  const cost = tokens / 1000 / Math.max(1, last);
  const counted = TRIES.slice(0, last).map((name, at) => {
    const isLast = name === tryName(last);
    return [name, taken(solved && isLast ? 1 : 0, isLast ? cost * (last - at) : cost)] as const;
  });
  return new Map(counted);
}

/** The option that a try of a run counts for. */
export const tryName = (number: number): string => TRIES[Math.min(number, TRIES.length) - 1] ?? TRIES[0];

/** One more of an option. */
interface Taken {
  readonly success: number;
  readonly cost: number;
}

/** The bound keeps an absurd number from exceeding what the schema accepts. */
const taken = (success: number, cost: number): Taken => ({
  success: Math.min(1, Math.max(0, success)),
  cost: Math.min(1000, Math.max(0, cost)),
});

type Situations = Patterns['choices'][ChoiceName];

/** Decays the situation's options and counts one more of those taken; of too many situations the oldest is dropped. */
function counted(
  situations: Situations,
  name: string,
  taken: ReadonlyMap<string, Taken>,
  seen: number,
  most: number,
): Record<string, SituationPatterns> {
  const options: Record<string, Tally> = {};
  for (const [each, tally] of Object.entries(situations[name]?.options ?? {}))
    options[each] = decayed(tally, taken.has(each) ? DECAY : DECAY_OF_OTHERS);
  for (const [option, { success, cost }] of taken) {
    const { tried, solved, ...weights } = options[option] ?? NOTHING;
    options[option] = {
      tried: tried + 1,
      solved: solved + (success === 1 ? 1 : 0),
      successes: rounded(weights.successes + success),
      failures: rounded(weights.failures + 1 - success),
      cost: rounded(weights.cost + cost),
    };
  }
  return newestOf({ ...situations, [name]: { seen, options } }, most);
}

/** The situations that were seen last. */
export function newestOf(situations: Situations, most: number): Record<string, SituationPatterns> {
  const all = Object.entries(situations);
  if (all.length <= most) return situations;
  return Object.fromEntries(all.sort(([, a], [, b]) => b.seen - a.seen).slice(0, most));
}

export const NOTHING: Tally = { tried: 0, solved: 0, successes: 0, failures: 0, cost: 0 };

function decayed({ tried, solved, successes, failures, cost }: Tally, factor: number): Tally {
  return {
    tried,
    solved,
    successes: rounded(successes * factor),
    failures: rounded(failures * factor),
    cost: rounded(cost * factor),
  };
}

/** Four digits after the point: more would only take room. */
export const rounded = (weight: number): number => Math.round(weight * 1e4) / 1e4;
