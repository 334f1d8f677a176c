import { STRATEGIES, type Strategy } from '../../../src/engine/contract/events';
import { createPatternMemory, type PatternMemory } from '../../../src/engine/learn/memory';
import { memoryStore } from '../../support/memory-store';
import { seeded } from '../../support/seeded';
import type { Arm, Arms, World } from './worlds';

const MODEL = 'openai/simulated';
const USUAL_TOKENS = 8000;

/** What happened in one run. */
export interface PlayedRun {
  readonly strategy: Strategy;
  readonly solved: boolean;
  readonly tokens: number;
  /** Expected successes for a usual run's tokens: of the chosen strategy, the best one, and one taken at random. */
  readonly value: number;
  readonly best: number;
  readonly uniform: number;
}

export type Chooses = 'learning' | 'without exploring' | 'straight away' | 'at random' | 'best';

/** Plays runs of one hidden workspace with a store in memory, through the interface that a run uses. */
export async function playRuns(world: World, how: Chooses, runs: number, seed: number): Promise<PlayedRun[]> {
  const random = seeded(seed * 7919 + 13);
  const outcomes = seeded(seed * 104_729 + 7);
  const memory = createPatternMemory(memoryStore(), '/bench', { random, now: () => 0 });
  const played: PlayedRun[] = [];
  for (let run = 0; run < runs; run++) {
    const arms = world.arms(run);
    const strategy = await chosen(how, memory, arms, random);
    const { solves, cost } = arms[strategy];
    // The same draws whoever chooses, so that the ways to choose differ in nothing else.
    const [luck, spread] = [outcomes(), outcomes()];
    const solved = luck < solves;
    const tokens = Math.round(USUAL_TOKENS * cost * (0.5 + spread));
    const reason = solved ? 'verified' : 'stalled';
    await memory.record({ kind: 'fix', model: MODEL, strategy, reason, iterations: solved ? 2 : 4, tokens });
    const values = STRATEGIES.map((name) => valueOfArm(arms[name]));
    played.push({
      strategy,
      solved,
      tokens,
      value: valueOfArm(arms[strategy]),
      best: Math.max(...values),
      uniform: values.reduce((sum, value) => sum + value, 0) / values.length,
    });
  }
  return played;
}

/** Expected successes for a usual run's tokens, with the attention that a run takes (choosing/choose-option.ts). */
const valueOfArm = ({ solves, cost }: Arm): number => (1.5 * solves) / (0.5 + cost);

async function chosen(how: Chooses, memory: PatternMemory, arms: Arms, random: () => number): Promise<Strategy> {
  switch (how) {
    case 'straight away':
      return 'direct';
    case 'at random':
      return STRATEGIES[Math.floor(random() * STRATEGIES.length)] ?? 'direct';
    case 'best':
      return STRATEGIES.reduce((best, name) => (valueOfArm(arms[name]) > valueOfArm(arms[best]) ? name : best));
    default: {
      const explore = how === 'learning';
      const request = {
        kind: 'fix',
        model: MODEL,
        maxIterations: 6,
        canLook: true,
        hasExamples: true,
        explore,
      } as const;
      const choice = await memory.choose(request);
      return choice.strategy;
    }
  }
}
