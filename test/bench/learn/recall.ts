// What recalled experience is worth where situations recur: the same tasks with it, without it, and with the experience
// of another situation in its place (the placebo).
//
// Real: the run, its prompts over loopback HTTP, the reading of replies, what is kept and what is recalled. Simulated:
// the model, which misunderstands each situation unless the request names what solves it, and the judge, which compares
// lines.
import { createModel } from '../../../src/engine/call/create-model';
import { createCircuitBreakers } from '../../../src/engine/call/resilience/circuit-breaker';
import type { Evidence } from '../../../src/engine/contract/evidence';
import { DEFAULT_LIMITS, NO_PERMISSIONS } from '../../../src/engine/contract/task';
import { createExperienceMemory, type ExperienceMemory } from '../../../src/engine/learn/experience/experience-memory';
import { systemClock } from '../../../src/engine/platform/clock';
import { allowanceFor } from '../../../src/engine/prompt/allowance';
import { type RunDeps, run } from '../../../src/engine/run/run';
import { redVerdict } from '../../../src/engine/verify/verdict';
import { BASELINE, GREEN, inspector, memoryDay, memorySnapshot } from '../../support/fakes';
import { memoryStore } from '../../support/memory-store';
import { type Script, startModelServer } from '../../support/model-server';
import { seeded } from '../../support/seeded';
import type { Slot } from '../../support/simulated-model/faults';
import { type SimulatedTask, simulatedModel } from '../../support/simulated-model/simulated-model';
import { PROFILES, type Profile } from '../../support/simulated-model/world';

/** What recurs in the workspace: what the compiler says, and the helper that the code should have used. */
const RECURRING = [
  ['TS2345', "Argument of type 'number' is not assignable to parameter of type 'Cents'.", 'toCents'],
  ['TS2322', "Type 'string' is not assignable to type 'IsoDate'.", 'asIsoDate'],
  ['TS2345', "Argument of type 'string' is not assignable to parameter of type 'UserId'.", 'userIdOf'],
  ['TS2739', "Type '{ amount: number; }' is missing these properties from type 'Invoice': currency.", 'newInvoice'],
  ['TS2532', "Object is possibly 'undefined'.", 'requireItem'],
  ['TS2322', "Type 'Money' is not assignable to type 'number'.", 'amountOf'],
] as const;
type Recurring = (typeof RECURRING)[number];

/** An ordinary mistake, which the model understands by itself. */
const OTHER = ['TS2304', "Cannot find name 'titel'."] as const;
const DIFFICULTY = -2.5;
/** Runs of one workspace, one after the other. */
const TASKS = 36;
const LIMITS = { ...DEFAULT_LIMITS, maxIterations: 6, maxCalls: 6 };

const ARMS = ['without', 'recalled', 'shuffled'] as const;
type Arm = (typeof ARMS)[number];

export interface RecallResult {
  readonly profile: string;
  readonly arm: Arm;
  readonly tasks: number;
  readonly solved: number;
  readonly calls: number;
}

/** Of one kind of model (test/support/simulated-model/world.ts). */
export async function measureRecall(name: string, seeds: number, first: number): Promise<RecallResult[]> {
  const profile = profileOf(name);
  const scripts = new Map<string, Script>();
  const server = await startModelServer({
    script: (request) => scripts.get(request.model)?.(request) ?? { text: 'There is no such model.' },
  });
  try {
    return await Promise.all(
      ARMS.map(async (arm) => {
        let [solved, calls] = [0, 0];
        for (let seed = first; seed < first + seeds; seed++) {
          const memory = memoryOf(arm, seeded(seed));
          const random = seeded(seed + 0.5);
          for (let number = 0; number < TASKS; number++) {
            const task = taskOf(one(RECURRING, random), number);
            const model = `${arm}-${seed}-${number}`;
            scripts.set(model, simulatedModel(task, profile, seed));
            const end = await play(task, { model, baseUrl: server.openAiBaseUrl, memory });
            solved += end.reason === 'verified' ? 1 : 0;
            calls += end.budget.totals().calls;
          }
        }
        return { profile: name, arm, tasks: seeds * TASKS, solved, calls };
      }),
    );
  } finally {
    await server.close();
  }
}

function profileOf(name: string): Profile {
  const profile = PROFILES[name];
  if (!profile) throw new Error(`there is no profile ${name}`);
  return profile;
}

const one = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)] as T;

interface BenchTask extends SimulatedTask {
  readonly path: string;
}

