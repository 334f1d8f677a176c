// One task from start to end. `run` is loop 3 around loop 2 (`verifyLoop`), which enters loop 1 through
// `ask`, where the model may look with tools before it answers; every step publishes an event and knows no
// listener. What the loops do is in search/ (what follows a verdict), verify/ (the verdict), call/ (one model
// call) and learn/ (the strategy).
import type { ChatModel } from '../call/ports';
import type { Change } from '../contract/events';
import type { Person } from '../contract/person';
import type { Stop } from '../contract/stop';
import type { Limits } from '../contract/task';
import type { Verdict } from '../contract/verdict';
import type { Choice } from '../learn/choose';
import type { PatternMemory } from '../learn/memory';
import { decide } from '../search/decide';
import type { Baseline } from '../verify/baseline';
import type { Judge } from '../verify/judge';
import type { ReviewMode } from '../verify/review/needs-review';
import { createReviewer, type Reviewer } from '../verify/review/reviewer';
import { runStage } from '../verify/stage';
import { redVerdict } from '../verify/verdict';
import { type Candidate, changesOf, countChangedLines } from '../workspace/candidate';
import { type Ask, type AskDeps, createAsk } from './ask/ask';
import type { ReplyText } from './ask/send';
import { createAskReviewer } from './ask-reviewer';
import { startOf } from './continue-earlier';
import { nextTurn } from './dialogue/next-turn';
import { type OpenDialogueDeps, openDialogue } from './dialogue/open-dialogue';
import { accept, CANCELLED, outOfTime, preferGreen, withDifferences } from './endings';
import { type Budget, createBudget } from './limits/budget';
import type { DaySpending } from './limits/day-spending';
import { createDeadline } from './limits/deadline';
import { type Listening, listenTo } from './person/listen';
import {
  addAttempt,
  bestCandidate,
  historyOf,
  iterationsOf,
  NO_CHANGE,
  nextBase,
  type Progress,
  verdictOfSame,
} from './progress';
import { readCandidate, replyBase } from './read-candidate';
import { stopWithoutModel } from './without-model';

export interface RunDeps extends AskDeps, OpenDialogueDeps {
  readonly limits: Limits;
  readonly daySpending: DaySpending;
  /** The person who steers the run while it works; absent: nobody does. */
  readonly person?: Person | undefined;
  /** The best candidate of the run that this one goes on from. */
  readonly earlier?: readonly Change[] | undefined;
  /** When a green change is shown to a reviewer; absent: never. */
  readonly review?: ReviewMode | undefined;
  /** The model that reviews; absent: the one that writes. */
  readonly reviewer?: ChatModel | undefined;
  readonly judge: Judge;
  /** Loop 3: chooses the strategy before the loops and records the outcome after them. */
  readonly memory: Pick<PatternMemory, 'choose' | 'record'>;
  /** Gives the candidate after the compiler's own quick fixes. */
  readonly applyQuickFixes: (candidate: Candidate, signal: AbortSignal) => Promise<Candidate>;
  /** The file as it is now in the person's workspace; null: no such file. */
  readonly readCurrent: (path: string) => Promise<string | null>;
}

/** How a run ended, before it is published. */
export interface RunEnd extends Stop {
  /** The accepted or best candidate compared with the snapshot; empty when there is none. */
  readonly changes: readonly Change[];
  /** That candidate's content hash. */
  readonly hash?: string | undefined;
  readonly iterations: number;
  readonly budget: Budget;
}

/** Runs one task through the three loops. Rejects only for bugs. */
export async function run(deps: RunDeps, signal: AbortSignal): Promise<RunEnd> {
  const { task, limits, clock, memory, emit, priceOf } = deps;
  const deadline = createDeadline(signal, limits.timeoutMs, clock);
  const budget = createBudget({ limits, clock: deadline.clock, priceOf, day: deps.daySpending, emit });
  const listening = listenTo({ ...deps, deadline });
  const progress: Progress = { attempts: [], candidates: new Map() };
  let choice: Choice | undefined;
  const loops = async (): Promise<Stop> => {
    const baseline = await deps.judge.baseline(deadline.signal);
    if ('impossible' in baseline) return baseline.impossible;
    const { copyDifferences = [] } = baseline.report;
    const needless = await stopWithoutModel(task, baseline, deps.snapshot);
    if (needless) return withDifferences(needless, copyDifferences);
    choice = await chooseStrategy(deps);
    emit({ type: 'strategy', ...choice });
    const asking = { ...deps, listening };
    const ask = createAsk(asking, budget);
    const send = createAskReviewer(asking, budget);
    const review = createReviewer({ ...deps, mode: deps.review ?? 'never', send });
    const loop = { baseline, choice, ask, listening, review, progress };
    const stop = await verifyLoop(deps, loop, deadline.signal);
    return withDifferences(stop, copyDifferences);
  };
  try {
    const stop = await loops().catch((error: unknown): Stop => {
      if (!deadline.signal.aborted) throw error;
      return signal.aborted ? CANCELLED : outOfTime(limits.timeoutMs);
    });
    const end = await endOf(await preferGreen(stop, progress, deps), progress, budget, deps);
    // What a candidate of another strategy made easier says nothing of this one.
    if (choice && !deps.earlier) await memory.record({ kind: task.kind, strategy: choice.strategy, ...recordOf(end) });
    return end;
  } finally {
    budget.close();
    deadline.clear();
  }
}

