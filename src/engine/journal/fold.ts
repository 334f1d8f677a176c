import type { Change, EventOf, RunEvent } from '../contract/events';
import type { TestCounts } from '../contract/test-run';
import { createOutcomeLog, type Outcomes } from './outcomes';
import type { IterationRecord, RunRecord, StepRecord } from './record';
import { remainingOf, wordsIn } from './remaining';
import { addStep } from './steps';
import { STAGE_WORDS } from './words/words';

/**
 * Folds the events of one run, in order, into its record. The first must be `run-start`. `unended` is the
 * state of a run without `run-end`: still running (in live use), or interrupted.
 */
export function foldRun(events: readonly RunEvent[], unended: 'running' | 'interrupted' = 'running'): RunRecord {
  const [start] = events;
  if (start?.type !== 'run-start') throw new Error('the first event of a run must be run-start');
  const end = events.findLast((event) => event.type === 'run-end');
  const state = end ? 'ended' : unended;
  return {
    runId: start.runId,
    startedAt: start.at,
    workspace: start.workspace,
    task: start.task,
    provider: start.provider,
    model: start.model,
    state,
    strategy: events.findLast((event) => event.type === 'strategy'),
    iterations: foldIterations(events, state),
    hints: events.flatMap((event) => (event.type === 'hint' ? [event.text] : [])),
    ...(end ? endOf(end) : soFar(events, start.at)),
    changes: keptChanges(events, end),
    ...(end ? { outcomes: outcomesOf(events) } : {}),
    remaining: end && remainingOf(events, end),
    said: end && wordsIn(events),
    settled: events.findLast((event) => event.type === 'settled'),
  };
}

function outcomesOf(events: readonly RunEvent[]): Outcomes {
  const log = createOutcomeLog();
  for (const event of events) log.add(event);
  return log.outcomes();
}

/** The record with the number of tests that have run so far at the stage that runs them. */
export function withTestCounts(record: RunRecord, { executed, failed }: TestCounts): RunRecord {
  const counted = (step: StepRecord): StepRecord =>
    step.kind === 'stage' && step.label === STAGE_WORDS.tests.name && step.state === 'running'
      ? { ...step, label: `Tests: ${executed} run, ${failed} failed` }
      : step;
  const iterations = record.iterations.map((each) => ({ ...each, steps: each.steps.map(counted) }));
  return { ...record, iterations };
}

type Totals = Pick<
  RunRecord,
  | 'outcome'
  | 'reason'
  | 'message'
  | 'next'
  | 'calls'
  | 'inputTokens'
  | 'outputTokens'
  | 'costUsd'
  | 'priced'
  | 'ms'
  | 'files'
  | 'left'
>;

function endOf(end: EventOf<'run-end'>): Totals {
  const { outcome, reason, message, next, calls, inputTokens, outputTokens, costUsd, priced, ms, files, left } = end;
  return { outcome, reason, message, next, calls, inputTokens, outputTokens, costUsd, priced, ms, files, left };
}

function soFar(events: readonly RunEvent[], startedAt: string): Totals {
  const calls = events.filter((event) => event.type === 'call-end');
  return {
    calls: events.filter(({ type }) => type === 'call-start').length,
    inputTokens: calls.reduce((sum, call) => sum + call.inputTokens, 0),
    outputTokens: calls.reduce((sum, call) => sum + call.outputTokens, 0),
    costUsd: calls.reduce((sum, call) => sum + call.costUsd, 0),
    priced: calls.every(({ priced }) => priced),
    ms: Math.max(0, Date.parse(events.findLast(isOfRun)?.at ?? startedAt) - Date.parse(startedAt)),
    files: events.findLast((event) => event.type === 'candidate')?.files ?? [],
  };
}

/** What the person does with an ended run is no part of its time. */
const isOfRun = ({ type }: RunEvent): boolean => type !== 'settled';

/**
 * The changes of the candidate that the end names by hash. An end without a hash means the last green one of
 * the candidates with the end's files, else the last of them.
 */
function keptChanges(events: readonly RunEvent[], end: EventOf<'run-end'> | undefined): readonly Change[] {
  const candidates = events.filter((event) => event.type === 'candidate');
  if (!end) return candidates.at(-1)?.changes ?? [];
  if (end.hash !== undefined) return candidates.findLast(({ hash }) => hash === end.hash)?.changes ?? [];
  const key = (files: readonly string[]) => JSON.stringify([...files].sort());
  const named = candidates.filter(({ files }) => files.length > 0 && key(files) === key(end.files));
  return (named.findLast((candidate) => isGreen(events, candidate)) ?? named.at(-1))?.changes ?? [];
}

function isGreen(events: readonly RunEvent[], candidate: RunEvent): boolean {
  const next = events
    .slice(events.indexOf(candidate))
    .find(({ type }) => type === 'verdict' || type === 'iteration-start');
  return next?.type === 'verdict' && next.ok;
}

function foldIterations(events: readonly RunEvent[], state: RunRecord['state']): IterationRecord[] {
  const iterations: (IterationRecord & { steps: StepRecord[] })[] = [{ iteration: 0, steps: [] }];
  for (const event of events) {
    if (event.type === 'iteration-start') {
      const { iteration, branch, parent } = event;
      iterations.push({ iteration, branch, parent, steps: [] });
    } else addStep(iterations.at(-1)?.steps ?? [], event);
  }
  const kept = iterations.filter(({ iteration, steps }) => iteration > 0 || steps.length > 0);
  if (state === 'running') return kept;
  return kept.map((each) => ({ ...each, steps: each.steps.map(unfinished) }));
}

/** A step that was under way when the run ended counts as failed. */
function unfinished(step: StepRecord): StepRecord {
  return step.state === 'running' ? { ...step, state: 'failed', detail: `${step.detail}\nNot finished.`.trim() } : step;
}
