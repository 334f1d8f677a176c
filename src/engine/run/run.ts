import { createHash } from 'node:crypto';
import type { Change, Limits, StopReason } from '../contract/events';
import type { Evidence } from '../contract/evidence';
import type { Task } from '../contract/task';
import type { Verdict } from '../contract/verdict';
import type { Choice } from '../learn/choose';
import type { PatternMemory } from '../learn/memory';
import { readReply } from '../reply/read-reply';
import { type Attempt, bestOf, type Decision, decide } from '../search/decide';
import { type Baseline, goalsOf } from '../verify/baseline';
import type { Judge } from '../verify/judge';
import { runStage } from '../verify/stage';
import { redVerdict } from '../verify/verdict';
import { findConflicts } from '../workspace/accept/accept';
import { type Candidate, changesOf, createCandidate } from '../workspace/candidate';
import { type Answer, type Ask, type AskDeps, createAsk } from './ask';
import { type Budget, createBudget } from './budget';
import { createDeadline } from './deadline';
import { nextMessages, type Render } from './dialogue';
import { type OpeningDeps, openDialogue } from './open-dialogue';

export interface RunDeps extends AskDeps, OpeningDeps {
  readonly limits: Limits;
  readonly judge: Judge;
  /** Loop 3, asked twice. */
  readonly memory: Pick<PatternMemory, 'choose' | 'record'>;
  /** The candidate after the compiler's own fixes. */
  readonly quickFixed: (candidate: Candidate, signal: AbortSignal) => Promise<Candidate>;
  /** The file as it is now in the person's workspace; null: no such file. */
  readonly readCurrent: (path: string) => Promise<string | null>;
}

/** How a run ended, before it is told. */
export interface Ending {
  readonly reason: StopReason;
  readonly message: string;
  /** The accepted or best candidate beside the snapshot; empty when there is none. */
  readonly changes: readonly Change[];
  /** That candidate's content hash. */
  readonly hash?: string | undefined;
  readonly iterations: number;
  readonly budget: Budget;
  /** More precise than the reason's usual next step. */
  readonly next?: string | undefined;
}

type Stop = { readonly reason: StopReason; readonly message: string; readonly next?: string | undefined };
type Progress = { readonly attempts: Attempt[]; readonly candidates: Map<Attempt, Candidate> };

/** One task to its end: the three loops. Rejects only for bugs. */
export async function run(deps: RunDeps, signal: AbortSignal): Promise<Ending> {
  const { task, limits, clock, snapshot, memory, priceOf } = deps;
  const budget = createBudget({ limits, clock, priceOf });
  const deadline = createDeadline(signal, limits.timeoutMs, clock);
  const progress: Progress = { attempts: [], candidates: new Map() };
  let choice: Choice | undefined;
  let stop: Stop;
  try {
    const baseline = await deps.judge.baseline(deadline.signal);
    const needless = withoutModel(task, baseline);
    if (needless || 'impossible' in baseline) stop = needless ?? unreachable();
    else {
      choice = await memory.choose(task.kind, limits.maxIterations);
      deps.emit({ type: 'strategy', ...choice });
      stop = await verifyLoop(deps, { baseline, choice, ask: createAsk(deps, budget), progress }, deadline.signal);
    }
  } catch (error) {
    if (!deadline.signal.aborted) throw error;
    stop = signal.aborted
      ? { reason: 'cancelled', message: 'You cancelled the run.' }
      : { reason: 'time-budget', message: `The run may take ${Math.round(limits.timeoutMs / 1000)} s, and has.` };
  } finally {
    deadline.clear();
  }
  const best = bestCandidate(progress);
  const changes = best ? await changesOf(best, snapshot) : [];
  const ending: Ending = { ...stop, changes, hash: best?.hash, iterations: progress.attempts.length, budget };
  if (choice)
    await memory.record({
      kind: task.kind,
      strategy: choice.strategy,
      reason: ending.reason,
      iterations: ending.iterations,
      costUsd: budget.totals().costUsd,
    });
  return ending;
}

