import type { Change, Emit, Place } from '../../contract/events';
import type { Verdict } from '../../contract/verdict';
import type { Clock } from '../../platform/clock';
import type { ReplyBase } from '../../reply/read-reply';
import type { Baseline } from '../../verify/baseline';
import type { Judge } from '../../verify/judge';
import type { Reviewer } from '../../verify/review/reviewer';
import { runStage } from '../../verify/stage';
import { redVerdict } from '../../verify/verdict';
import { type Candidate, changesOf, countChangedLines } from '../../workspace/candidate';
import type { Snapshot } from '../../workspace/snapshot';
import type { ReplyText } from '../ask/send';
import { historyOf, type Progress, verdictOfSame } from '../progress';
import { readCandidate } from '../read-candidate';

export interface JudgeReplyDeps {
  readonly snapshot: Snapshot;
  readonly judge: Judge;
  readonly emit: Emit;
  readonly clock: Clock;
  /** Gives the candidate after the compiler's own quick fixes. */
  readonly applyQuickFixes: (candidate: Candidate, signal: AbortSignal) => Promise<Candidate>;
}

/** What the candidates of one run are judged by. */
export interface Judging {
  readonly baseline: Baseline;
  readonly review: Reviewer;
  readonly progress: Progress;
}

/** An iteration from the model's reply to the verdict. */
export interface JudgedReply {
  /** Absent where the reply could not be applied. */
  readonly candidate: Candidate | undefined;
  readonly verdict: Verdict;
  readonly changedLines: number | undefined;
}

interface Asked {
  readonly answer: ReplyText;
  readonly over: ReplyBase;
  readonly iteration: number;
  readonly place: Place;
  /** The candidate is only type-checked now, see settle-branch.ts. */
  readonly testsWait: boolean;
}

/** Reads the reply, applies quick fixes, and judges the candidate; every step is published. */
export async function judgeReply(
  deps: JudgeReplyDeps,
  judging: Judging,
  asked: Asked,
  signal: AbortSignal,
): Promise<JudgedReply> {
  const { snapshot } = deps;
  const reply = await runStage('reply', deps, () => readCandidate(asked.answer, asked.over));
  const candidate = reply.candidate && (await deps.applyQuickFixes(reply.candidate, signal));
  const changes = candidate && (await changesOf(candidate, snapshot));
  if (candidate && changes) publishCandidate(deps, asked, candidate, changes);
  const verdict =
    candidate && changes
      ? await verdictOf({ candidate, changes }, { ...judging, ...asked, judge: deps.judge }, signal)
      : redVerdict('reply', reply.evidence);
  publishVerdict(deps, verdict);
  return { candidate, verdict, changedLines: changes && countChangedLines(changes) };
}

/** The verdict of an identical earlier candidate, else the judge's, and of what is green there the reviewer's. */
async function verdictOf(
  reply: { readonly candidate: Candidate; readonly changes: readonly Change[] },
  { judge, baseline, review, progress, testsWait }: Judging & Pick<JudgeReplyDeps, 'judge'> & Pick<Asked, 'testsWait'>,
  signal: AbortSignal,
): Promise<Verdict> {
  const known = verdictOfSame(reply.candidate, progress);
  const stages = testsWait ? 'judgeTypes' : 'judge';
  const verdict = known ?? (await judge[stages](reply.candidate, baseline, signal));
  if (!verdict.ok) return verdict;
  return review({ ...reply, verdict, baseline, history: historyOf(progress) }, signal);
}

export function publishVerdict({ emit }: Pick<JudgeReplyDeps, 'emit'>, { ok, stage, summary }: Verdict): void {
  emit({ type: 'verdict', ok, stage, summary });
}

export function publishCandidate(
  { emit }: Pick<JudgeReplyDeps, 'emit'>,
  { iteration, place }: { readonly iteration: number; readonly place: Place },
  { files, hash }: Candidate,
  changes: readonly Change[],
): void {
  emit({ type: 'candidate', iteration, files: [...files.keys()], hash, changes: [...changes], ...place });
}
