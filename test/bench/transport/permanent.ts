import { createCircuitBreakers } from '../../../src/engine/call/resilience/circuit-breaker';
import { type ScriptedReply, startModelServer } from '../../support/model-server';
import { seeded } from '../../support/seeded';
import { scaledClock } from './scale';
import { ourSide } from './sides';

const PERMANENT: readonly ScriptedReply[] = [
  { fault: 'status', status: 401 },
  { fault: 'status', status: 403 },
  { fault: 'status', status: 404 },
  { fault: 'status', status: 400 },
  { fault: 'status', status: 402 },
  { fault: 'status', status: 429, type: 'billing_error', code: 'insufficient_quota' },
  { text: 'No.', finish: 'refusal' },
];

/** Makes one call for each permanent failure through both APIs and counts the requests beyond these. */
export async function permanentRetries(): Promise<{ asked: number; retries: number }> {
  let current: ScriptedReply = { text: '' };
  const server = await startModelServer({ script: () => current });
  const clock = scaledClock(seeded(1));
  try {
    for (const provider of ['openai', 'anthropic'] as const) {
      for (const reply of PERMANENT) {
        current = reply;
        await ourSide(provider, server, 'permanent', clock, createCircuitBreakers(clock))('hello');
      }
    }
    const asked = 2 * PERMANENT.length;
    return { asked, retries: server.requests.length - asked };
  } finally {
    await server.close();
  }
}
