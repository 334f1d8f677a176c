import { createModel } from '../../../src/engine/call/create-model';
import type { ChatMessage } from '../../../src/engine/call/ports';
import { createCircuitBreakers } from '../../../src/engine/call/resilience/circuit-breaker';
import type { Stop } from '../../../src/engine/contract/stop';
import { DEFAULT_LIMITS, type Limits } from '../../../src/engine/contract/task';
import type { Verdict } from '../../../src/engine/contract/verdict';
import { systemClock } from '../../../src/engine/platform/clock';
import { allowanceFor } from '../../../src/engine/prompt/allowance';
import { correctionPrompt } from '../../../src/engine/prompt/correction-prompt';
import { createAsk } from '../../../src/engine/run/ask/ask';
import type { Render } from '../../../src/engine/run/dialogue/dialogue';
import { openDialogue } from '../../../src/engine/run/dialogue/open-dialogue';
import { createBudget, type Totals } from '../../../src/engine/run/limits/budget';
import { NO_CHANGE } from '../../../src/engine/run/progress';
import { readCandidate, replyBase } from '../../../src/engine/run/read-candidate';
import { type RunDeps, run } from '../../../src/engine/run/run';
import { SHIPPED_BELIEFS } from '../../../src/engine/search/beliefs';
import type { Baseline } from '../../../src/engine/verify/baseline';
import { compareVerdicts, redVerdict } from '../../../src/engine/verify/verdict';
import { type Candidate, changesOf } from '../../../src/engine/workspace/candidate';
import { memoryDay } from '../../support/fakes';
import type { RealJudge } from './real-judge';

/**
 * What is compared. All sides get the same opening prompt, reader of replies, quick fixes, judge and limits, and differ
 * only in what they do after a red verdict. Loopcraft may also look with tools, within the same number of calls. The
 * last one is Loopcraft without its bar, which shows what stopping early costs.
 */
export const ARMS = ['loopcraft', 'five repairs', 'resampling', 'never gives up'] as const;
/** Loopcraft where the person asks for several candidates: with approaches that change nothing, and that matter. */
export const SEVERAL_ARMS = { 'several, alike': 'alike', 'several, independent': 'independent' } as const;
/** Of tasks that need an unseen file: with tools, and with what the file says in the request. */
export const LOOKING_ARMS = ['looks', 'is told'] as const;
export type Arm = (typeof ARMS)[number] | keyof typeof SEVERAL_ARMS | (typeof LOOKING_ARMS)[number];
/** Candidates that the person asks for. */
const SEVERAL = 3;

/** One generation and five repairs, or six samples: what a run may take at most by default. */
export const DEFAULT_CALLS = DEFAULT_LIMITS.maxIterations;

/** Where looking is compared with being told, a look takes no iteration. */
function limitsFor(arm: Arm, calls: number): Limits {
  const looks = arm === 'looks' || arm === 'is told';
  return { ...DEFAULT_LIMITS, maxIterations: calls, maxCalls: looks ? 2 * calls : calls };
}

export interface ArmResult extends Pick<Totals, 'calls' | 'inputTokens' | 'outputTokens'> {
  readonly solved: boolean;
  readonly reason: Stop['reason'];
  /** A judged candidate was better than the one that was returned. */
  readonly lostBest: boolean;
  readonly overBudget: boolean;
  /** Calls after the first that showed code and evidence, and how many of them ended green. */
  readonly actions: readonly string[];
  /** Each iteration: what it corrects (0: nothing), its candidate, where it went red, and for how many findings. */
  readonly trail: readonly TrailStep[];
}

export interface TrailStep {
  readonly parent: number;
  hash?: string;
  stage?: string;
  findings?: string;
  /** What followed it, and why. */
  followed?: string;
}