/** Loop 3. A run that goes on has a candidate to correct, so that there is nothing to plan or to look for first. */
async function chooseStrategy({ memory, task, limits, toolbox, earlier }: RunDeps): Promise<Choice> {
  const choice = await memory.choose(task.kind, limits.maxIterations, toolbox !== undefined);
  return earlier ? { ...choice, strategy: 'direct', why: 'The run goes on from an earlier candidate.' } : choice;
}

/** What the candidates of one run are judged by. */
interface Judging {
  readonly baseline: Baseline;
  readonly review: Reviewer;
  readonly progress: Progress;
}

/** Loop 2: ask, read the reply, judge the candidate and decide, until a decision or a limit ends it. */
async function verifyLoop(
  deps: RunDeps,
  run: Judging & { readonly choice: Choice; readonly ask: Ask; readonly listening: Listening },
  signal: AbortSignal,
): Promise<Stop> {
  const { judge, emit, snapshot } = deps;
  const { baseline, choice, ask, listening, progress } = run;
  const opened = await openDialogue(deps, { baseline, strategy: choice.strategy, ask, listening }, signal);
  if ('reason' in opened) return opened;
  const start = await startOf(deps, opened, run, signal);
  if ('green' in start) return accept(deps, start.green, start.verdict.summary);
  let early = opened.early;
  let { base, turn } = start;
  const maxIterations = choice.maxIterations + progress.attempts.length;

  for (let iteration = 1; ; iteration++) {
    emit({ type: 'iteration-start', iteration });
    if (iteration === 1 || turn.added.length > 0)
      emit({ type: 'context', parts: [...turn.added], added: iteration > 1 });
    const over = replyBase(deps, base.candidate.files, opened.focus, signal);
    const isUseful = async (text: ReplyText) => (await readCandidate(text, over)).candidate !== undefined;
    const lookAt = opened.mayLook ? base.candidate : undefined;
    const purpose = base.attempt ? 'correct' : 'generate';
    const answer = early ?? (await ask(purpose, turn.messages, signal, { isUseful, lookAt }));
    if ('reason' in answer) return answer;
    early = undefined;

    const reply = await runStage('reply', deps, () => readCandidate(answer, over));
    const candidate = reply.candidate && (await deps.applyQuickFixes(reply.candidate, signal));
    const changes = candidate && (await changesOf(candidate, snapshot));
    if (candidate && changes) publishCandidate(deps, iteration, candidate, changes);
    const verdict =
      candidate && changes
        ? await verdictOf({ candidate, changes }, { ...run, judge }, signal)
        : redVerdict('reply', reply.evidence);
    emit({ type: 'verdict', ok: verdict.ok, stage: verdict.stage, summary: verdict.summary });

    const changedLines = changes && countChangedLines(changes);
    addAttempt(progress, { iteration, reply: answer.text, candidate, verdict, base: base.attempt, changedLines });
    const decision = decide(progress.attempts, maxIterations);
    emit({ type: 'decision', action: decision.action, why: decision.why });
    if (decision.action === 'accept') return accept(deps, candidate ?? NO_CHANGE, verdict.summary);
    if (decision.action === 'stop') {
      const { stop } = decision;
      return stop.reason === 'verified' ? accept(deps, bestCandidate(progress) ?? NO_CHANGE, stop.message) : stop;
    }
    const { action, why } = decision;
    const confirmed = await listening.confirm({ kind: 'step', verdict: verdict.summary, action, why }, signal);
    if ('reason' in confirmed) return confirmed;

    base = nextBase(decision.effect, progress, base.candidate);
    const { text, omitted, looked } = answer;
    const done = { move: decision, attempts: progress.attempts, base, reply: text, omitted, looked, verdict };
    turn = await nextTurn(deps, opened, { ...done, before: turn }, signal);
  }
}

/** The verdict of an identical earlier candidate, else the judge's, and of what is green there the reviewer's. */
async function verdictOf(
  reply: { readonly candidate: Candidate; readonly changes: readonly Change[] },
  { judge, baseline, review, progress }: Judging & Pick<RunDeps, 'judge'>,
  signal: AbortSignal,
): Promise<Verdict> {
  const known = verdictOfSame(reply.candidate, progress);
  const verdict = known ?? (await judge.judge(reply.candidate, baseline, signal));
  if (!verdict.ok) return verdict;
  return review({ ...reply, verdict, baseline, history: historyOf(progress) }, signal);
}

function publishCandidate(
  { emit }: RunDeps,
  iteration: number,
  candidate: Candidate,
  changes: readonly Change[],
): void {
  const { files, hash } = candidate;
  emit({ type: 'candidate', iteration, files: [...files.keys()], hash, changes: [...changes] });
}

async function endOf(stop: Stop, progress: Progress, budget: Budget, { snapshot }: RunDeps): Promise<RunEnd> {
  const best = bestCandidate(progress);
  const changes = best ? await changesOf(best, snapshot) : [];
  return { ...stop, changes, hash: best?.hash, iterations: iterationsOf(progress), budget };
}

function recordOf({ reason, iterations, budget }: RunEnd) {
  return { reason, iterations, costUsd: budget.totals().costUsd };
}
