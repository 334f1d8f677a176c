import type { Stop } from '../../contract/stop';
import { NO_PERMISSIONS, type Task } from '../../contract/task';
import type { TestProblem } from '../../contract/test-run';
import type { Verdict } from '../../contract/verdict';
import type { Clock } from '../../platform/clock';
import { createJudge, type Judge, type JudgeDeps } from '../../verify/judge';
import { redVerdict } from '../../verify/verdict';
import { createCandidate } from '../../workspace/candidate';
import { type ReplyDeps, readCandidate, replyBase } from '../read-candidate';

/** A change to judge: the text of a reply, or files of an earlier run with the task that allowed them. */
export type Proposal = string | ProposedFiles;

export interface ProposedFiles {
  /** By workspace-relative path; null deletes the file. */
  readonly files: ReadonlyMap<string, string | null>;
  readonly task: Task;
}

/** What the judge says of a change that somebody proposes. */
export interface VerifyResult {
  readonly verdict: Verdict;
  /** Workspace-relative paths that the change touches; empty where it could not be applied. */
  readonly files: readonly string[];
  readonly ms: number;
}

export interface VerifyDeps extends Omit<ReplyDeps, 'task'> {
  readonly judge: Pick<Judge, 'baseline' | 'judge'>;
  readonly clock: Clock;
}

/**
 * The task by which a proposed change is judged. It permits nothing beyond sources and new tests: whoever proposes a
 * change must not be able to loosen what judges it.
 */
const PROPOSED: Task = { kind: 'generate', text: '', files: [], allow: NO_PERMISSIONS };

export const taskOf = (proposal: Proposal): Task => (typeof proposal === 'string' ? PROPOSED : proposal.task);

/**
 * The whole verdict of a change, with the integrity stage; no model is involved and nothing is written. A text is read
 * as a model's reply is: SEARCH/REPLACE blocks, whole files, a unified diff, or JSON with files. What can't be applied
 * is red at once, without a test run. Rejects only for bugs and when `signal` aborts.
 */
export async function verifyOnce(proposal: Proposal, deps: VerifyDeps, signal: AbortSignal): Promise<VerifyResult> {
  const { judge, clock } = deps;
  const startedAt = clock.now();
  const { candidate, evidence } = await candidateOf(proposal, deps, signal);
  const files = [...(candidate?.files.keys() ?? [])];
  const result = (verdict: Verdict): VerifyResult => ({ verdict, files, ms: clock.now() - startedAt });
  if (!candidate) return result(redVerdict('reply', evidence));
  const baseline = await judge.baseline(signal);
  if (!('impossible' in baseline)) return result(await judge.judge(candidate, baseline, signal));
  return { ...unjudged(baseline.impossible), files, ms: clock.now() - startedAt };
}

async function candidateOf(
  proposal: Proposal,
  deps: VerifyDeps,
  signal: AbortSignal,
): Promise<Pick<Awaited<ReturnType<typeof readCandidate>>, 'candidate' | 'evidence'>> {
  if (typeof proposal !== 'string') return { candidate: createCandidate(proposal.files), evidence: [] };
  const over = replyBase({ ...deps, task: PROPOSED }, new Map(), [], signal);
  return readCandidate({ text: proposal, isCut: false }, over);
}

/** The judge's parts for one task, and how they are given back. */
interface Opened extends Omit<JudgeDeps, 'emit'> {
  close(): Promise<void>;
}

/** Opens what judges a proposed change, has it judged, and gives back what was opened. */
export async function verifyProposed(
  proposal: Proposal,
  open: () => Promise<Opened | { readonly problem: TestProblem }>,
  signal: AbortSignal,
): Promise<VerifyResult> {
  const opened = await open();
  if ('problem' in opened) return unjudged({ reason: 'configuration', message: opened.problem.message });
  try {
    const judge = createJudge({ ...opened, emit: () => {} });
    return await verifyOnce(proposal, { ...opened, judge, readTopLevels: opened.checker.topLevels }, signal);
  } finally {
    await opened.close();
  }
}

/** No verdict is possible, whatever the change is. */
function unjudged(impossible: Stop): VerifyResult {
  const { message: summary } = impossible;
  return {
    verdict: { ok: false, stage: 'tests', evidence: [], failingTests: 0, summary, impossible },
    files: [],
    ms: 0,
  };
}
