import assert from 'node:assert/strict';
import { callModel } from '../../../../src/engine/call/call';
import { createModel } from '../../../../src/engine/call/create-model';
import { createTransport } from '../../../../src/engine/call/network/transport';
import {
  createGuardedFetch,
  DEFAULT_TIMEOUTS,
  LOOPBACK_TIMEOUTS,
} from '../../../../src/engine/call/providers/guarded-fetch';
import { callDeps, NEVER, REQUEST, withServer } from '../support';

/** Replaces the timers of this process by ones that only record how long they were to run. */
async function timersSetBy(use: () => Promise<unknown>): Promise<number[]> {
  const real = globalThis.setTimeout;
  const set: number[] = [];
  globalThis.setTimeout = Object.assign((callback: () => void, ms = 0, ...rest: unknown[]) => {
    set.push(ms);
    return real(callback, ms, ...(rest as []));
  }, real) as typeof setTimeout;
  try {
    await use();
    return set;
  } finally {
    globalThis.setTimeout = real;
  }
}

describe('a model server on this machine', () => {
  it('is waited for without a limit of our own, and asked once', async () => {
    await withServer(
      () => ({ text: 'slow', delayMs: 300 }),
      async (server) => {
        const model = createModel({ provider: 'openai', model: 'm', baseUrl: server.openAiBaseUrl });
        assert.ok(!('problem' in model));
        const set = await timersSetBy(async () => assert.ok((await callModel(REQUEST, callDeps(model), NEVER)).ok));
        const limits = [DEFAULT_TIMEOUTS.firstByteMs, DEFAULT_TIMEOUTS.silenceMs, DEFAULT_TIMEOUTS.wholeMs, 300_000];
        assert.deepEqual(
          set.filter((ms) => limits.includes(ms)),
          [],
        );
        assert.equal(server.requests.length, 1);
      },
    );
  });

  it('is hung up on when the run ends, and only then', async () => {
    await withServer(
      () => ({ fault: 'stall' }),
      async (server) => {
        const model = createModel({ provider: 'openai', model: 'm', baseUrl: server.openAiBaseUrl });
        assert.ok(!('problem' in model));
        const run = new AbortController();
        const call = callModel(REQUEST, callDeps(model), run.signal);
        setTimeout(() => run.abort(), 400);
        const result = await call;
        assert.ok(!result.ok && result.reason === 'cancelled');
        assert.equal(server.requests.length, 1);
        assert.equal(await server.requests[0]?.ended, 'disconnected');
      },
    );
  });

  it('has no limits that a timer could not keep', async () => {
    const target = { provider: 'openai', model: 'm', endpoint: 'here' };
    const transport = createTransport({ loopback: true, proxy: undefined });
    const guarded = createGuardedFetch({ target, timeouts: LOOPBACK_TIMEOUTS, transport, rewrite: (body) => body });
    await withServer(
      () => ({ text: 'x' }),
      async ({ origin }) => {
        assert.equal((await guarded.fetch(`${origin}/v1/models`)).status, 200);
        assert.equal(guarded.failure(), undefined);
      },
    );
    guarded.close();
  });
});
