import type { Change, Emit } from '../contract/events';
import { fingerprint } from '../contract/fingerprint';
import type { Task } from '../contract/task';
import type { Verdict } from '../contract/verdict';
import type { Baseline } from '../verify/baseline';
import type { Judge } from '../verify/judge';
import { redVerdict } from '../verify/verdict';
import { type Candidate, changesOf, countChangedLines, createCandidate } from '../workspace/candidate';
import type { Snapshot } from '../workspace/snapshot';
import { nextTurn, openingTurn, type Turn } from './dialogue/next-turn';
import type { OpenDialogueDeps, Opened } from './dialogue/open-dialogue';
import { addAttempt, type Base, type Progress } from './progress';

export interface ContinueDeps extends OpenDialogueDeps {
  readonly snapshot: Snapshot;
  readonly judge: Judge;
  readonly emit: Emit;
  /** The best candidate of the run that this one goes on from. */
  readonly earlier?: readonly Change[] | undefined;
}

/** Where the first iteration of a run starts: from the unchanged workspace, or from an earlier run's candidate. */
export type Start =
  | { readonly base: Base; readonly turn: Turn }
  | { readonly green: Candidate; readonly verdict: Verdict };

/**
 * Judges the earlier candidate again, which costs no call, and asks for its correction. Where the person has edited a
 * file of it since, it is no candidate over this workspace any more, and only the person's hint is left of that run.
 */
export async function startOf(
  deps: ContinueDeps,
  opened: Opened,
  { baseline, progress }: { readonly baseline: Baseline; readonly progress: Progress },
  signal: AbortSignal,
): Promise<Start> {
  const { task, snapshot, judge, emit, earlier = [] } = deps;
  const fresh = { base: { candidate: createCandidate(new Map()) }, turn: openingTurn(opened) };
  const candidate = await stillPossible(earlier, snapshot);
  if (!candidate) return fresh;
  const changes = await changesOf(candidate, snapshot);
  const { files, hash } = candidate;
  emit({ type: 'candidate', iteration: 0, files: [...files.keys()], hash, changes: [...changes] });
  const verdict = asRejected(task, await judge.judge(candidate, baseline, signal));
  emit({ type: 'verdict', ok: verdict.ok, stage: verdict.stage, summary: verdict.summary });
  if (verdict.impossible) return fresh;
  addAttempt(progress, { iteration: 0, reply: '', candidate, verdict, changedLines: countChangedLines(changes) });
  if (verdict.ok) return { green: candidate, verdict };
  const base: Base = { candidate, attempt: progress.attempts.at(-1) };
  const done = {
    before: fresh.turn,
    move: { shows: 'last-reply' as const },
    attempts: progress.attempts,
    base,
    verdict,
  };
  const nothing = { reply: '', omitted: [], looked: [] };
  return { base, turn: await nextTurn(deps, opened, { ...done, ...nothing }, signal) };
}

/** A green candidate that the person rejected is red for their reason. */
function asRejected({ rejected, hints = [] }: Task, verdict: Verdict): Verdict {
  const reason = hints.at(-1);
  if (!rejected || !verdict.ok || reason === undefined) return verdict;
  const message = `The developer rejected this change, although all checks pass: ${reason}`;
  const finding = { stage: 'review' as const, code: 'rejected', message };
  return redVerdict('review', [{ ...finding, fingerprint: fingerprint(finding) }]);
}

/** The earlier candidate; undefined where a file that it changes is not as it was, or where it is empty. */
async function stillPossible(changes: readonly Change[], snapshot: Snapshot): Promise<Candidate | undefined> {
  for (const { path, before } of changes) {
    const file = await snapshot.read(path);
    const text = file?.kind === 'text' ? file.text : null;
    if (text !== before) return undefined;
  }
  return changes.length === 0 ? undefined : createCandidate(new Map(changes.map(({ path, after }) => [path, after])));
}
