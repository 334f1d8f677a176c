// One task from start to end. `run` is loop 3 around loop 2 (`verifyLoop`), which enters loop 1 through
// `ask`, where the model may look with tools before it answers; every step publishes an event and knows no
// listener. What the loops do is in search/ (what follows a verdict), verify/ (the verdict), call/ (one model
// call) and learn/ (the strategy).
import type { ChatModel } from '../call/ports';
import type { Change, Place } from '../contract/events';
import type { Evidence } from '../contract/evidence';
import type { Person } from '../contract/person';
import type { Stop } from '../contract/stop';
import type { Limits } from '../contract/task';
import type { Outcomes } from '../journal/outcomes';
import type { Choice } from '../learn/choosing/choose';
import type { ExperienceMemory } from '../learn/experience/experience-memory';
import type { PatternMemory } from '../learn/memory';
import { modelName } from '../learn/record-outcome';
import type { Beliefs } from '../search/beliefs';
import { decide } from '../search/decide';
import { situationAfter } from '../search/error-class';
import type { ReviewMode } from '../verify/review/needs-review';
import { createReviewer } from '../verify/review/reviewer';
import { changesOf } from '../workspace/candidate';
import { type Ask, type AskDeps, createAsk } from './ask/ask';
import type { Answer } from './ask/look';
import type { ReplyText } from './ask/send';
import { createAskReviewer } from './ask-reviewer';
import { startOf } from './continue-earlier';
import type { Dialogue } from './dialogue/dialogue';
import { nextTurn, openingTurn } from './dialogue/next-turn';
import { type OpenDialogueDeps, openDialogue } from './dialogue/open-dialogue';
import { accept, CANCELLED, outOfTime, preferGreen, withDifferences } from './endings';
import { type CourseDeps, createCourse, type Next } from './iteration/course';
import { type JudgeReplyDeps, type Judging, judgeReply } from './iteration/judge-reply';
import { keepExperience } from './iteration/keep-experience';
import { settleBranch, testsWait } from './iteration/settle-branch';
import { type Budget, createBudget } from './limits/budget';
import type { DaySpending } from './limits/day-spending';
import { createDeadline } from './limits/deadline';
import { type Listening, listenTo } from './person/listen';
import {
  addAttempt,
  type Base,
  bestCandidate,
  iterationsOf,
  NO_CHANGE,
  nextBase,
  type Progress,
  startProgress,
} from './progress';
import { readCandidate, replyBase } from './read-candidate';
import { stopWithoutModel } from './without-model';

export interface RunDeps extends AskDeps, OpenDialogueDeps, CourseDeps, JudgeReplyDeps {
  readonly limits: Limits;
  readonly daySpending: DaySpending;
  /** Lets the person steer the run while it works. If it is absent, the run takes no hints and asks no questions. */
  readonly person?: Person | undefined;
  /** The best candidate of the run that this one goes on from. */
  readonly earlier?: readonly Change[] | undefined;
  /** When a green change is shown to a reviewer; absent: never. */
  readonly review?: ReviewMode | undefined;
  /** The model that reviews; absent: the one that writes. */
  readonly reviewer?: ChatModel | undefined;
  /** What moves are expected to bring; absent: what is shipped. */
  readonly beliefs?: Beliefs | undefined;
  /** What the run's events have said so far of its moves and replies; absent: nothing is learned of them. */
  readonly outcomes?: (() => Outcomes) | undefined;
  /** Whether loop 3 may try what is not expected to be best, to learn how it works here. Default: true. */
  readonly explore?: boolean | undefined;
  /** What earlier runs solved here; absent: nothing is recalled or kept. */
  readonly experience?: ExperienceMemory | undefined;
  /** Loop 3: chooses the strategy before the loops and records the outcome after them. */
  readonly memory: Pick<PatternMemory, 'choose' | 'record'>;
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
  const progress = startProgress();
  let choice: Choice | undefined;
  let goals: readonly Evidence[] = [];
  const loops = async (): Promise<Stop> => {
    const baseline = await deps.judge.baseline(deadline.signal);
    if ('impossible' in baseline) return baseline.impossible;
    ({ goals } = baseline);
    const { copyDifferences = [] } = baseline.report;
    const needless = await stopWithoutModel(task, baseline, deps.snapshot);
    if (needless) return withDifferences(needless, copyDifferences);
    choice = await chooseStrategy(deps);
    const { moves: _, ...chosen } = choice;
    emit({ type: 'strategy', ...chosen });
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
    const strategy = progress.opening ?? choice?.strategy;
    if (strategy && !deps.earlier) await memory.record({ ...recordOf(end, deps), strategy });
    if (end.reason === 'verified')
      await keepExperience(deps.experience, deps, { goals, progress, accepted: end.changes }, signal);
    return end;
  } finally {
    budget.close();
    deadline.clear();
  }
}

/** In a smaller workspace all files are shown anyway. */
const FILES_WITH_EXAMPLES = 12;

