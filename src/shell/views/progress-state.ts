import type { RunEvent } from '../../engine/contract/events';
import { formatCost, formatTokens } from './format';

/** What a running run shows: folded from its events. */
export interface ProgressState {
  readonly step: string;
  /** 0 before the first. */
  readonly iteration: number;
  readonly maxIterations: number;
  readonly tokens: number;
  readonly costUsd: number;
  readonly priced: boolean;
  /** While a retry waits: when it will be made, in milliseconds since the epoch. */
  readonly waitingUntil: number | undefined;
}

export const NOT_STARTED: ProgressState = {
  step: 'taking stock of the workspace',
  iteration: 0,
  maxIterations: 0,
  tokens: 0,
  costUsd: 0,
  priced: true,
  waitingUntil: undefined,
};

const PURPOSE = {
  plan: 'asking for a plan',
  generate: 'asking the model',
  correct: 'asking for a correction',
} as const;
const STAGE = {
  reply: 'reading the reply',
  guard: 'checking paths',
  types: 'checking types',
  tests: 'running tests',
  integrity: 'checking integrity',
  review: 'reviewing',
} as const;

export function advance(state: ProgressState, event: RunEvent): ProgressState {
  const at = (step: string): ProgressState => ({ ...state, step, waitingUntil: undefined });
  switch (event.type) {
    case 'run-start':
      return { ...state, maxIterations: event.limits.maxIterations };
    case 'strategy':
      return { ...state, maxIterations: event.maxIterations };
    case 'iteration-start':
      return { ...at(state.step), iteration: event.iteration };
    case 'call-start':
      return at(PURPOSE[event.purpose]);
    case 'call-retry':
      return {
        ...at(`${event.reason}, attempt ${event.attempt + 1}`),
        waitingUntil: Date.parse(event.at) + event.delayMs,
      };
    case 'call-end':
      return {
        ...at(event.ok ? 'reading the reply' : 'the call failed'),
        tokens: state.tokens + event.inputTokens + event.outputTokens,
        costUsd: state.costUsd + event.costUsd,
        priced: state.priced && event.priced,
      };
    case 'quick-fix':
      return at('applying a quick fix');
    case 'stage-start':
      return at(STAGE[event.stage]);
    case 'decision':
      return at(`${event.action}: ${event.why}`);
    default:
      return state;
  }
}

/** For the progress notification: "Iteration 2 of 6 · running tests · 4,812 tokens, $0.01"; a waiting retry is counted down. */
export function progressText(state: ProgressState, now = Date.now()): string {
  const where = state.iteration === 0 ? [] : [iterationText(state)];
  const spent = state.tokens === 0 ? [] : [`${formatTokens(state.tokens)}, ${formatCost(state.costUsd, state.priced)}`];
  const step =
    state.waitingUntil === undefined ? state.step : `${state.step} in ${secondsUntil(state.waitingUntil, now)} s`;
  return [...where, step, ...spent].join(' · ');
}

export function iterationText(state: ProgressState): string {
  return `Iteration ${state.iteration} of ${state.maxIterations}`;
}

export function secondsUntil(time: number, now = Date.now()): number {
  return Math.max(0, Math.ceil((time - now) / 1000));
}