function taskOf([code, message, helper]: Recurring, number: number): BenchTask {
  const path = `src/feature${number}.ts`;
  const wrongs = ['value', 'String(value)'].map((text) => `  const result = ${text};`);
  const slots: Slot[] = [
    slotOf(path, `  const result = ${helper}(value);`, wrongs, { code, message }),
    slotOf(path, '  report(title, result);', ['  report(titel, result);'], { code: OTHER[0], message: OTHER[1] }),
  ];
  const body = slots.map(({ right }) => `${right}\n`).join('');
  const text = `export function feature${number}(title: string, value: never) {\n${body}  return result;\n}\n`;
  return {
    name: `feature ${number} with ${helper}`,
    path,
    reference: new Map([[path, text]]),
    slots,
    mistakes: [
      [1, 0],
      [2, 0],
      [1, 1],
    ].map((state) => ({ state, stage: 'types' as const })),
    difficulty: DIFFICULTY,
    tests: new Map(),
    experience: { text: `\`${helper}\``, slot: 0 },
  };
}

function slotOf(
  path: string,
  right: string,
  wrong: readonly string[],
  { code, message }: { code: string; message: string },
) {
  const signs = [
    { kind: 'diagnostic' as const, path, code },
    { kind: 'message' as const, text: message },
  ];
  return { path, right, wrong: wrong.map((line) => ({ line, stage: 'types' as const, signs })) };
}

/** The findings of the first wrong line, as a compiler lists them. */
function findingsOf({ slots, path }: BenchTask, text: string): Evidence[] {
  return slots.flatMap(({ right, wrong }, slot) => {
    if (text.includes(`${right}\n`)) return [];
    const [code, message] =
      wrong[0]?.signs.map((sign) => (sign.kind === 'diagnostic' ? sign.code : 'text' in sign ? sign.text : '')) ?? [];
    return [{ stage: 'types', fingerprint: `${code} ${message}`, message: message ?? '', path, line: slot + 2, code }];
  });
}

async function play(
  task: BenchTask,
  {
    model,
    baseUrl,
    memory,
  }: { readonly model: string; readonly baseUrl: string; readonly memory: ExperienceMemory | undefined },
) {
  const made = createModel({ provider: 'scripted', model, baseUrl });
  if ('problem' in made) throw new Error(made.problem);
  const deps: RunDeps = {
    task: {
      kind: 'generate',
      text: `Add ${task.name.split(' with')[0]} in ${task.path}.`,
      files: [],
      allow: NO_PERMISSIONS,
    },
    model: made,
    limits: LIMITS,
    allowance: allowanceFor([made]),
    snapshot: memorySnapshot({ 'src/index.ts': 'export {};\n' }),
    judge: {
      baseline: async () => BASELINE,
      judge: async ({ files }) => {
        const found = findingsOf(task, files.get(task.path) ?? '');
        return found.length > 0 ? redVerdict('types', found) : GREEN;
      },
      judgeTypes: () => Promise.reject(new Error('there are no slow tests')),
    },
    memory: {
      choose: async ({ maxIterations }) => ({ strategy: 'direct', maxIterations, why: 'bench', recordedRuns: 0 }),
      record: async () => {},
    },
    experience: memory,
    readTopLevels: inspector.topLevels,
    priceOf: () => undefined,
    daySpending: memoryDay(),
    clock: systemClock,
    breakers: createCircuitBreakers(systemClock),
    emit: () => {},
    gatherContext: async () => ({ parts: [], focus: [task.path], shown: [] }),
    widenContext: async () => [],
    applyQuickFixes: async (candidate) => candidate,
    readCurrent: async () => null,
  };
  return run(deps, new AbortController().signal);
}

function memoryOf(arm: Arm, random: () => number): ExperienceMemory | undefined {
  if (arm === 'without') return undefined;
  const memory = createExperienceMemory(memoryStore(), '/bench', systemClock, console.error);
  if (arm === 'recalled') return memory;
  return {
    ...memory,
    async recall(evidence) {
      const others = RECURRING.filter(([, message]) => !evidence.some((item) => item.message === message));
      const [code, message] = one(others, random);
      const known = await memory.recall([{ stage: 'types', fingerprint: message, message, code }]);
      const helpers = RECURRING.filter(([, said]) => evidence.some((item) => item.message === said)).map(
        ([, , name]) => name,
      );
      return known.filter(({ uses }) => !helpers.some((helper) => uses.includes(helper)));
    },
  };
}
