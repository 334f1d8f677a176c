import type { Change } from '../../contract/events';
import type { Verdict } from '../../contract/verdict';
import { type Attempt, isAhead } from '../../search/attempt';
import { nextInBranch } from '../../search/branches';
import { type Candidate, changesOf } from '../../workspace/candidate';
import { historyOf, type Progress, replaceVerdict } from '../progress';
import { type JudgeReplyDeps, type Judging, publishCandidate, publishVerdict } from './judge-reply';

/** How long the tests of the unchanged workspace take, from where on they wait for all candidates of a branch. */
const SLOW_TESTS_MS = 30_000;
/** Candidates of a branch whose tests run in the end. */
const TESTED = 2;

/**
 * Whether the candidates of a branch are type-checked first and only the best get tests. Where tests are fast they run
 * at once, because a green candidate saves the calls for the others.
 */
export function testsWait({ baseline }: Pick<Judging, 'baseline'>, branch: object | undefined): boolean {
  return branch !== undefined && baseline.report.ms >= SLOW_TESTS_MS;
}

/** Once a branch has its last candidate: runs the tests of the best that wait for them, until one is green. */
export async function settleBranch(deps: JudgeReplyDeps, judging: Judging, signal: AbortSignal): Promise<void> {
  const { progress, baseline, review } = judging;
  if (nextInBranch(progress.attempts)) return;
  const green = await firstGreen(deps, judging, signal);
  if (!green) return;
  const { attempt, ...rest } = green;
  const verdict = await review({ ...rest, baseline, history: historyOf(progress) }, signal);
  settle(deps, progress, attempt, verdict);
}

interface Green {
  readonly attempt: Attempt;
  readonly candidate: Candidate;
  readonly changes: readonly Change[];
  readonly verdict: Verdict;
}

/** The first whose tests pass; those that fail get their verdict on the way. */
async function firstGreen(
  deps: JudgeReplyDeps,
  { progress, baseline }: Judging,
  signal: AbortSignal,
): Promise<Green | undefined> {
  const waiting = progress.attempts.filter(({ verdict }) => verdict.waits);
  const ranked = waiting.sort((a, b) => (isAhead(a, b) ? -1 : isAhead(b, a) ? 1 : 0)).slice(0, TESTED);
  for (const attempt of ranked) {
    const candidate = progress.candidates.get(attempt);
    if (!candidate) continue;
    const changes = await changesOf(candidate, deps.snapshot);
    const { iteration, branch } = attempt;
    publishCandidate(deps, { iteration, place: branch ? { branch } : {} }, candidate, changes);
    const verdict = await deps.judge.judge(candidate, baseline, signal);
    if (verdict.ok) return { attempt, candidate, changes, verdict };
    settle(deps, progress, attempt, verdict);
  }
  return undefined;
}

function settle(deps: JudgeReplyDeps, progress: Progress, attempt: Attempt, verdict: Verdict): void {
  publishVerdict(deps, verdict);
  replaceVerdict(progress, attempt, verdict);
}
