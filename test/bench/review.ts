/**
 * How many wrong changes that all tests let through does the review send back, and how many right ones?
 * Usage: npm run bench -- review [seeds] [name of a task …]
 *
 * Real: the prompt with the diff, the call over loopback HTTP, the reading of the answer, what goes back. Simulated:
 * the reviewer (test/support/simulated-model/simulated-reviewer.ts), whose skill and errors are our own assumption.
 */
import { createModel } from '../../src/engine/call/create-model';
import { createCircuitBreakers } from '../../src/engine/call/resilience/circuit-breaker';
import { DEFAULT_LIMITS } from '../../src/engine/contract/task';
import { systemClock } from '../../src/engine/platform/clock';
import { allowanceFor } from '../../src/engine/prompt/allowance';
import { createAskReviewer } from '../../src/engine/run/ask-reviewer';
import { createBudget } from '../../src/engine/run/limits/budget';
import { createReviewer } from '../../src/engine/verify/review/reviewer';
import { changesOf, createCandidate } from '../../src/engine/workspace/candidate';
import { memoryDay } from '../support/fakes';
import { type Script, startModelServer } from '../support/model-server';
import type { State } from '../support/simulated-model/faults';
import type { SimulatedTask } from '../support/simulated-model/simulated-model';
import { REVIEWERS, simulatedReviewer } from '../support/simulated-model/simulated-reviewer';
import { REMARK_COUNT, textsOf } from '../support/simulated-model/write-reply';
import { simulatedTask } from './loop/faults-of';
import { plant } from './loop/planted';
import { readTasks } from './loop/read-tasks';
import { openRealJudge, type RealJudge } from './loop/real-judge';
import { bootstrap, groupBy, mean } from './loop/statistics';

interface Row {
  readonly task: string;
  readonly reviewer: string;
  readonly isWrong: boolean;
  readonly isSentBack: boolean;
}

const signal = new AbortController().signal;

/** Whether the review sends this green change back. */
async function isSentBack(
  judge: RealJudge,
  files: ReadonlyMap<string, string>,
  server: { readonly baseUrl: string; readonly model: string },
): Promise<boolean> {
  const model = createModel({ provider: 'scripted', ...server });
  if ('problem' in model) throw new Error(model.problem);
  const { task, snapshot } = judge;
  const emit = () => {};
  const priceOf = () => undefined;
  const budget = createBudget({ limits: DEFAULT_LIMITS, clock: systemClock, priceOf, day: memoryDay(), emit });
  const breakers = createCircuitBreakers(systemClock);
  const deps = { model, allowance: allowanceFor([model]), priceOf, clock: systemClock, emit, breakers };
  const send = createAskReviewer(deps, budget);
  const review = createReviewer({ mode: 'always', task, snapshot, clock: systemClock, emit, send });
  const candidate = createCandidate(files);
  const baseline = await judge.baseline();
  const verdict = await judge.judge(candidate, baseline);
  if (!verdict.ok) throw new Error(`${judge.bench.name}: not green: ${verdict.summary}`);
  const changes = await changesOf(candidate, snapshot);
  const reviewed = await review({ candidate, changes, verdict, baseline, history: [] }, signal);
  budget.close();
  return !reviewed.ok;
}

async function rowsOf(
  judge: RealJudge,
  simulated: SimulatedTask,
  wrong: readonly State[],
  seeds: number,
): Promise<Row[]> {
  const scripts = new Map<string, Script>();
  const server = await startModelServer({
    script: (request) => scripts.get(request.model)?.(request) ?? { fault: 'status', status: 404 },
  });
  const right = simulated.slots.map(() => 0);
  const rows: Row[] = [];
  try {
    for (const profile of REVIEWERS)
      for (let seed = 1; seed <= seeds; seed++) {
        const model = `simulated-${scripts.size}`;
        scripts.set(model, simulatedReviewer(simulated, profile, seed));
        for (const state of [right, ...wrong]) {
          const files = textsOf(simulated, { state, remarks: seed % REMARK_COUNT });
          const sent = await isSentBack(judge, files, { baseUrl: server.openAiBaseUrl, model });
          rows.push({ task: simulated.name, reviewer: profile.name, isWrong: state !== right, isSentBack: sent });
        }
      }
  } finally {
    await server.close();
  }
  return rows;
}

async function main([seedWord = '20', ...names]: readonly string[]): Promise<void> {
  const seeds = Number(seedWord);
  if (!Number.isInteger(seeds) || seeds < 1) throw new Error(`"${seedWord}" is no number of seeds.`);
  const rows: Row[] = [];
  let planted = 0;
  for (const task of readTasks().filter(({ name }) => names.length === 0 || names.includes(name))) {
    const judge = await openRealJudge(task);
    const simulated = await simulatedTask(judge).finally(() => judge.close());
    const found = await plant(task, simulated);
    if (!found) continue;
    planted += found.wrong.length;
    rows.push(...(await rowsOf(found.judge, simulated, found.wrong, seeds).finally(() => found.judge.close())));
    process.stderr.write(`${task.name}: ${found.wrong.length} wrong and green\n`);
  }
  console.log(`${planted} planted changes, wrong and green, in ${new Set(rows.map(({ task }) => task)).size} tasks`);
  console.log(`${seeds} seeds a reviewer; 95 % intervals by bootstrap over tasks`);
  for (const [reviewer, ofReviewer] of groupBy(rows, (row) => row.reviewer))
    for (const [isWrong, some] of groupBy(ofReviewer, (row) => row.isWrong)) {
      const share = (items: readonly Row[]) => mean(items.map((row) => Number(row.isSentBack)));
      const { value, low, high } = bootstrap([...groupBy(some, ({ task }) => task).values()], share);
      const percent = [value, low, high].map((each) => (each * 100).toFixed(1));
      const shown = `${percent[0]} % (${percent[1]}–${percent[2]}) of ${some.length}`;
      console.log(`${reviewer}, ${isWrong ? 'wrong' : 'right'}: ${shown} sent back`);
    }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