/** Loop 2: ask, read the reply, judge the candidate, decide; until a decision or a limit ends it. */
async function verifyLoop(
  deps: RunDeps,
  run: { readonly baseline: Baseline; readonly choice: Choice; readonly ask: Ask; readonly progress: Progress },
  signal: AbortSignal,
): Promise<Stop> {
  const { snapshot, judge, emit } = deps;
  const { baseline, choice, ask, progress } = run;
  const { attempts, candidates } = progress;
  const opened = await openDialogue(deps, { baseline, strategy: choice.strategy, ask }, signal);
  if ('reason' in opened) return opened;
  const { dialogue, focus } = opened;
  let early = opened.early;
  let base = NO_CHANGE;
  let messages: Render = dialogue.opening;

  for (let iteration = 1; ; iteration++) {
    emit({ type: 'iteration-start', iteration });
    const answer = early ?? (await ask(iteration === 1 ? 'generate' : 'correct', messages, signal));
    if ('reason' in answer) return answer;
    early = undefined;

    const reply = await runStage('reply', deps, () => readCandidate(answer, { snapshot, current: base.files, focus }));
    const candidate = reply.candidate && (await deps.quickFixed(reply.candidate, signal));
    if (candidate)
      emit({
        type: 'candidate',
        iteration,
        files: [...candidate.files.keys()],
        hash: candidate.hash,
        changes: await changesOf(candidate, snapshot),
      });
    const verdict = candidate
      ? (verdictOfSame(candidate, attempts) ?? (await judge.judge(candidate, baseline, signal)))
      : redVerdict('reply', reply.evidence);
    emit({ type: 'verdict', ok: verdict.ok, stage: verdict.stage, summary: verdict.summary });

    const attempt: Attempt = { iteration, hash: candidate?.hash ?? hashOf(answer.text), verdict };
    attempts.push(attempt);
    if (candidate) candidates.set(attempt, candidate);
    const decision = decide(attempts, choice.maxIterations);
    emit({ type: 'decision', action: decision.action, why: decision.why });
    if (decision.action === 'accept') return accept(deps, candidate ?? NO_CHANGE, verdict.summary);
    if (decision.action === 'stop') return { reason: decision.reason, message: decision.why };

    const next = nextBase(decision, progress, base);
    base = next.candidate;
    messages = nextMessages(dialogue, {
      attempts,
      decision,
      lastReply: answer.text,
      base: next.attempt,
      files: base.files,
    });
  }
}

const NO_CHANGE = createCandidate(new Map());

/** A candidate that was judged before is not judged again: models repeat themselves, and tests cost time. */
function verdictOfSame(candidate: Candidate, attempts: readonly Attempt[]): Verdict | undefined {
  return attempts.find(({ hash }) => hash === candidate.hash)?.verdict;
}

/** What the next edits apply to: this candidate, the best one, or the untouched snapshot. */
function nextBase(
  decision: Decision,
  progress: Progress,
  current: Candidate,
): { candidate: Candidate; attempt?: Attempt } {
  // Replies that could not be applied say nothing against the candidate they were meant for.
  if (decision.action === 'restart')
    return { candidate: progress.attempts.at(-1)?.verdict.stage === 'reply' ? current : NO_CHANGE };
  const attempt = decision.action === 'backtrack' ? bestOf(progress.attempts) : progress.attempts.at(-1);
  const candidate = attempt && progress.candidates.get(attempt);
  return candidate ? { candidate: withoutRefused(candidate, attempt.verdict), attempt } : { candidate: current };
}

/** What the guard refused is put back, so that the next reply need not undo it. */
function withoutRefused(candidate: Candidate, verdict: Verdict): Candidate {
  if (verdict.stage !== 'guard') return candidate;
  const refused = new Set(verdict.evidence.map(({ path }) => path));
  return createCandidate(new Map([...candidate.files].filter(([path]) => !refused.has(path))));
}

/** The end of a run that needs no model: nothing can be verified, or nothing is left to do. */
function withoutModel(task: Task, baseline: Awaited<ReturnType<Judge['baseline']>>): Stop | undefined {
  if ('impossible' in baseline) return baseline.impossible;
  if (task.kind !== 'fix' || goalsOf(task, baseline).length > 0) return undefined;
  const { report } = baseline;
  if (report.executed === 0) {
    return {
      reason: 'unverifiable',
      message: `\`${report.command}\` executed no test, and there is no type error: nothing shows what to fix.`,
    };
  }
  const what = task.targets?.length
    ? `${task.targets.map(({ name }) => `"${name}"`).join(', ')} does not fail`
    : 'Types and tests are green';
  return { reason: 'already-green', message: `${what}: nothing to fix.` };
}

async function readCandidate({ text, isCut }: Answer, base: Parameters<typeof readReply>[1]) {
  const read = await readReply(text, base);
  if (read.ok) return { candidate: read.candidate, evidence: [], checked: read.notes.join(' ') || 'a complete change' };
  return { candidate: undefined, evidence: isCut ? [CUT_OFF] : read.evidence, checked: 'the reply as written' };
}

const CUT_OFF: Evidence = {
  stage: 'reply',
  code: 'cut-off',
  fingerprint: 'cut-off',
  message:
    'The reply was cut off at the output limit, also after it was continued. Answer with short SEARCH/REPLACE edits of the lines that change, not with whole files.',
};

/** Green; but it is only worth something over the files that it was verified against. */
async function accept(deps: RunDeps, candidate: Candidate, summary: string): Promise<Stop> {
  const conflicts = await findConflicts(await changesOf(candidate, deps.snapshot), deps.readCurrent);
  if (conflicts.length === 0) return { reason: 'verified', message: summary };
  return {
    reason: 'conflict',
    message: `The change is green, but you changed ${conflicts.join(', ')} while it was being made, so it was not verified against what you have now.`,
  };
}

function bestCandidate({ attempts, candidates }: Progress): Candidate | undefined {
  const judged = attempts.filter((attempt) => candidates.has(attempt));
  return judged.length > 0 ? candidates.get(bestOf(judged)) : undefined;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function unreachable(): never {
  throw new Error('an impossible baseline always ends the run');
}
