import type { Clock } from '../../platform/clock';
import { memo } from '../../platform/memo';
import type { ChatModel } from '../ports';
import { type FailureClass, type ModelError, POLICIES } from './failure';
import { createRetryBudget, DEFAULT_RETRY_BUDGET, type RetryBudgetLimits } from './retry-budget';

/** How a breaker protects a provider; all times are in milliseconds. */
export interface BreakerLimits extends RetryBudgetLimits {
  /** Consecutive outage failures after which the circuit opens. */
  readonly failureThreshold: number;
  /** How long the circuit stays open the first time; the time doubles with each failed probe. */
  readonly initialOpenMs: number;
  readonly maxOpenMs: number;
  /** Upper bound of the random delay that keeps waiting calls from all starting at the same moment. */
  readonly jitterMs: number;
}

export const DEFAULT_BREAKER_LIMITS: BreakerLimits = {
  failureThreshold: 5,
  initialOpenMs: 10_000,
  maxOpenMs: 60_000,
  jitterMs: 1000,
  ...DEFAULT_RETRY_BUDGET,
};

/** Why an attempt must not start yet. */
export interface RequiredWait {
  readonly reason: Extract<FailureClass, 'circuit-open' | 'retry-budget' | 'rate-limit'>;
  readonly ms: number;
  /** Message of the last failure that any call met. */
  readonly cause: string;
}

/** `aborted` says nothing about the provider's health. */
export type AttemptOutcome = ModelError | 'reply' | 'aborted';

/**
 * What all calls of a process to one model share: the circuit (closed, open, half-open), the retry budget, and the
 * wait that the provider asked for.
 */
export interface CircuitBreaker {
  /**
   * Returns why and how long an attempt must wait, or undefined if it may start now. `isRetry`: it repeats an attempt
   * that failed because of an outage; only such attempts need the retry budget.
   */
  requiredWait(isRetry: boolean): RequiredWait | undefined;
  /** Starts an attempt. The returned function must be called with its outcome. */
  startAttempt(isRetry: boolean): (outcome: AttemptOutcome) => void;
}

/** One breaker per provider, endpoint and model. The host creates this once per process and passes it to every run. */
export interface CircuitBreakers {
  forModel(model: Pick<ChatModel, 'provider' | 'endpoint' | 'model'>): CircuitBreaker;
}

export function createCircuitBreakers(clock: Clock, limits: BreakerLimits = DEFAULT_BREAKER_LIMITS): CircuitBreakers {
  const breakers = new Map<string, CircuitBreaker>();
  return {
    forModel(model) {
      const key = JSON.stringify([model.provider, model.endpoint, model.model]);
      return memo(breakers, key, () => createCircuitBreaker(clock, limits));
    },
  };
}

/** For calls without shared breakers: no attempt ever has to wait. */
export const ALWAYS_CLOSED: CircuitBreaker = { requiredWait: () => undefined, startAttempt: () => () => undefined };

function createCircuitBreaker(clock: Clock, limits: BreakerLimits): CircuitBreaker {
  const retryBudget = createRetryBudget(clock, limits);
  const circuit = createCircuit(clock, limits);
  /** Time until which the provider asked not to be called (Retry-After). */
  let blockedUntil = 0;
  let cause = '';

  return {
    requiredWait(isRetry) {
      const blockedMs = blockedUntil - clock.now();
      if (blockedMs > 0) return { reason: 'rate-limit', ms: blockedMs + clock.random() * limits.jitterMs, cause };
      const openMs = circuit.msUntilAttempt();
      if (openMs > 0) return { reason: 'circuit-open', ms: openMs, cause };
      const budgetMs = isRetry ? retryBudget.msUntilRetry() : 0;
      return budgetMs > 0 ? { reason: 'retry-budget', ms: budgetMs, cause } : undefined;
    },
    startAttempt(isRetry) {
      retryBudget.record(isRetry);
      const endAttempt = circuit.startAttempt();
      return (outcome) => {
        if (typeof outcome === 'string') return endAttempt(outcome === 'reply' ? 'healthy' : 'unknown');
        cause = outcome.message;
        const { action, outage } = POLICIES[outcome.failureClass];
        const retryAfterMs = action === 'retry' ? (outcome.details.retryAfterMs ?? 0) : 0;
        blockedUntil = Math.max(blockedUntil, clock.now() + retryAfterMs);
        endAttempt(outage ? 'outage' : 'healthy');
      };
    },
  };
}

/**
 * The circuit itself. Closed: attempts may start. Open: none may. Half-open, once the open time is over: a single probe
 * may start, and its outcome closes the circuit or opens it for twice as long.
 */
function createCircuit(clock: Clock, { failureThreshold, initialOpenMs, maxOpenMs, jitterMs }: BreakerLimits) {
  let consecutiveFailures = 0;
  let openUntil = 0;
  /** 0 while the circuit is closed. */
  let openMs = 0;
  let probeRunning = false;
  const isClosed = () => openMs === 0;

  return {
    /** Milliseconds to wait before asking again; 0 if an attempt may start. */
    msUntilAttempt(): number {
      if (isClosed()) return 0;
      const remainingMs = openUntil - clock.now();
      if (remainingMs > 0) return remainingMs + clock.random() * jitterMs;
      return probeRunning ? jitterMs + clock.random() * jitterMs : 0;
    },
    startAttempt() {
      const isProbe = !isClosed();
      if (isProbe) probeRunning = true;
      return (health: 'healthy' | 'outage' | 'unknown'): void => {
        if (isProbe) probeRunning = false;
        if (health === 'healthy') {
          consecutiveFailures = 0;
          openMs = 0;
        } else if (health === 'outage') {
          consecutiveFailures += 1;
          if (isProbe || (isClosed() && consecutiveFailures >= failureThreshold)) {
            openMs = Math.min(maxOpenMs, isClosed() ? initialOpenMs : openMs * 2);
            openUntil = clock.now() + openMs;
          }
        }
      };
    },
  };
}
