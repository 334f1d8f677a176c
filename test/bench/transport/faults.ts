import type { ScriptedReply, SeenRequest } from '../../support/model-server';
import { seeded } from '../../support/seeded';

/** Shares of time and of attempts with faults. */
export interface Mix {
  readonly name: string;
  /** Share of the time in which the server is overloaded, in bursts of `overloadS` seconds. */
  readonly overload: number;
  readonly overloadS: number;
  readonly serverError: number;
  readonly rateLimit: number;
  readonly truncated: number;
  readonly bad200: number;
}

export const MIXES: readonly Mix[] = [
  { name: 'B', overload: 0.02, overloadS: 15, serverError: 0.01, rateLimit: 0.02, truncated: 0, bad200: 0 },
  { name: 'C', overload: 0.02, overloadS: 15, serverError: 0.01, rateLimit: 0.02, truncated: 0.01, bad200: 0.01 },
  { name: 'D', overload: 0.1, overloadS: 30, serverError: 0.02, rateLimit: 0.04, truncated: 0.02, bad200: 0.02 },
];

export interface FaultSchedule {
  /** The server's reply to this attempt, `at` seconds after the start. */
  reply(request: SeenRequest, at: number): ScriptedReply;
}

/** Creates one seed's faults: overloads are intervals of time, the other faults hit single attempts. */
export function createFaultSchedule(mix: Mix, seed: number, horizonS: number): FaultSchedule {
  const chance = seeded(seed);
  const overloads: { from: number; to: number }[] = [];
  const meanUp = (mix.overloadS * (1 - mix.overload)) / mix.overload;
  for (
    let at = -Math.log(1 - chance()) * meanUp;
    at < horizonS;
    at += mix.overloadS - Math.log(1 - chance()) * meanUp
  ) {
    overloads.push({ from: at, to: at + mix.overloadS });
  }
  return {
    reply(request, at) {
      const anthropic = request.protocol === 'anthropic';
      if (overloads.some(({ from, to }) => at >= from && at < to))
        return { fault: 'status', status: anthropic ? 529 : 503 };
      let draw = chance();
      const isHit = (share: number): boolean => {
        draw -= share;
        return draw < 0 && draw >= -share;
      };
      if (isHit(mix.serverError)) return { fault: 'status', status: 500 };
      if (isHit(mix.rateLimit))
        return {
          fault: 'status',
          status: 429,
          ...(chance() < 0.5 ? { headers: { 'retry-after': String(1 + Math.floor(chance() * 5)) } } : {}),
        };
      if (isHit(mix.truncated))
        return {
          fault: 'broken',
          afterChunks: 2,
          text: expectedAnswer(request.text),
          how: chance() < 0.5 ? 'end' : 'reset',
        };
      if (isHit(mix.bad200)) return { fault: 'html' };
      return { text: expectedAnswer(request.text) };
    },
  };
}

/** The only correct answer to a request. Its end shows that it is complete. */
export function expectedAnswer(request: string): string {
  return `The whole answer to ${request.split('\n').at(-1)}: ${'one line of code; '.repeat(6)}end.`;
}
