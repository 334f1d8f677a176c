import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Task } from '../../../src/engine/contract/task';
import type { Verdict } from '../../../src/engine/contract/verdict';
import { systemClock } from '../../../src/engine/platform/clock';
import { gatherContext } from '../../../src/engine/prompt/context/gather-context';
import { type WidenRequest, widenContext } from '../../../src/engine/prompt/widening/widen-context';
import { createToolbox } from '../../../src/engine/search/tools/toolbox';
import { applyCompilerFixes } from '../../../src/engine/verify/apply-quick-fixes';
import type { Baseline } from '../../../src/engine/verify/baseline';
import { createJudge } from '../../../src/engine/verify/judge';
import { type Candidate, createCandidate } from '../../../src/engine/workspace/candidate';
import { openScratch } from '../../../src/engine/workspace/scratch/open-scratch';
import { createSecondCopy } from '../../../src/engine/workspace/scratch/second-copy';
import { takeSnapshot } from '../../../src/engine/workspace/take-snapshot';
import { realTypeChecker } from '../../support/services';
import { tempWorkspace } from '../../support/temp-workspace';
import type { BenchTask } from './read-tasks';
import { createBenchRunner } from './test-runner';

/**
 * The engine's own judge over a real workspace: real compiler, real quick fixes, and the tests are executed, though
 * by the bench's own small runner. What it once said of a candidate is kept, also on disk, as long as neither the task
 * nor the judge's code changes. So a test that passes by chance would not be noticed; the tasks have none.
 */
export type RealJudge = Awaited<ReturnType<typeof openRealJudge>>;

export const ROOT = path.resolve(__dirname, '../../..');
const TEST_TIMEOUT_MS = 20_000;

/** The compiler's process and the worker that runs tests: starting them takes longer than most verdicts. */
export interface SharedServices {
  readonly checker: ReturnType<typeof realTypeChecker>;
  readonly runner: ReturnType<typeof createBenchRunner>;
  dispose(): Promise<void>;
}

export function openServices(): SharedServices {
  const checker = realTypeChecker(() => {});
  const runner = createBenchRunner();
  return {
    checker,
    runner,
    async dispose() {
      await runner.dispose();
      await checker.dispose();
    },
  };
}

interface Kept {
  baseline?: Baseline;
  readonly verdicts: Record<string, Verdict>;
  readonly fixed: Record<string, readonly (readonly [string, string | null])[]>;
}

export async function openRealJudge(bench: BenchTask, shared?: SharedServices) {
  const file = path.join(ROOT, 'bench-results/loop-cache', `${bench.name}-${keyFor(bench)}.json`);
  const kept = await readKept(file);
  const signal = new AbortController().signal;
  const workspace = await tempWorkspace({ ...SETUP, ...Object.fromEntries(bench.files) });
  await workspace.install('typescript', 'mocha', 'tsx');
  const task = taskOf(bench);
  const snapshot = await takeSnapshot(workspace.root, new Map(), signal);
  const services = shared ?? openServices();
  const { checker, runner } = services;
  const real = memoised(() => openJudge(workspace.root, task, { snapshot, checker, runner }));
  const contexts = new Map<string, ReturnType<typeof gatherContext>>();
  const widened = new Map<string, ReturnType<typeof widenContext>>();
  const asked = new Set<string>();
  let fresh = 0;

  return {
    bench,
    task,
    snapshot,
    /** Each run has its own, because it remembers what was looked at. */
    openToolbox: () => createToolbox({ snapshot, searcher: checker, lookup: checker }),
    /** How many verdicts were not kept from before. */
    fresh: () => fresh,
    /** What the judge found in the candidates that it was shown since it was opened. */
    seenEvidence: () => [...asked].flatMap((candidate) => kept.verdicts[candidate]?.evidence ?? []),
    async baseline(): Promise<Baseline> {
      if (!kept.baseline) {
        const { judge } = await real();
        const baseline = await judge.baseline(signal);
        if ('impossible' in baseline) throw new Error(`${bench.name}: ${baseline.impossible.message}`);
        kept.baseline = baseline;
      }
      return withOwnGoals(kept.baseline);
    },
    async judge(candidate: Candidate, baseline: Baseline): Promise<Verdict> {
      asked.add(candidate.hash);
      const known = kept.verdicts[candidate.hash];
      if (known) return known;
      const { judge } = await real();
      const verdict = await judge.judge(candidate, baseline, signal);
      if (verdict.impossible) throw new Error(`${bench.name}: ${verdict.summary}`);
      fresh += 1;
      kept.verdicts[candidate.hash] = verdict;
      return verdict;
    },
    async applyQuickFixes(candidate: Candidate): Promise<Candidate> {
      const known = kept.fixed[candidate.hash];
      if (known) return createCandidate(new Map(known));
      const result = await applyCompilerFixes(candidate, { fixer: checker, snapshot, emit: () => {} }, signal);
      kept.fixed[candidate.hash] = [...result.files];
      return result;
    },
    gatherContext: (evidence: Parameters<typeof gatherContext>[1]['evidence'], abort: AbortSignal) =>
      keep(contexts, JSON.stringify(evidence), () => gatherContext(task, { snapshot, checker, evidence }, abort)),
    widenContext: (request: WidenRequest, abort: AbortSignal) =>
      keep(widened, JSON.stringify([request, [...request.files]]), () =>
        widenContext(request, { snapshot, checker }, abort),
      ),
    async close() {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify(kept));
      if (real.opened()) await (await real()).close();
      if (!shared) await services.dispose();
      await workspace.remove();
    },
  };
}

