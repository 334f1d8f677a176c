import { createCircuitBreakers } from '../../../src/engine/call/resilience/circuit-breaker';
import { type SeenRequest, startModelServer } from '../../support/model-server';
import { seeded } from '../../support/seeded';
import { createFaultSchedule, expectedAnswer, type FaultSchedule, type Mix } from './faults';
import { realMs, scaledClock, scaledSeconds, scaledSleep } from './scale';
import { ourSide, sdkSide } from './sides';

export type Side = 'ours' | 'sdk';
export type Provider = 'openai' | 'anthropic';

/** One seed's result on one side. */
export interface Outcome {
  readonly unresolved: number;
  readonly calls: number;
  readonly requests: number;
  /** Attempts that came earlier than the Retry-After of the attempt before allowed. */
  readonly early: number;
}

const EVERY_S = 15;
/** Seconds that a good answer takes to begin. */
const LATENCY_S = 2;

/** Runs all seeds of a mix on one side at the same time. Each seed is a world with own faults, client and breakers. */
export async function runMix(
  mix: Mix,
  provider: Provider,
  side: Side,
  seeds: number,
  requests: number,
): Promise<Outcome[]> {
  const worlds = new Map<
    string,
    { faults: FaultSchedule; startS: number; seen: { request: SeenRequest; atS: number; retryAfterS: number }[] }
  >();
  const server = await startModelServer({
    script: (request) => {
      const world = worlds.get(request.model);
      if (!world) throw new Error(`no world ${request.model}`);
      const atS = scaledSeconds() - world.startS;
      const reply = world.faults.reply(request, atS);
      const asked = 'fault' in reply && reply.fault === 'status' ? Number(reply.headers?.['retry-after'] ?? 0) : 0;
      world.seen.push({ request, atS, retryAfterS: asked });
      return 'fault' in reply ? reply : { ...reply, delayMs: realMs(LATENCY_S) };
    },
  });
  try {
    return await Promise.all(
      Array.from({ length: seeds }, async (_, seed) => {
        const name = `world-${seed}`;
        const world = {
          faults: createFaultSchedule(mix, seed + 1, requests * EVERY_S * 2),
          startS: scaledSeconds(),
          seen: [],
        };
        worlds.set(name, world);
        const clock = scaledClock(seeded(seed + 1000));
        const ask =
          side === 'ours'
            ? ourSide(provider, server, name, clock, createCircuitBreakers(clock))
            : sdkSide(provider, server, name);
        const arrivals = seeded(seed + 2000);
        const answers: Promise<boolean>[] = [];
        for (let index = 0; index < requests; index += 1) {
          const prompt = `request ${index}`;
          answers.push(ask(prompt).then((text) => text === expectedAnswer(prompt)));
          await scaledSleep(EVERY_S * (0.5 + arrivals()));
        }
        const resolved = await Promise.all(answers);
        return {
          unresolved: resolved.filter((ok) => !ok).length,
          calls: world.seen.length,
          requests,
          early: earlyRetries(world.seen),
        };
      }),
    );
  } finally {
    await server.close();
  }
}

/** Tolerance in seconds of scaled time: timers and sockets are exact to a few real milliseconds. */
const TOLERANCE_S = 0.2;

function earlyRetries(seen: readonly { request: SeenRequest; atS: number; retryAfterS: number }[]): number {
  const notBefore = new Map<string, number>();
  let early = 0;
  for (const { request, atS, retryAfterS } of seen) {
    const prompt = request.messages.at(-1)?.text ?? '';
    if (atS < (notBefore.get(prompt) ?? 0) - TOLERANCE_S) early += 1;
    notBefore.set(prompt, atS + retryAfterS);
  }
  return early;
}
