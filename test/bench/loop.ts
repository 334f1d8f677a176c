/**
 * Does loop 2's control solve more than a fixed repair loop and than resampling, at equal limits?
 * Usage: npm run bench -- loop [seeds] [first seed] [name of a task …]
 *
 * Real: the prompt, the call over loopback HTTP, the reading of replies, the compiler with its quick fixes, the tests
 * (mocha), the verdicts, the engine's run. Simulated: the model (test/support/simulated-model), which only writes text.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Evidence } from '../../src/engine/contract/evidence';
import { type Script, startModelServer } from '../support/model-server';
import { type SimulatedTask, simulatedModel } from '../support/simulated-model/simulated-model';
import { PROFILES } from '../support/simulated-model/world';
import { ARMS, type Arm, type ArmInput, LIMITS, runArm } from './loop/arms';
import { simulatedTask } from './loop/faults-of';
import { otherEvidence } from './loop/placebo';
import { readTasks } from './loop/read-tasks';
import { openRealJudge } from './loop/real-judge';
import { type Row, report } from './loop/report';

const COMPARED = ['strong', 'mid', 'weak'];
const CONTROLS = ['hopeless', 'perfect'];
/** Seeds of the two control models. */
const CONTROL_SEEDS = 2;

async function runTask(
  simulated: SimulatedTask,
  judge: Awaited<ReturnType<typeof openRealJudge>>,
  { seeds, first, pool }: { readonly seeds: number; readonly first: number; readonly pool: readonly Evidence[] },
): Promise<Row[]> {
  const scripts = new Map<string, Script>();
  const server = await startModelServer({
    script: (request) => {
      const script = scripts.get(request.model);
      if (!script) throw new Error(`there is no model ${request.model}`);
      return script(request);
    },
  });
  const baseline = await judge.baseline();
  const placebo = { ...judge, judge: otherEvidence(judge.judge, pool) };
  const rows: Row[] = [];
  try {
    for (const profile of [...COMPARED, ...CONTROLS].flatMap((name) => PROFILES[name] ?? [])) {
      const count = CONTROLS.includes(profile.name) ? CONTROL_SEEDS : seeds;
      for (let seed = first; seed < first + count; seed++) {
        const play = async (arm: Arm, by: ArmInput['judge'], name: string) => {
          // The name says nothing of who asks.
          const model = `simulated-${scripts.size}`;
          scripts.set(model, simulatedModel(simulated, profile, seed));
          const result = await runArm(arm, { judge: by, baseline, baseUrl: server.openAiBaseUrl, model });
          const { name: task, fact } = simulated;
          rows.push({ task, unseen: fact !== undefined, profile: profile.name, seed, arm: name, ...result });
        };
        for (const arm of ARMS) await play(arm, judge, arm);
        const { fact } = simulated;
        if (fact) {
          const task = { ...judge.task, text: `${judge.task.text}\n\n${fact.text}` };
          await play('looks', judge, 'looks');
          await play('is told', { ...judge, task }, 'is told');
        }
        if (profile.name === 'mid') await play('loopcraft', placebo, 'placebo');
      }
    }
  } finally {
    await server.close();
  }
  return rows;
}

async function main([seedWord = '3', firstWord = '1', ...names]: readonly string[]): Promise<void> {
  const seeds = Number(seedWord);
  const first = Number(firstWord);
  if (!Number.isInteger(seeds) || seeds < 1) throw new Error(`"${seedWord}" is no number of seeds.`);
  if (!Number.isInteger(first) || first < 1) throw new Error(`"${firstWord}" is no seed to begin with.`);
  const tasks = readTasks().filter(({ name }) => names.length === 0 || names.includes(name));
  const prepared: SimulatedTask[] = [];
  const pool = new Map<string, readonly Evidence[]>();
  for (const task of tasks) {
    const judge = await openRealJudge(task);
    try {
      prepared.push(await simulatedTask(judge));
      pool.set(task.name, judge.seenEvidence());
    } finally {
      await judge.close();
    }
    process.stderr.write(`prepared ${task.name}: ${prepared.at(-1)?.slots.length} lines, ${judge.fresh()} verdicts\n`);
  }
  const rows: Row[] = [];
  for (const [index, task] of tasks.entries()) {
    const simulated = prepared[index];
    if (!simulated) continue;
    const judge = await openRealJudge(task);
    const others = [...pool].flatMap(([name, evidence]) => (name === task.name ? [] : evidence));
    try {
      rows.push(...(await runTask(simulated, judge, { seeds, first, pool: others })));
    } finally {
      await judge.close();
    }
    process.stderr.write(`ran ${task.name}: ${judge.fresh()} verdicts that were not kept from before\n`);
  }
  const { text, data } = report(rows, { seeds, first, tasks: tasks.length, calls: LIMITS.maxCalls });
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

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
