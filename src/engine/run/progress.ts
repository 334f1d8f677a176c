import { createHash } from 'node:crypto';
import type { Strategy } from '../contract/events';
import type { Verdict } from '../contract/verdict';
import { type Attempt, type Branch, bestOf } from '../search/attempt';
import { type Candidate, createCandidate } from '../workspace/candidate';

/** What one run has tried so far. An attempt without a candidate is a reply that could not be applied. */
export interface Progress {
  /** How the run opened, where that is not what was chosen. */
  opening?: Strategy | undefined;
  readonly attempts: Attempt[];
  readonly candidates: Map<Attempt, Candidate>;
  /** The replies that the candidates were read from. */
  readonly replies: Map<Attempt, string>;
}

export const startProgress = (): Progress => ({ attempts: [], candidates: new Map(), replies: new Map() });

export const NO_CHANGE = createCandidate(new Map());

/** Adds one judged iteration. Without a candidate the reply's own text identifies the attempt. */
export function addAttempt(
  progress: Progress,
  judged: {
    readonly iteration: number;
    readonly reply: string;
    readonly candidate: Candidate | undefined;
    readonly verdict: Verdict;
    /** The attempt that the reply was to correct; absent for a new sample. */
    readonly base?: Attempt | undefined;
    /** Changed lines of the candidate, against the snapshot. */
    readonly changedLines?: number | undefined;
    readonly branch?: Branch | undefined;
    readonly phase?: number | undefined;
  },
): void {
  const { reply, candidate, ...more } = judged;
  const hash = candidate?.hash ?? createHash('sha256').update(reply).digest('hex');
  const attempt: Attempt = { hash, ...more };
  progress.attempts.push(attempt);
  if (!candidate) return;
  progress.candidates.set(attempt, candidate);
  progress.replies.set(attempt, reply);
}

/** The attempt got its verdict later than the ones after it. */
export function replaceVerdict(progress: Progress, attempt: Attempt, verdict: Verdict): void {
  const { attempts, candidates, replies } = progress;
  const settled: Attempt = { ...attempt, verdict };
  attempts[attempts.indexOf(attempt)] = settled;
  for (const kept of [candidates, replies] as Map<Attempt, unknown>[]) {
    kept.set(settled, kept.get(attempt));
    kept.delete(attempt);
  }
}

/** How many iterations there were; the candidate of an earlier run is none of them. */
export function iterationsOf({ attempts }: Progress): number {
  return attempts.filter(({ iteration }) => iteration > 0).length;
}

/** The verdicts so far, one line each. */
export function historyOf({ attempts }: Progress): string[] {
  return attempts.map(({ iteration, verdict }) => `${iteration}. ${verdict.summary}`);
}

/** The verdict of an identical earlier candidate: models repeat themselves, and judging again costs time. */
export function verdictOfSame(candidate: Candidate, { attempts }: Progress): Verdict | undefined {
  return attempts.find(({ hash, verdict }) => hash === candidate.hash && !verdict.waits)?.verdict;
}

/** The candidate that got furthest; undefined when no reply could be applied. */
export function bestCandidate({ attempts, candidates }: Progress): Candidate | undefined {
  const judged = attempts.filter((attempt) => candidates.has(attempt));
  return judged.length > 0 ? candidates.get(bestOf(judged)) : undefined;
}

/** What the next edits apply to. */
export interface Base {
  readonly candidate: Candidate;
  /** The attempt that they correct; absent for a sample of the whole change. */
  readonly attempt?: Attempt | undefined;
  /** The reply that the candidate was read from. */
  readonly reply?: string | undefined;
}

/** What the next edits apply to: the candidate of an attempt, or the untouched snapshot. */
export function nextBase(attempt: Attempt | undefined, progress: Progress, current: Candidate): Base {
  if (!attempt) return { candidate: NO_CHANGE };
  const candidate = progress.candidates.get(attempt);
  // A reply that could not be applied says nothing against the candidate that it was meant to change.
  const reply = progress.replies.get(attempt);
  return { candidate: candidate ? withoutRefused(candidate, attempt.verdict) : current, attempt, reply };
}

/** Reverts the files that the guard refused, so that the next reply does not have to. */
function withoutRefused(candidate: Candidate, verdict: Verdict): Candidate {
  if (verdict.stage !== 'guard') return candidate;
  const refused = new Set(verdict.evidence.map(({ path }) => path));
  return createCandidate(new Map([...candidate.files].filter(([path]) => !refused.has(path))));
}
