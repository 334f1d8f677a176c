import { seeded } from '../seeded';
import { faultySlots } from './faults';
import type { Mistake, SimulatedTask } from './simulated-model';

/**
 * What a kind of model can do. The rates of `mid` are the measured ones (1,384 failing programs of six open models,
 * 69 aider runs); `strong` and `weak` lie around them.
 */
export interface Profile {
  readonly name: string;
  /** Share of first samples that are right, before the task's difficulty. */
  readonly first: number;
  /** Share of tasks that are out of the model's reach, however often it is asked. */
  readonly hopeless: number;
  /** Share of shown faults that the first repair removes: an error of the compiler, a failing test. */
  readonly repair: { readonly types: number; readonly tests: number };
  /** Factor on the power of repair for each repair that the code has been through; `npm run bench -- loop` shows it. */
  readonly decay: number;
  /** Share of replies with edits that can't be applied. */
  readonly malformed: number;
  /** Share of failed repairs that circumvent the check instead. */
  readonly cheats: number;
  /** How often it looks, where it has tools and misses something. */
  readonly looks: number;
}

export const PROFILES: Readonly<Record<string, Profile>> = {
  strong: {
    name: 'strong',
    first: 0.68,
    hopeless: 0.05,
    repair: { types: 0.92, tests: 0.75 },
    decay: 0.7,
    malformed: 0.02,
    cheats: 0.05,
    looks: 0.95,
  },
  mid: {
    name: 'mid',
    first: 0.5,
    hopeless: 0.12,
    repair: { types: 0.85, tests: 0.62 },
    decay: 0.65,
    malformed: 0.058,
    cheats: 0.06,
    looks: 0.9,
  },
  weak: {
    name: 'weak',
    first: 0.25,
    hopeless: 0.3,
    repair: { types: 0.7, tests: 0.42 },
    decay: 0.6,
    malformed: 0.12,
    cheats: 0.08,
    looks: 0.8,
  },
  /** Controls: a model that is never right, and one that makes no mistake with what it is shown. */
  hopeless: {
    name: 'hopeless',
    first: 0,
    hopeless: 1,
    repair: { types: 0, tests: 0 },
    decay: 0.5,
    malformed: 0.058,
    cheats: 0.06,
    looks: 0.5,
  },
  perfect: {
    name: 'perfect',
    first: 1,
    hopeless: 0,
    repair: { types: 1, tests: 1 },
    decay: 1,
    malformed: 0,
    cheats: 0,
    looks: 1,
  },
};

/** Of all failing first tries (43 %), 8 do not compile and 35 fail tests. */
const TYPES_SHARE = 8 / 43;
/** Half of the failing first tries have one fault; the mean is 1.9. */
const COUNT_SHARES = [0.5, 0.25, 0.25];
/** Spread of what models can do, in logits: some tasks are nearly sure and others nearly lost. */
const SPREAD = { first: 1.5, repair: 0.8 };
/** Share of faults that are a misunderstanding: repair has little power over them, but a new sample may avoid them. */
const MISUNDERSTOOD = 0.25;
export const MISUNDERSTOOD_POWER = 0.15;
const OSCILLATES = 0.15;

/** What one model can do with one task: drawn once for each seed. */
export interface World {
  readonly hopeless: boolean;
  /** Probability that a sample is right. */
  readonly first: number;
  /** Power of the first repair for each slot and stage. */
  readonly power: (slot: number, stage: 'types' | 'tests') => number;
  /** The mistakes that this model tends to make here, as weights over `mistakes`. */
  readonly weights: readonly number[];
  /** A model that oscillates goes around these slots when a repair fails; otherwise empty. */
  readonly cycle: readonly number[];
  /** The same where a sample is made by a named approach: another skill, and other mistakes. */
  readonly by: (approach: string) => Pick<World, 'first' | 'weights'>;
}

/** How a named approach is to a model: as any other way, or a new chance with a skill of its own. */
export type Approaches = 'alike' | 'independent';

export function drawWorld(
  task: SimulatedTask,
  profile: Profile,
  seed: number,
  approaches: Approaches = 'alike',
): World {
  const random = seeded(hashOf(`${task.name} ${profile.name} ${seed}`));
  const shift = shiftOf(task, profile, random);
  const repairShift = profile.repair.types === 0 || profile.repair.types === 1 ? 0 : SPREAD.repair * normal(random);
  const hopeless = random() < profile.hopeless;
  const misunderstood = task.slots.map(() => random() < MISUNDERSTOOD && profile.repair.types < 1);
  const weights = drawWeights(task, random);
  const length = 2 + Math.floor(random() * 3);
  const cycle = random() < OSCILLATES ? shuffled(task.slots.length, random).slice(0, length) : [];
  const usual = { first: hopeless ? 0 : moved(profile.first, shift), weights };
  return {
    ...usual,
    hopeless,
    by(approach) {
      if (approaches === 'alike' || hopeless) return usual;
      const own = seeded(hashOf(`${task.name} ${profile.name} ${seed} ${approach}`));
      return { first: moved(profile.first, shiftOf(task, profile, own)), weights: drawWeights(task, own) };
    },
    power: (slot, stage) =>
      hopeless ? 0 : moved(profile.repair[stage], repairShift) * (misunderstood[slot] ? MISUNDERSTOOD_POWER : 1),
    cycle,
  };
}

/** How much better than usual the model is at this task, in logits. */
function shiftOf({ difficulty }: SimulatedTask, { first }: Profile, random: () => number): number {
  return first === 0 || first === 1 ? 0 : difficulty + SPREAD.first * normal(random);
}

function drawWeights({ mistakes }: SimulatedTask, random: () => number): number[] {
  const kindOf = ({ stage, state }: Mistake) => `${stage} ${faultySlots(state).length}`;
  return mistakes.map((mistake) => {
    const weight = (-Math.log(1 - random())) ** 1.5;
    const share = mistake.stage === 'types' ? TYPES_SHARE : 1 - TYPES_SHARE;
    const ofKind = mistakes.filter((other) => kindOf(other) === kindOf(mistake)).length;
    return (weight * share * (COUNT_SHARES[faultySlots(mistake.state).length - 1] ?? 0)) / ofKind;
  });
}

/** A probability, moved by so many logits; 0 and 1 stay. */
function moved(probability: number, by: number): number {
  if (probability <= 0 || probability >= 1) return probability;
  return 1 / (1 + Math.exp(-(Math.log(probability / (1 - probability)) + by)));
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export function shuffled(count: number, random: () => number): number[] {
  return Array.from({ length: count }, (_, index) => [random(), index] as const)
    .sort(([a], [b]) => a - b)
    .map(([, index]) => index);
}

/** FNV-1a, 32 bits. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
