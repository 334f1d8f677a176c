import type { Clock } from '../../platform/clock';
import type { ChatModel } from '../ports';
import { type FailureClass, type ModelError, POLICIES } from './failure';

/** How a breaker protects a provider; all times in milliseconds. */
export interface BreakerLimits {
  /** Outage failures in a row after which the circuit opens. */
  readonly openAfter: number;
  /** How long it stays open the first time; doubles with each probe that fails. */
  readonly openMs: number;
  readonly maxOpenMs: number;
  /** Everybody who waits for the same moment would come at the same moment: they are spread over this. */
  readonly spreadMs: number;
  /** The time over which retries are counted. */
  readonly windowMs: number;
  /** Retries after an outage failure that are allowed per other attempt in the window. */
  readonly retryRatio: number;
  /** Retries allowed in the window whatever the ratio, or a single person's first retry would be forbidden. */
  readonly retryReserve: number;
}

/**
 * The ratio is the client-wide retry budget of "Site Reliability Engineering" (O'Reilly 2016, chapter 21 "Handling Overload",
 * "Deciding to Retry": retried only below 10 %), so an outage is met with at most 1.1 times the load, and the reserve
 * over it. Its window is that of the same chapter's throttle: two minutes.
 */
export const DEFAULT_BREAKER_LIMITS: BreakerLimits = {
  openAfter: 5,
  openMs: 10_000,
  maxOpenMs: 60_000,
  spreadMs: 1000,
  windowMs: 120_000,
  retryRatio: 0.1,
  retryReserve: 16,
};

/** Why an attempt may not begin yet. */
export interface Hold {
  readonly reason: Extract<FailureClass, 'circuit-open' | 'retry-budget' | 'rate-limit'>;
  readonly ms: number;
  /** The failure that led to it, in words. */
  readonly because: string;
}

/** What all calls of a process to one model know together. */
export interface CircuitBreaker {
  /** Undefined: an attempt may begin now. `retry`: it repeats one that met an outage; only these need the budget. */
  hold(retry: boolean): Hold | undefined;
  /** Begins an attempt; the returned function ends it: with its failure, with `reply`, or `aborted`. */
  enter(retry: boolean): (end: ModelError | 'reply' | 'aborted') => void;
}

/** One breaker per provider, endpoint and model. Shared by all runs of a window: made once by the host, passed to every call. */
export interface CircuitBreakers {
  of(model: ChatModel): CircuitBreaker;
}

export function createCircuitBreakers(clock: Clock, limits: BreakerLimits = DEFAULT_BREAKER_LIMITS): CircuitBreakers {
  const breakers = new Map<string, CircuitBreaker>();
  return {
    of(model) {
      const key = JSON.stringify([model.provider, model.endpoint, model.model]);
      const breaker = breakers.get(key) ?? createLane(clock, limits);
      breakers.set(key, breaker);
      return breaker;
    },
  };
}

/** Without a registry every call is alone: nothing is held. */
export const ALWAYS_CLOSED: CircuitBreaker = { hold: () => undefined, enter: () => () => undefined };

function createLane(clock: Clock, limits: BreakerLimits): CircuitBreaker {
  const budget = createRetryBudget(clock, limits);
  const circuit = createCircuit(clock, limits);
  let heldUntil = 0;
  let because = '';

  return {
    hold(retry) {
      const now = clock.now();
      if (heldUntil > now)
        return { reason: 'rate-limit', ms: heldUntil - now + clock.random() * limits.spreadMs, because };
      const closedIn = circuit.closedIn();
      if (closedIn > 0) return { reason: 'circuit-open', ms: closedIn, because };
      const freeIn = retry ? budget.freeIn() : 0;
      return freeIn > 0 ? { reason: 'retry-budget', ms: freeIn, because } : undefined;
    },
    enter(retry) {
      budget.count(retry);
      const ended = circuit.enter();
      return (end) => {
        if (typeof end === 'string') return ended(end === 'reply' ? 'up' : 'unknown');
        because = end.message;
        const { action, outage } = POLICIES[end.failureClass];
        const asked = action === 'retry' ? (end.details.retryAfterMs ?? 0) : 0;
        heldUntil = Math.max(heldUntil, clock.now() + asked);
        ended(outage ? 'down' : 'up');
      };
    },
  };
}

/** Counts retries after outage failures, and all other attempts, over the sliding window. */
function createRetryBudget(clock: Clock, { windowMs, retryRatio, retryReserve }: BreakerLimits) {
  let others: number[] = [];
  let retries: number[] = [];
  const current = (times: number[]) => times.filter((time) => time > clock.now() - windowMs);
  return {
    count(retry: boolean) {
      others = current(others);
      retries = current(retries);
      (retry ? retries : others).push(clock.now());
    },
    /** Milliseconds until a retry is within the budget. */
    freeIn(): number {
      others = current(others);
      retries = current(retries);
      const over = retries.length - Math.floor(retryReserve + retryRatio * others.length);
      const leaving = over < 0 ? undefined : retries[over];
      return leaving === undefined ? 0 : leaving + windowMs - clock.now();
    },
  };
}

/** Closed, open, and half open: when its time is over, one probe goes and decides for all. */
function createCircuit(clock: Clock, { openAfter, openMs, maxOpenMs, spreadMs }: BreakerLimits) {
  let inARow = 0;
  let openUntil = 0;
  let lastOpenMs = 0;
  let probing = false;
  const isOpen = () => lastOpenMs > 0;

  return {
    /** Milliseconds to wait before asking again; 0: an attempt may begin. */
    closedIn(): number {
      if (!isOpen()) return 0;
      const left = openUntil - clock.now();
      if (left > 0) return left + clock.random() * spreadMs;
      return probing ? spreadMs + clock.random() * spreadMs : 0;
    },
    enter() {
      const probe = isOpen();
      if (probe) probing = true;
      return (end: 'up' | 'down' | 'unknown'): void => {
        if (probe) probing = false;
        if (end === 'up') {
          inARow = 0;
          lastOpenMs = 0;
        } else if (end === 'down') {
          inARow += 1;
          if (probe || (!isOpen() && inARow >= openAfter)) {
            lastOpenMs = Math.min(maxOpenMs, lastOpenMs === 0 ? openMs : lastOpenMs * 2);
            openUntil = clock.now() + lastOpenMs;
          }
        }
      };
    },
  };
}
