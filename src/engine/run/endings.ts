import { Interrupted } from '../contract/plain/interrupted';
import type { Stop, StopReason } from '../contract/stop';
import { findConflicts } from '../workspace/accept/accept';
import { type Candidate, changesOf } from '../workspace/candidate';
import type { Snapshot } from '../workspace/snapshot';
import { timeLimitReached } from './limits/budget';
import { bestCandidate, NO_CHANGE, type Progress, verdictOfSame } from './progress';

interface EndingDeps {
  readonly snapshot: Snapshot;
  /** The file as it is now in the person's workspace; null: no such file. */
  readonly readCurrent: (path: string) => Promise<string | null>;
}

/** A green verdict holds only for the files that it was reached over: edits made meanwhile are a conflict. */
export async function accept(deps: EndingDeps, candidate: Candidate, summary: string): Promise<Stop> {
  const conflicts = await findConflicts(await changesOf(candidate, deps.snapshot), deps.readCurrent);
  if (conflicts.length === 0) return { reason: 'verified', message: summary };
  return {
    reason: 'conflict',
    message:
      `The change is green, but you edited ${conflicts.join(', ')} during the run, ` +
      'so it was not verified against your current text.',
  };
}

/** A run that a limit or the model ends while a green change was only sent back by a reviewer has that change. */
export async function preferGreen(stop: Stop, progress: Progress, deps: EndingDeps): Promise<Stop> {
  const candidate = bestCandidate(progress);
  const green = candidate && verdictOfSame(candidate, progress)?.progress;
  if (green?.reason !== 'verified' || NO_LIMIT.has(stop.reason)) return stop;
  return accept(deps, candidate ?? NO_CHANGE, green.message);
}

/** Reasons that a green change doesn't answer. */
const NO_LIMIT: ReadonlySet<StopReason> = new Set(['verified', 'cancelled', 'conflict', 'internal-error']);

/** What ends a run without success may lie in the copy rather than in the code. */
const UNSOLVED: ReadonlySet<string> = new Set<Stop['reason']>([
  'configuration',
  'unverifiable',
  'red-as-before',
  'stalled',
  'oscillating',
  'iterations-exhausted',
]);

export function withDifferences(stop: Stop, differences: readonly string[]): Stop {
  if (differences.length === 0 || !UNSOLVED.has(stop.reason)) return stop;
  return { ...stop, message: `${stop.message}\nTests were red before in the copy: ${differences.join(' ')}` };
}

export const CANCELLED: Stop = { reason: 'cancelled', message: 'You cancelled the run.' };

const INTERRUPTED: Stop = {
  reason: 'interrupted',
  message: 'The run was interrupted: its window was closed or reloaded, or its process was ended.',
};

/** A run that is cancelled because its host process ends is reported as interrupted: the user did not cancel it. */
export function cancelledOrInterrupted<S extends Stop>(end: S, signal: AbortSignal): S {
  return end.reason === 'cancelled' && signal.reason instanceof Interrupted ? { ...end, ...INTERRUPTED } : end;
}

export function outOfTime(timeoutMs: number): Stop {
  return { reason: 'time-budget', message: timeLimitReached(timeoutMs) };
}
