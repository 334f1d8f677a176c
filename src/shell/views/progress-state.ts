import type { EventOf, RunEvent } from '../../engine/contract/events';
import type { Stage } from '../../engine/contract/evidence';
import type { TestCounts } from '../../engine/contract/test-run';
import { ACTION_WORDS, failureInWords } from '../../engine/journal/words/words';
import { l10n } from '../l10n';
import { formatCost, formatTokens } from './format';

/** What is shown of a run in progress, computed from its events. */
export interface ProgressState {
  readonly step: string;
  /** 0 before the first iteration. */
  readonly iteration: number;
  readonly maxIterations: number;
  readonly tokens: number;
  readonly costUsd: number;
  readonly priced: boolean;
  /** The time of the next attempt while a retry waits, in milliseconds since the epoch. */
  readonly waitingUntil: number | undefined;
  /** When the request was sent whose prompt the model is still reading, in milliseconds since the epoch. */
  readonly readingSince: number | undefined;
  /** How many tests have run so far, while they run. */
  readonly tests: TestCounts | undefined;
}

/** The state before the first event. */
export function notStarted(): ProgressState {
  return {
    step: l10n.t('reading the workspace'),
    iteration: 0,
    maxIterations: 0,
    tokens: 0,
    costUsd: 0,
    priced: true,
    waitingUntil: undefined,
    readingSince: undefined,
    tests: undefined,
  };
}

export function countTests(state: ProgressState, tests: TestCounts): ProgressState {
  return { ...state, tests };
}

export function advance(state: ProgressState, event: RunEvent): ProgressState {
  const at = (step: string): ProgressState => ({
    ...state,
    step,
    waitingUntil: undefined,
    readingSince: undefined,
    tests: undefined,
  });
  switch (event.type) {
    case 'run-start':
      return { ...state, maxIterations: event.limits.maxIterations };
    case 'strategy':
      return { ...state, maxIterations: event.maxIterations };
    case 'iteration-start':
      return { ...at(state.step), iteration: event.iteration };
    case 'call-start':
      return at(callStep(event.purpose));
    case 'call-retry':
      return {
        ...at(failureInWords(event.reason)),
        waitingUntil: Date.parse(event.at) + event.delayMs,
      };
    case 'call-progress':
      return event.phase === 'writing'
        ? at(l10n.t('the model is answering'))
        : { ...at(l10n.t('the model is reading the prompt')), readingSince: Date.parse(event.at) - event.ms };
    case 'call-end':
      return {
        ...at(event.ok ? l10n.t('reading the reply') : l10n.t('the call failed')),
        tokens: state.tokens + event.inputTokens + event.outputTokens,
        costUsd: state.costUsd + event.costUsd,
        priced: state.priced && event.priced,
      };
    case 'tool-call':
      return at(l10n.t('the model is looking at the workspace'));
    case 'pause':
      return at(l10n.t('paused'));
    case 'resume':
      return at(l10n.t('going on'));
    case 'quick-fix':
      return at(l10n.t('applying a quick fix'));
    case 'stage-start':
      return at(stageStep(event.stage));
    case 'stage-end':
      return event.stage === 'tests' ? { ...state, tests: undefined } : state;
    case 'decision':
      return at(ACTION_WORDS[event.action]);
    default:
      return state;
  }
}

function callStep(purpose: EventOf<'call-start'>['purpose']): string {
  switch (purpose) {
    case 'plan':
      return l10n.t('asking for a plan');
    case 'generate':
      return l10n.t('asking the model');
    case 'correct':
      return l10n.t('asking for a correction');
    case 'review':
      return l10n.t('asking for a review');
  }
}

function stageStep(stage: Stage): string {
  switch (stage) {
    case 'reply':
      return l10n.t('reading the reply');
    case 'guard':
      return l10n.t('checking paths');
    case 'types':
      return l10n.t('checking types');
    case 'tests':
      return l10n.t('running tests');
    case 'integrity':
      return l10n.t('checking integrity');
    case 'review':
      return l10n.t('reviewing');
  }
}

/**
 * For the progress notification: "Iteration 2 of 6 · running tests · 4,812 tokens, $0.01". While a
 * retry waits, the remaining seconds are counted down; while a model reads a long prompt, the seconds are counted.
 */
export function progressText(state: ProgressState, now = Date.now()): string {
  const where = state.iteration === 0 ? [] : [iterationText(state)];
  const spent = state.tokens === 0 ? [] : [`${formatTokens(state.tokens)}, ${formatCost(state.costUsd, state.priced)}`];
  return [...where, stepText(state, now), ...spent].join(' · ');
}

function stepText({ step, waitingUntil, readingSince, tests }: ProgressState, now: number): string {
  if (tests !== undefined) return l10n.t('tests: {0}', countText(tests));
  if (waitingUntil !== undefined) return l10n.t('{0}; trying again in {1} s', step, secondsUntil(waitingUntil, now));
  return readingSince === undefined
    ? step
    : l10n.t('{0} ({1} s)', step, Math.max(0, Math.round((now - readingSince) / 1000)));
}

/** "120 run, 2 failed" */
export function countText({ executed, failed }: TestCounts): string {
  return l10n.t('{0} run, {1} failed', executed, failed);
}

export function iterationText(state: ProgressState): string {
  return l10n.t('Iteration {0} of {1}', state.iteration, state.maxIterations);
}

/** Whole seconds from `now` to `time`, both in milliseconds since the epoch; never below 0. */
export function secondsUntil(time: number, now = Date.now()): number {
  return Math.max(0, Math.ceil((time - now) / 1000));
}