/** Loop 3. A run that goes on has a candidate to correct, so that there is nothing to plan or to look for first. */
async function chooseStrategy(deps: RunDeps): Promise<Choice> {
  const { memory, task, limits, toolbox, earlier, model, explore, snapshot } = deps;
  const choice = await memory.choose({
    kind: task.kind,
    model: modelName(model),
    maxIterations: limits.maxIterations,
    canLook: toolbox !== undefined,
    hasExamples: snapshot.files.length >= FILES_WITH_EXAMPLES,
    explore: explore ?? true,
  });
  return earlier ? { ...choice, strategy: 'direct', why: 'The run goes on from an earlier candidate.' } : choice;
}

/** Loop 2: ask, read the reply, judge the candidate and decide, until a decision or a limit ends it. */
async function verifyLoop(
  deps: RunDeps,
  run: Judging & { readonly choice: Choice; readonly ask: Ask; readonly listening: Listening },
  signal: AbortSignal,
): Promise<Stop> {
  const { emit } = deps;
  const { baseline, choice, ask, listening, progress } = run;
  const { strategy, format } = choice;
  const opened = await openDialogue(deps, { baseline, strategy, format, ask, listening }, signal);
  if ('reason' in opened) return opened;
  if (strategy === 'example-led') openedWith(opened.dialogue, run, emit);
  const start = await startOf(deps, opened, run, signal);
  if ('green' in start) return accept(deps, start.green, start.verdict.summary);
  let early = opened.early;
  let { base, turn } = start;
  const maxIterations = choice.maxIterations + progress.attempts.length;
  const course = createCourse(deps, { dialogue: opened.dialogue, ask, listening, progress });
  let next = await course.begin(early || base.attempt ? 1 : choice.maxIterations, signal);
  if ('reason' in next) return next;
  if (next.approach !== undefined) turn = openingTurn(opened, next.approach);

  for (let iteration = 1; ; iteration++) {
    const place = placeOf(base, next);
    emit({ type: 'iteration-start', iteration, ...place });
    if (iteration === 1 || turn.added.length > 0)
      emit({ type: 'context', parts: [...turn.added], added: iteration > 1 });
    const over = replyBase(deps, base.candidate.files, opened.focus, signal);
    const isUseful = async (text: ReplyText) => (await readCandidate(text, over)).candidate !== undefined;
    const lookAt = opened.unseen && { candidate: base.candidate, unseen: opened.unseen };
    const purpose = base.attempt ? 'correct' : 'generate';
    const options = { isUseful, lookAt, writer: next.writer };
    const answer: Answer | Stop = early ?? (await ask(purpose, turn.messages, signal, options));
    if ('reason' in answer) return answer;
    early = undefined;

    const { branch } = next;
    const phase = next.phase + listening.hintsHeard();
    const asked = { answer, over, iteration, place, testsWait: testsWait(run, branch) };
    const judged = await judgeReply(deps, run, asked, signal);
    addAttempt(progress, { iteration, reply: answer.text, ...judged, base: base.attempt, branch, phase });
    await settleBranch(deps, run, signal);
    const { attempts } = progress;
    const by = { beliefs: deps.beliefs, means: course.means(), record: choice.moves };
    const decision = decide(attempts, maxIterations, by);
    const situation = situationAfter((attempts.at(-1) ?? judged).verdict, attempts.length);
    emit({ type: 'decision', action: decision.action, why: decision.why, situation });
    if (decision.action === 'accept') return accept(deps, bestCandidate(progress) ?? NO_CHANGE, decision.why);
    if (decision.action === 'stop') {
      const { stop } = decision;
      return stop.reason === 'verified' ? accept(deps, bestCandidate(progress) ?? NO_CHANGE, stop.message) : stop;
    }
    next = await course.follow(decision, signal);
    if ('reason' in next) return next;
    base = nextBase(decision.base, progress, base.candidate);
    const { text: reply, omitted, looked } = answer;
    const { verdict } = attempts.at(-1) ?? judged;
    const done = { move: decision, approach: next.approach, attempts, base, reply, omitted, looked, verdict };
    turn = await nextTurn(deps, opened, { ...done, before: turn }, signal);
  }
}

/** Where there is no example the run opens straight away, and counts as such. */
function openedWith(
  { strategy }: Dialogue,
  { choice: { moves: _, ...chosen }, progress }: { readonly choice: Choice; readonly progress: Progress },
  emit: RunDeps['emit'],
): void {
  if (strategy === chosen.strategy) return;
  progress.opening = strategy;
  emit({
    type: 'strategy',
    ...chosen,
    strategy,
    why: 'No file beside the code is a fit example: tried straight away.',
  });
}

function placeOf({ attempt }: Base, { branch }: Next): Place {
  return { ...(branch ? { branch } : {}), ...(attempt ? { parent: attempt.iteration } : {}) };
}

async function endOf(stop: Stop, progress: Progress, budget: Budget, { snapshot }: RunDeps): Promise<RunEnd> {
  const best = bestCandidate(progress);
  const changes = best ? await changesOf(best, snapshot) : [];
  return { ...stop, changes, hash: best?.hash, iterations: iterationsOf(progress), budget };
}

function recordOf({ reason, iterations, budget }: RunEnd, { task, model, outcomes }: RunDeps) {
  const { inputTokens, outputTokens } = budget.totals();
  const tokens = inputTokens + outputTokens;
  return { kind: task.kind, model: modelName(model), reason, iterations, tokens, outcomes: outcomes?.() };
}
