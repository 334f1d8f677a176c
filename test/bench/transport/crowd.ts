import { createCircuitBreakers } from '../../../src/engine/call/resilience/circuit-breaker';
import { startModelServer } from '../../support/model-server';
import { seeded } from '../../support/seeded';
import { realMs, scaledClock, scaledSeconds, scaledSleep } from './scale';
import { type Ask, ourSide } from './sides';

export type CrowdSide = 'no-jitter' | 'ours, 100 windows' | 'ours, one window';

const CLIENTS = 100;
/** Requests that the server answers simultaneously. It answers 429 to all others. */
const SLOTS = 5;
const ANSWER_S = 2.5;

/** Counts the calls of 100 simultaneous clients of a server with five slots that answers 429 without Retry-After. */
export async function runCrowd(side: CrowdSide, seed: number): Promise<{ calls: number; unresolved: number }> {
  let taken = 0;
  const server = await startModelServer({
    script: ({ ended }) => {
      if (taken >= SLOTS) return { fault: 'status', status: 429 };
      taken += 1;
      ended.then(() => {
        taken -= 1;
      });
      return { text: 'ok', delayMs: realMs(ANSWER_S) };
    },
  });
  try {
    const random = seeded(seed + 1);
    const clock = scaledClock(random);
    const shared = createCircuitBreakers(clock);
    const asks = Array.from({ length: CLIENTS }, (): Ask => {
      if (side === 'no-jitter') return withoutJitter(server.openAiBaseUrl);
      return ourSide(
        'openai',
        server,
        'crowd',
        clock,
        side === 'ours, one window' ? shared : createCircuitBreakers(clock),
      );
    });
    const answers = await Promise.all(asks.map((ask) => ask('hello')));
    return { calls: server.requests.length, unresolved: answers.filter((text) => text !== 'ok').length };
  } finally {
    await server.close();
  }
}

/** The textbook client for comparison: it waits 1 s, doubling to 30 s, until it succeeds or five minutes are over. */
function withoutJitter(baseUrl: string): Ask {
  const body = JSON.stringify({ model: 'crowd', messages: [{ role: 'user', content: 'hello' }] });
  return async () => {
    const giveUpS = scaledSeconds() + 300;
    for (let waitS = 1; ; waitS = Math.min(30, waitS * 2)) {
      const response = await fetch(`${baseUrl}/chat/completions`, { method: 'POST', body });
      await response.arrayBuffer();
      if (response.ok) return 'ok';
      if (scaledSeconds() + waitS > giveUpS) return undefined;
      await scaledSleep(waitS);
    }
  };
}
