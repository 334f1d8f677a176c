/**
 * Does loop 3 find out what works in a workspace, and what does that save?
 * Usage: npm run bench -- learn [seeds] [first seed], or for recalled experience alone: npm run bench -- learn recall
 *
 * Real: the learn room through the interface that a run uses (choose, then record), with its stores. Simulated: whether
 * a run is solved and what it costs, drawn from the hidden rates of learn/worlds.ts; no prompt, model or test is
 * involved. Recalled experience (learn/recall.ts) is measured in runs with prompts, over a simulated model.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Chart, chartsAsSvg } from './learn/curves';
import { measureRecall, type RecallResult } from './learn/recall';
import { type Chooses, type PlayedRun, playRuns } from './learn/simulate';
import { bytesAfter, timeFullStore } from './learn/store-costs';
import { WORLDS, type World } from './learn/worlds';
import { mean } from './loop/statistics';

const RUNS = 560;
const EARLY = 200;
/** Runs after a change in which it must have recovered, and over which that is judged. */
const RECOVERY = 50;
/** Runs over which a point of a curve is the mean. */
const WINDOW = 20;
/** Workspaces in which recalled experience is compared, with each kind of model. */
const RECALL_SEEDS = 4;

const HOW: readonly Chooses[] = ['learning', 'without exploring', 'straight away', 'at random'];
const COLOURS: Readonly<Record<Chooses, string>> = {
  learning: '#0a6',
  'without exploring': '#07c',
  'straight away': '#c60',
  'at random': '#999',
  best: '#000',
};

type Played = Readonly<Record<Chooses, readonly (readonly PlayedRun[])[]>>;

/** Of what choosing at random loses against the best strategy, the share that is not lost. */
function closedGap(games: readonly (readonly PlayedRun[])[], from: number, to: number): number {
  const runs = games.flatMap((game) => game.slice(from, to));
  const lost = mean(runs.map(({ best, value }) => best - value));
  return 1 - lost / mean(runs.map(({ best, uniform }) => best - uniform));
}

function tokensPerSolved(games: readonly (readonly PlayedRun[])[], from: number): number {
  const runs = games.flatMap((game) => game.slice(from));
  return runs.reduce((sum, { tokens }) => sum + tokens, 0) / runs.filter(({ solved }) => solved).length;
}

function resultOf({ name, differs, changesAt }: World, played: Played) {
  const { learning, 'straight away': usual, 'without exploring': greedy } = played;
  const ratio = tokensPerSolved(learning, 100) / tokensPerSolved(usual, 100);
  return {
    name,
    differs,
    closedBy200: closedGap(learning, 0, EARLY),
    closedBy560: closedGap(learning, 0, RUNS),
    closedWithoutExploring: closedGap(greedy, 0, RUNS),
    tokensAgainstDefault: ratio,
    ...(changesAt === undefined
      ? {}
      : { recovered: closedGap(learning, changesAt + RECOVERY, changesAt + 2 * RECOVERY) }),
  };
}

function chartOf({ name }: World, played: Played): Chart {
  const curve = (how: Chooses) => {
    const steps = Math.floor(RUNS / WINDOW);
    const values = Array.from({ length: steps }, (_, at) =>
      mean(played[how].flatMap((game) => game.slice(at * WINDOW, (at + 1) * WINDOW).map(({ value }) => value))),
    );
    return { name: how, colour: COLOURS[how], values };
  };
  return { title: name, curves: [...HOW, 'best' as const].map(curve) };
}

async function play(world: World, seeds: number, first: number): Promise<Played> {
  const all = await Promise.all(
    ([...HOW, 'best'] as const).map(async (how) => {
      const games = Array.from({ length: seeds }, (_, at) => playRuns(world, how, RUNS, first + at));
      return [how, await Promise.all(games)] as const;
    }),
  );
  return Object.fromEntries(all) as unknown as Played;
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

async function tellRecall(first: number): Promise<RecallResult[]> {
  const recall: RecallResult[] = [];
  for (const profile of ['strong', 'mid']) recall.push(...(await measureRecall(profile, RECALL_SEEDS, first)));
  for (const { profile, arm, tasks, solved, calls } of recall)
    console.log(
      `recurring situations, ${profile} model, ${arm}: solved ${solved} of ${tasks} in ${calls} calls, ` +
        `${(calls / solved).toFixed(1)} for a solved task`,
    );
  return recall;
}

async function main([seedWord = '30', firstWord = '101']: readonly string[]): Promise<void> {
  if (seedWord === 'recall') return void (await tellRecall(Number(firstWord)));
  const [seeds, first] = [Number(seedWord), Number(firstWord)];
  if (!Number.isInteger(seeds) || seeds < 1) throw new Error(`"${seedWord}" is no number of seeds.`);
  if (!Number.isInteger(first) || first < 1) throw new Error(`"${firstWord}" is no seed to begin with.`);
  const [worlds, charts]: [ReturnType<typeof resultOf>[], Chart[]] = [[], []];
  const differing: Played['learning'][number][] = [];
  for (const world of WORLDS) {
    const played = await play(world, seeds, first);
    const result = resultOf(world, played);
    worlds.push(result);
    charts.push(chartOf(world, played));
    if (world.differs) differing.push(...played.learning);
    const { name, closedBy200, closedBy560, closedWithoutExploring, tokensAgainstDefault, recovered } = result;
    console.log(
      `${name}: ${percent(closedBy200)} of the gap closed by ${EARLY} runs, ${percent(closedBy560)} by ${RUNS} ` +
        `(${percent(closedWithoutExploring)} without exploring); tokens for a solved task ` +
        `${percent(tokensAgainstDefault)} of the default's` +
        (recovered === undefined ? '' : `; ${percent(recovered)} closed ${RECOVERY} runs after the change`),
    );
  }
  const pooled = { by200: closedGap(differing, 0, EARLY), by560: closedGap(differing, 0, RUNS) };
  console.log(`where another strategy pays: ${percent(pooled.by200)} by ${EARLY}, ${percent(pooled.by560)} by ${RUNS}`);
  const store = await timeFullStore(200);
  const bytes = { oneModel: await bytesAfter(10_000, 1), manyModels: await bytesAfter(10_000, 50) };
  console.log(
    `full store of ${store.workspaces} workspaces: ${store.chooseMs.toFixed(2)} ms to choose, ` +
      `${store.recordMs.toFixed(2)} ms to record; after 10,000 runs ${bytes.oneModel} bytes with one model, ` +
      `${bytes.manyModels} with 50`,
  );
  const recall = await tellRecall(first);
  const folder = path.join(__dirname, '..', '..', 'bench-results');
  await mkdir(folder, { recursive: true });
  const results = { worlds, pooled, store, bytes, recall };
  const data = { at: new Date().toISOString(), node: process.version, seeds, first, ...results };
  await writeFile(path.join(folder, 'learn.json'), JSON.stringify(data, null, 1));
  const title = `Expected successes for the cost of a usual run, over ${RUNS} runs; mean of ${seeds} seeds`;
  await writeFile(path.join(folder, 'learn.svg'), chartsAsSvg(charts, { title, last: `run ${RUNS}` }));
  console.log(`\nWritten to ${folder}/learn.json and learn.svg`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