export interface ArmInput {
  readonly judge: Pick<
    RealJudge,
    'task' | 'snapshot' | 'openToolbox' | 'gatherContext' | 'widenContext' | 'applyQuickFixes'
  > & {
    judge(candidate: Candidate, baseline: Baseline): Promise<Verdict>;
  };
  readonly baseline: Baseline;
  readonly baseUrl: string;
  /** The most calls, and the most iterations. */
  readonly calls: number;
  /** By this name the server finds the simulated model of this run. */
  readonly model: string;
}

export async function runArm(arm: Arm, input: ArmInput): Promise<ArmResult> {
  const judged = new Map<string, Verdict>();
  const actions: string[] = [];
  const trail: TrailStep[] = [];
  const limits = limitsFor(arm, input.calls);
  const deps = { ...depsOf(input, { judged, actions, trail }), limits };
  const signal = new AbortController().signal;
  if (arm !== 'five repairs' && arm !== 'resampling') {
    const beliefs = { ...SHIPPED_BELIEFS, ...(arm === 'never gives up' ? { worthwhile: 0 } : {}) };
    const branches = arm in SEVERAL_ARMS ? SEVERAL : undefined;
    const end = await run({ ...deps, toolbox: input.judge.openToolbox(), beliefs, branches }, signal);
    const returned = end.hash === undefined ? undefined : judged.get(end.hash);
    return resultOf(end, end.budget.totals(), { judged, returned, actions, trail, limits });
  }
  const { daySpending: day, priceOf, emit } = deps;
  const budget = createBudget({ limits, clock: systemClock, priceOf, day, emit });
  const opened = await openDialogue(
    deps,
    { baseline: input.baseline, strategy: 'direct', ask: createAsk(deps, budget) },
    signal,
  );
  if ('reason' in opened) return resultOf(opened, budget.totals(), { judged, actions, trail, limits });
  const ask = createAsk(deps, budget);
  const { baseline, calls } = input;
  const loop = { deps, ask, opening: opened.dialogue.opening, focus: opened.focus, baseline, calls };
  const stop = await (arm === 'resampling' ? resample(loop, signal) : repairFiveTimes(loop, signal));
  return resultOf(stop, budget.totals(), { judged, actions, trail, limits });
}

interface Loop {
  readonly deps: RunDeps;
  readonly ask: ReturnType<typeof createAsk>;
  readonly opening: Render;
  readonly focus: readonly string[];
  readonly baseline: Baseline;
  readonly calls: number;
}

const EXHAUSTED: Stop = { reason: 'iterations-exhausted', message: 'None was green.' };
const VERIFIED: Stop = { reason: 'verified', message: 'green' };

/** The same request again and again. */
async function resample({ deps, ask, opening, focus, baseline, calls }: Loop, signal: AbortSignal): Promise<Stop> {
  for (let sample = 1; sample <= calls; sample++) {
    const answer = await ask('generate', opening, signal);
    if ('reason' in answer) return answer;
    const { verdict } = await verdictOn(deps, answer, NO_CHANGE, { focus, baseline }, signal);
    if (verdict.ok) return VERIFIED;
  }
  return EXHAUSTED;
}

/** The whole history, and the newest findings with the current code; always from the last candidate. */
async function repairFiveTimes(
  { deps, ask, opening, focus, baseline, calls }: Loop,
  signal: AbortSignal,
): Promise<Stop> {
  const history: ChatMessage[] = [];
  let current = NO_CHANGE;
  for (let call = 1; call <= calls; call++) {
    const render: Render = (tokens) => {
      const { messages, omitted } = opening(tokens);
      return { messages: [...messages, ...history], omitted };
    };
    const answer = await ask(call === 1 ? 'generate' : 'correct', render, signal);
    if ('reason' in answer) return answer;
    const { candidate, verdict } = await verdictOn(deps, answer, current, { focus, baseline }, signal);
    if (verdict.ok) return VERIFIED;
    current = candidate ?? current;
    const changes = await changesOf(current, deps.snapshot);
    const findings = { verdict, changes, lastReply: answer.text, shown: [], more: [], attempts: [] };
    history.push(
      { role: 'assistant', content: answer.text },
      { role: 'user', content: correctionPrompt({ ...findings, format: 'edits' }) },
    );
  }
  return EXHAUSTED;
}

