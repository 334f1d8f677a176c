/**
 * Does loop 2's control solve more than a fixed repair loop and than resampling, at equal limits?
 * Usage: npm run bench -- loop [seeds] [first seed] [name of a task …] [--calls=6] [--part=1/2] [--arms=a,b]
 * A part runs every second task, so that two processes can share the work; the runs of a task are kept in
 * bench-results, and not made again while the code is the same. So the last call, without a part, only reports.
 *
 * Real: the prompt, the call over loopback HTTP, the reading of replies, the compiler with its quick fixes, the tests
 * (mocha), the verdicts, the engine's run. Simulated: the model (test/support/simulated-model), which only writes text.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Evidence } from '../../src/engine/contract/evidence';
import { type Script, startModelServer } from '../support/model-server';
import { type SimulatedTask, simulatedModel } from '../support/simulated-model/simulated-model';
import { type Approaches, PROFILES, type Profile } from '../support/simulated-model/world';
import { ARMS, type Arm, DEFAULT_CALLS, LOOKING_ARMS, runArm, SEVERAL_ARMS } from './loop/arms';
import { simulatedTask } from './loop/faults-of';
import { type KeptRows, keptRows, nameOfRun } from './loop/kept-rows';
import { otherEvidence } from './loop/placebo';
import { type BenchTask, readTasks } from './loop/read-tasks';
import { openRealJudge, openServices, type RealJudge, type SharedServices } from './loop/real-judge';
import { type Row, report } from './loop/report';

const COMPARED = ['strong', 'mid', 'weak'];
const CONTROLS = ['hopeless', 'perfect'];
/** Seeds of the two control models. */
const CONTROL_SEEDS = 2;

interface Options {
  readonly seeds: number;
  readonly first: number;
  readonly calls: number;
  /** Absent: all of them. */
  readonly arms?: readonly string[] | undefined;
}

/** One run that is to be compared. */
interface Planned extends Pick<Row, 'profile' | 'seed' | 'arm'> {
  readonly of: Profile;
  readonly as: Arm;
  readonly approaches?: Approaches | undefined;
}

/** The last is Loopcraft with the findings of other tasks. */
type ArmName = Arm | 'placebo';

function plan({ fact }: SimulatedTask, { seeds, first, arms }: Options): Planned[] {
  return [...COMPARED, ...CONTROLS].flatMap((name) => {
    const of = PROFILES[name];
    if (!of) return [];
    const names: ArmName[] = CONTROLS.includes(name)
      ? [...ARMS]
      : [
          ...ARMS,
          ...(Object.keys(SEVERAL_ARMS) as (keyof typeof SEVERAL_ARMS)[]),
          ...(fact ? LOOKING_ARMS : []),
          ...(name === 'mid' ? (['placebo'] as const) : []),
        ];
    const wanted = names.filter((arm) => arms === undefined || arms.includes(arm));
    return Array.from({ length: CONTROLS.includes(name) ? CONTROL_SEEDS : seeds }, (_, index) => first + index).flatMap(
      (seed) =>
        wanted.map((arm) => {
          const as: Arm = arm === 'placebo' ? 'loopcraft' : arm;
          const approaches = as in SEVERAL_ARMS ? SEVERAL_ARMS[as as keyof typeof SEVERAL_ARMS] : undefined;
          return { profile: name, seed, arm, of, as, approaches };
        }),
    );
  });
}

