// The hidden workspaces of `npm run bench -- learn`: how often each opening solves a task there, and what it costs.
import { STRATEGIES, type Strategy } from '../../../src/engine/contract/events';

export interface Arm {
  /** Chance that a run is solved. */
  readonly solves: number;
  /** Mean tokens of a run, in multiples of a usual one. */
  readonly cost: number;
}

export type Arms = Readonly<Record<Strategy, Arm>>;

export interface World {
  readonly name: string;
  /** Whether the strategies differ enough that another one than the default pays. */
  readonly differs: boolean;
  /** The arms at a run (from 0). */
  readonly arms: (run: number) => Arms;
  /** From which run on the best arm is another one. */
  readonly changesAt?: number;
}

const arms = (direct: Arm, planFirst: Arm, lookFirst: Arm, exampleLed: Arm): Arms => ({
  direct,
  'plan-first': planFirst,
  'look-first': lookFirst,
  'example-led': exampleLed,
});
const arm = (solves: number, cost: number): Arm => ({ solves, cost });

const DIRECT = arms(arm(0.75, 1), arm(0.6, 1.35), arm(0.6, 1.4), arm(0.65, 1.1));
const PLAN = arms(arm(0.4, 1.5), arm(0.85, 1.2), arm(0.5, 1.6), arm(0.4, 1.6));
const LOOK = arms(arm(0.35, 1.5), arm(0.45, 1.7), arm(0.85, 1.2), arm(0.4, 1.6));
const EXAMPLE = arms(arm(0.4, 1.5), arm(0.45, 1.7), arm(0.5, 1.7), arm(0.8, 1));
const NONE = arms(arm(0.6, 1), arm(0.6, 1.02), arm(0.6, 1.02), arm(0.6, 1.02));

const CHANGE = 280;

export const WORLDS: readonly World[] = [
  { name: 'straight away is best', differs: false, arms: () => DIRECT },
  { name: 'plan first is best', differs: true, arms: () => PLAN },
  { name: 'look first is best', differs: true, arms: () => LOOK },
  { name: 'an example is best', differs: true, arms: () => EXAMPLE },
  {
    name: 'a little better with a plan',
    differs: true,
    arms: () => arms(arm(0.5, 1.2), arm(0.75, 1.2), arm(0.5, 1.4), arm(0.5, 1.25)),
  },
  { name: 'all alike', differs: false, arms: () => NONE },
  {
    name: 'hard tasks, straight away is cheapest',
    differs: false,
    arms: () => arms(arm(0.3, 1), arm(0.3, 1.3), arm(0.3, 1.4), arm(0.3, 1.1)),
  },
  {
    name: 'easy tasks',
    differs: false,
    arms: () => arms(arm(0.95, 1), arm(0.95, 1.3), arm(0.95, 1.4), arm(0.95, 1.1)),
  },
  {
    name: 'plan first degrades',
    differs: true,
    changesAt: CHANGE,
    arms: (run) => (run < CHANGE ? PLAN : arms(arm(0.8, 1), arm(0.25, 1.7), arm(0.5, 1.6), arm(0.5, 1.3))),
  },
  {
    name: 'straight away degrades',
    differs: true,
    changesAt: CHANGE,
    arms: (run) => (run < CHANGE ? DIRECT : arms(arm(0.25, 1.6), arm(0.8, 1.25), arm(0.5, 1.6), arm(0.4, 1.6))),
  },
  {
    name: 'a slow drift from planning to looking',
    differs: true,
    arms: (run) => between(PLAN, LOOK, Math.min(1, Math.max(0, (run - 150) / 250))),
  },
];

function between(a: Arms, b: Arms, share: number): Arms {
  const mix = (x: number, y: number) => x + (y - x) * share;
  return Object.fromEntries(
    STRATEGIES.map((name) => [name, arm(mix(a[name].solves, b[name].solves), mix(a[name].cost, b[name].cost))]),
  ) as Record<Strategy, Arm>;
}