async function verdictOn(
  deps: RunDeps,
  answer: { readonly text: string; readonly isCut: boolean },
  current: Candidate,
  { focus, baseline }: Pick<Loop, 'focus' | 'baseline'>,
  signal: AbortSignal,
): Promise<{ readonly candidate?: Candidate | undefined; readonly verdict: Verdict }> {
  const reply = await readCandidate(answer, replyBase(deps, current.files, focus, signal));
  if (!reply.candidate) return { verdict: redVerdict('reply', reply.evidence) };
  const candidate = await deps.applyQuickFixes(reply.candidate, signal);
  return { candidate, verdict: await deps.judge.judge(candidate, baseline, signal) };
}

function depsOf(
  { judge, baseline, baseUrl, model }: ArmInput,
  { judged, actions, trail }: { judged: Map<string, Verdict>; actions: string[]; trail: TrailStep[] },
): RunDeps {
  const made = createModel({ provider: 'scripted', model, baseUrl });
  if ('problem' in made) throw new Error(made.problem);
  return {
    task: judge.task,
    model: made,
    allowance: allowanceFor([made]),
    limits: DEFAULT_LIMITS,
    snapshot: judge.snapshot,
    judge: {
      baseline: async () => baseline,
      judge: async (candidate) => {
        const verdict = await judge.judge(candidate, baseline);
        judged.set(candidate.hash, verdict);
        return verdict;
      },
      judgeTypes: () => Promise.reject(new Error('the tests of the tasks are fast')),
    },
    memory: {
      choose: async ({ maxIterations }) => ({ strategy: 'direct', maxIterations, why: 'bench', recordedRuns: 0 }),
      record: async () => {},
    },
    priceOf: () => undefined,
    daySpending: memoryDay(),
    clock: systemClock,
    breakers: createCircuitBreakers(systemClock),
    emit: (event) => {
      if (event.type === 'decision') actions.push(event.action);
      if (event.type === 'iteration-start') trail.push({ parent: event.parent ?? 0 });
      const step = trail.at(-1);
      if (!step) return;
      if (event.type === 'decision') step.followed = `${event.action}: ${event.why}`;
      if (event.type === 'candidate') step.hash = event.hash;
      if (event.type === 'verdict') {
        step.stage = event.stage;
        const evidence = judged.get(step.hash ?? '')?.evidence ?? [];
        step.findings = evidence
          .map(({ fingerprint }) => fingerprint.slice(0, 6))
          .sort()
          .join(' ');
      }
    },
    gatherContext: ({ evidence }, abort) => judge.gatherContext(evidence, abort),
    widenContext: judge.widenContext,
    applyQuickFixes: judge.applyQuickFixes,
    readCurrent: async (path) => {
      const file = await judge.snapshot.read(path);
      return file?.kind === 'text' ? file.text : null;
    },
  };
}

function resultOf(
  { reason }: Stop,
  totals: Totals,
  seen: {
    readonly judged: ReadonlyMap<string, Verdict>;
    readonly returned?: Verdict | undefined;
    readonly actions: readonly string[];
    readonly trail: readonly TrailStep[];
    readonly limits: Limits;
  },
): ArmResult {
  const { calls, inputTokens, outputTokens } = totals;
  const { judged, returned, actions, trail, limits } = seen;
  const lostBest = returned !== undefined && [...judged.values()].some((other) => compareVerdicts(other, returned) > 0);
  const overBudget = calls > limits.maxCalls || inputTokens + outputTokens > limits.maxTokens + 8192;
  return {
    solved: reason === 'verified',
    reason,
    calls,
    inputTokens,
    outputTokens,
    lostBest,
    overBudget,
    actions,
    trail,
  };
}