async function openJudge(
  root: string,
  task: Task,
  {
    snapshot,
    checker,
    runner,
  }: Omit<SharedServices, 'dispose'> & { readonly snapshot: Awaited<ReturnType<typeof takeSnapshot>> },
) {
  const command = await runner.detect(root, undefined);
  if ('problem' in command) throw new Error(command.problem.message);
  const baseDir = path.join(path.dirname(root), 'scratch');
  const scratch = await openScratch(snapshot, { baseDir, log: () => {} }, new AbortController().signal);
  const typesCopy = createSecondCopy(async () => scratch);
  const deps = { task, snapshot, checker, scratch, typesCopy, runner, command, testTimeoutMs: TEST_TIMEOUT_MS };
  return {
    judge: createJudge({ ...deps, clock: systemClock, emit: () => {} }),
    close: () => scratch.dispose(),
  };
}

const SETUP = {
  'package.json': JSON.stringify({
    name: 'bench',
    private: true,
    type: 'module',
    scripts: { test: 'mocha --import=tsx "test/**/*.test.ts"' },
  }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      strict: true,
      target: 'ES2022',
      lib: ['ES2022'],
      module: 'nodenext',
      noEmit: true,
      skipLibCheck: true,
      types: [],
    },
    include: ['src'],
  }),
};

/** Goals are items of the types and tests, which matters where they are compared as objects. */
function withOwnGoals(baseline: Baseline): Baseline {
  const wanted = new Set(baseline.goals.map(({ fingerprint }) => fingerprint));
  return { ...baseline, goals: [...baseline.types, ...baseline.tests].filter((item) => wanted.has(item.fingerprint)) };
}

function taskOf({ kind, text }: BenchTask): Task {
  return { kind, text, files: [], allow: { tests: false, config: false } };
}

function memoised<T>(make: () => Promise<T>): (() => Promise<T>) & { opened(): boolean } {
  let made: Promise<T> | undefined;
  return Object.assign(
    () => {
      made ??= make();
      return made;
    },
    { opened: () => made !== undefined },
  );
}

function keep<T>(into: Map<string, T>, key: string, make: () => T): T {
  const known = into.get(key);
  if (known !== undefined) return known;
  const made = make();
  into.set(key, made);
  return made;
}

async function readKept(file: string): Promise<Kept> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Kept;
  } catch {
    return { verdicts: {}, fixed: {} };
  }
}

/** The parts of the engine that a verdict depends on. */
const JUDGING = ['code', 'guard', 'integrity', 'typecheck', 'verify', 'workspace', 'contract'].map(
  (room) => `src/engine/${room}`,
);
const NOT_JUDGING = /\/contract\/(?:events|person|stop|task)\.ts$/;

let judgeHash: string | undefined;

function keyFor({ files, kind, text }: BenchTask): string {
  judgeHash ??= hash(JUDGING.map((room) => textsOf(room)));
  return hash([judgeHash, kind, text, SETUP, [...files]]).slice(0, 16);
}

const textsOf = (room: string): string[] =>
  sourcesBelow(room).flatMap(([file, text]) => (NOT_JUDGING.test(file) ? [] : [text]));

/** A short hash of the sources below these folders, and of what else is given. */
export function hashOfSources(folders: readonly string[], more: unknown): string {
  return hash([folders.map(sourcesBelow), more]).slice(0, 12);
}

function sourcesBelow(folder: string): (readonly [file: string, text: string])[] {
  const names = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => [`${folder}/${name}`, readFileSync(path.join(ROOT, folder, name), 'utf8')] as const);
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