async function runTask(
  { simulated, judge, kept }: { readonly simulated: SimulatedTask; readonly judge: RealJudge; readonly kept: KeptRows },
  runs: readonly Planned[],
  { calls, pool }: { readonly calls: number; readonly pool: readonly Evidence[] },
): Promise<void> {
  const scripts = new Map<string, Script>();
  const server = await startModelServer({
    script: (request) => {
      const script = scripts.get(request.model);
      if (!script) throw new Error(`there is no model ${request.model}`);
      return script(request);
    },
  });
  const baseline = await judge.baseline();
  const { name: task, fact } = simulated;
  const by: Readonly<Record<string, Pick<RealJudge, 'judge' | 'task'>>> = {
    placebo: { task: judge.task, judge: otherEvidence(judge.judge, pool) },
    'is told': { judge: judge.judge, task: { ...judge.task, text: `${judge.task.text}\n\n${fact?.text}` } },
  };
  try {
    for (const [index, { profile, seed, arm, of, as, approaches }] of runs.entries()) {
      // The name says nothing of who asks.
      const model = `simulated-${index}`;
      scripts.set(model, simulatedModel(simulated, of, seed, approaches));
      const input = { judge: { ...judge, ...by[arm] }, baseline, baseUrl: server.openAiBaseUrl, model, calls };
      const result = await runArm(as, input);
      kept.add({ task, unseen: fact !== undefined, profile, seed, arm, ...result });
      scripts.delete(model);
    }
  } finally {
    await server.close();
    await kept.save();
  }
}

/** Every task with what can be wrong in it, and the findings that other tasks are misled with. */
async function prepare(tasks: readonly BenchTask[], services: SharedServices) {
  const prepared = new Map<string, { readonly simulated: SimulatedTask; readonly evidence: readonly Evidence[] }>();
  for (const task of tasks) {
    const judge = await openRealJudge(task, services);
    try {
      const simulated = await simulatedTask(judge);
      prepared.set(task.name, { simulated, evidence: judge.seenEvidence() });
      if (judge.fresh() > 0) process.stderr.write(`prepared ${task.name}: ${simulated.slots.length} lines\n`);
    } finally {
      await judge.close();
    }
  }
  return prepared;
}

async function main(args: readonly string[]): Promise<void> {
  const flag = (name: string): string | undefined =>
    args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
  const [seedWord = '3', firstWord = '1', ...names] = args.filter((arg) => !arg.startsWith('--'));
  const seeds = wholeNumber(seedWord, 'number of seeds');
  const first = wholeNumber(firstWord, 'seed to begin with');
  const calls = wholeNumber(flag('calls') ?? String(DEFAULT_CALLS), 'number of calls');
  const [part = 1, parts = 1] = (flag('part') ?? '1/1').split('/').map(Number);
  const all = readTasks();
  const tasks = all.filter(({ name }) => names.length === 0 || names.includes(name));
  const options = { seeds, first, calls, arms: flag('arms')?.split(',') };
  const services = openServices();
  const rows: Row[] = [];
  try {
    // The whole pool, also where only some tasks run, so that the placebo does not depend on that.
    const prepared = await prepare(all, services);
    for (const task of tasks.filter((_, index) => index % parts === part - 1)) {
      const { simulated } = prepared.get(task.name) ?? {};
      if (!simulated) continue;
      const kept = await keptRows(task.name, calls);
      const planned = plan(simulated, options);
      const missing = planned.filter((each) => !kept.has(each));
      if (missing.length > 0) {
        const judge = await openRealJudge(task, services);
        const pool = [...prepared].flatMap(([name, { evidence }]) => (name === task.name ? [] : evidence));
        await runTask({ simulated, judge, kept }, missing, { calls, pool }).finally(() => judge.close());
        process.stderr.write(`ran ${task.name}: ${missing.length} runs, ${judge.fresh()} verdicts not known before\n`);
      }
      const wanted = new Set(planned.map(nameOfRun));
      rows.push(...kept.rows.filter((row) => wanted.has(nameOfRun(row))));
    }
  } finally {
    await services.dispose();
  }
  if (parts > 1) return;
  const { text, data } = report(rows, { seeds, first, tasks: tasks.length, calls });
  console.log(text);
  const folder = path.join(__dirname, '..', '..', 'bench-results');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'loop.json');
  await writeFile(
    file,
    JSON.stringify({ at: new Date().toISOString(), node: process.version, ...data, rows }, null, 1),
  );
  console.log(`\nWritten to ${file}`);
}

function wholeNumber(word: string, what: string): number {
  const value = Number(word);
  if (!Number.isInteger(value) || value < 1) throw new Error(`"${word}" is no ${what}.`);
  return value;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
