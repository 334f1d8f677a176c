// A second mind: another model, or the same one, looks at a change that all checks passed. It can send a change back at
// most twice, and it never makes a green change red: where the run ends without a better one, the change is accepted
// with the objections told.
import type { ChatRequest } from '../../call/ports';
import type { CallFailure, CallResult } from '../../call/result';
import { callStructured } from '../../call/structured';
import type { Change, Emit } from '../../contract/events';
import type { Evidence } from '../../contract/evidence';
import type { Task } from '../../contract/task';
import type { Verdict } from '../../contract/verdict';
import type { Clock } from '../../platform/clock';
import { plural } from '../../platform/plural';
import { REVIEW_SYSTEM_PROMPT, reviewPrompt } from '../../prompt/review-prompt';
import { type Candidate, countChangedLines } from '../../workspace/candidate';
import type { Snapshot } from '../../workspace/snapshot';
import type { Baseline } from '../baseline';
import { runStage, type StageResult } from '../stage';
import { redVerdict, sentences } from '../verdict';
import { reviewSchema, sortFindings } from './findings';
import { type ReviewMode, reasonForReview } from './needs-review';

export interface ReviewerDeps {
  readonly mode: ReviewMode;
  readonly task: Task;
  readonly snapshot: Snapshot;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Makes one dependable call to the reviewer's model, within the run's budget. */
  readonly send: (request: ChatRequest, signal: AbortSignal) => Promise<CallResult>;
}

/** What is reviewed. */
export interface GreenCandidate {
  readonly candidate: Candidate;
  readonly changes: readonly Change[];
  readonly verdict: Verdict;
  readonly baseline: Baseline;
  /** The verdicts of the attempts before, one line each. */
  readonly history: readonly string[];
}

/** Returns the verdict of a green candidate after its review: as it was, or with what goes back to the model. */
export type Reviewer = (green: GreenCandidate, signal: AbortSignal) => Promise<Verdict>;

/** How often a reviewer may send a change of one run back. */
const MAX_SENT_BACK = 2;
/** A review is short; reasoning models think within the same limit. */
const MAX_OUTPUT_TOKENS = 4000;

export function createReviewer(deps: ReviewerDeps): Reviewer {
  let sentBack = 0;
  return async (green, signal) => {
    const { candidate, changes, verdict, baseline } = green;
    const change = { files: candidate.files, changedLines: countChangedLines(changes) };
    const before = { snapshot: deps.snapshot, report: baseline.report };
    const reason = await reasonForReview(deps.mode, change, before);
    if (reason === undefined) return verdict;
    if (sentBack >= MAX_SENT_BACK)
      return withNote(verdict, `Not reviewed again, because ${plural(sentBack, 'review')} sent it back`);
    const { evidence, told = [], checked } = await runStage('review', deps, () => ask(deps, green, reason, signal));
    if (evidence.length === 0) return withNote(verdict, [checked, ...told.map(inOneLine)].join('; '));
    sentBack += 1;
    const objections = evidence.map(inOneLine).join('; ');
    const message = sentences([verdict.summary, `A reviewer objects, and no later change was better: ${objections}`]);
    return { ...redVerdict('review', evidence), progress: { reason: 'verified', message } };
  };
}

/** A reviewer that can't be asked, or whose answer can't be read, holds nothing up. */
async function ask(
  { task, send }: ReviewerDeps,
  { changes, verdict, history }: GreenCandidate,
  reason: string,
  signal: AbortSignal,
): Promise<StageResult> {
  const content = reviewPrompt({ task, changes, summary: verdict.summary, history });
  const request: ChatRequest = {
    system: REVIEW_SYSTEM_PROMPT,
    messages: [{ role: 'user', content }],
    maxOutputTokens: MAX_OUTPUT_TOKENS,
  };
  const answer = await callStructured((each) => send(each, signal), request, { name: 'review', schema: reviewSchema });
  signal.throwIfAborted();
  if (!answer.ok) return { evidence: [], checked: notReviewed(answer) };
  const { objections, told } = sortFindings(answer.value, [...changes.map(({ path }) => path)]);
  return { evidence: objections, told, checked: `Reviewed, because ${reason}` };
}

function notReviewed({ failureClass, message }: CallFailure): string {
  return failureClass === 'malformed'
    ? "Not reviewed, because the reviewer's answer can't be read"
    : `Not reviewed: ${message}`;
}

function withNote(verdict: Verdict, note: string): Verdict {
  return { ...verdict, summary: sentences([verdict.summary, note]) };
}

const inOneLine = ({ path, line, code, message }: Evidence): string =>
  `${code ?? ''}${path === undefined ? '' : ` in ${path}${line === undefined ? '' : `:${line}`}`}: ${message}`;
