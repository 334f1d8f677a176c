import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Evidence } from '../../src/engine/contract/evidence';
import type { FunctionCoverage } from '../../src/engine/contract/test-run';
import type { Engine } from '../../src/engine/engine';
import type { History } from '../../src/engine/learn/history/history';
import type { Snapshot } from '../../src/engine/workspace/snapshot';
import { takeSnapshot } from '../../src/engine/workspace/take-snapshot';
import { temporaryFolder } from '../support/cli';
import { seeded } from '../support/seeded';
import { farSources } from './far-tests';
import { firstPrompt, isShown } from './first-prompt';
import { median, percent } from './numbers';
import { operatorVariants } from './operator-variants';
import { type Places, readReached, takeReached, withProbes } from './reached-places';
import { historyOf } from './recall';
import { engineFor, failuresOf } from './run-evidence';

export interface PlantedOptions {
  /** Absolute path of the clone. */
  readonly repo: string;
  /** Relative to the clone; '.' for the clone itself. */
  readonly package: string;
  /** `{files}` stands for test files. */
  readonly testCommand: string;
  /** Only test files whose path contains this. */
  readonly tests: string;
  readonly count: number;
  readonly seed: number;
  /** Absolute path of the JSON of an earlier run, whose bugs are measured again without running a test. */
  readonly again: string | undefined;
  /** Absolute path of the file for the results as JSON. A run goes on with the bugs that it holds. */
  readonly json: string | undefined;
}

/** A bug with its failures, as far as they are needed to build the first prompt once more. */
interface Bug {
  readonly path: string;
  readonly line: number;
  readonly flip: string;
  /** The source with the bug. */
  readonly text: string;
  readonly test: string;
  readonly steps: number;
  readonly evidence: readonly Evidence[];
  /** What the failing tests ran; absent in results of an earlier version. */
  readonly coverage?: FunctionCoverage | undefined;
}

interface Row extends Bug {
  readonly isShown: boolean;
  /** Whether it is shown where nothing is known of what the failing tests ran. */
  readonly isShownWithout: boolean;
  /** Whether other lines of the file are shown. */
  readonly isFileShown: boolean;
  readonly tokens: number;
  readonly ms: number;
}

/** Tries for each bug that is wanted: many operators are not noticed by the tests that are run. */
const MAX_TRIES = 12;
/** Places that are looked at; most of them are run by no test. */
const MAX_DRAWS = 20_000;
/** Test files that bugs are looked for with: more take minutes. */
const MAX_GREEN_FILES = 12;
/** Test files that are run for one bug; the first of them that fails is the one that is shown. */
const MAX_TESTS = 10;
/** The same where it is known that they run the faulty expression. */
const MAX_REACHING_TESTS = 4;
/** Milliseconds that a run of test files may take. */
const TEST_TIMEOUT_MS = 60_000;
/** The same for all of them. */
const GREEN_TIMEOUT_MS = 300_000;
const signal = new AbortController().signal;

/**
 * Plants bugs of one operator in a clone that is not touched, each behind an index file and three imports away from
 * a test file that fails with it and only with it, and says how many of the faulty lines the first prompt shows for
 * the failures of this test file alone. True when there were as many bugs as wanted.
 */
export async function planted(options: PlantedOptions, print: (line: string) => void): Promise<boolean> {
  const root = path.join(options.repo, options.package);
  const state = temporaryFolder('field');
  const engine = engineFor(root, state.path);
  const history = historyOf(root);
  const rows: Row[] = options.again === undefined ? [...kept(options.json)] : [];
  const left = Math.max(0, options.count - rows.length);
  if (options.json !== undefined) mkdirSync(path.dirname(options.json), { recursive: true });
  print('| bug | failing tests | steps | shown | without what ran | tokens | ms |');
  print('| --- | --- | --- | --- | --- | --- | --- |');
  try {
    for (const row of rows) print(lineOf(row));
    const fresh = left === 0 ? [] : bugs(root, engine, { ...options, count: left }, rows);
    const cases = options.again === undefined ? fresh : kept(options.again);
    for await (const bug of cases) {
      const row = await measured(bug, root, history);
      rows.push(row);
      print(lineOf(row));
      if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(rows, undefined, 2));
      if (rows.length >= options.count) break;
    }
  } finally {
    await engine.dispose();
    state.remove();
  }
  const shown = rows.filter((row) => row.isShown).length;
  const without = rows.filter((row) => row.isShownWithout).length;
  print(
    `\n${shown} of ${rows.length} (${percent(shown / Math.max(1, rows.length))}) shown, ${without} without what ran, ` +
      `${median(rows.map(({ tokens }) => tokens))} tokens and ${median(rows.map(({ ms }) => ms))} ms in the median`,
  );
  return rows.length >= options.count;
}

function lineOf(row: Row): string {
  const shown = row.isShown ? 'yes' : row.isFileShown ? 'other lines' : 'no';
  const place = `${row.path}:${row.line} ${row.flip.replaceAll('|', '\\|')}`;
  const without = row.isShownWithout ? 'yes' : 'no';
  const cells = [place, `${row.evidence.length} in ${row.test}`, row.steps, shown, without, row.tokens, row.ms];
  return `| ${cells.join(' | ')} |`;
}

/** New bugs without end, as long as there are places; those of `old` come no more. */
async function* bugs(root: string, engine: Engine, options: PlantedOptions, old: readonly Bug[]): AsyncGenerator<Bug> {
  const { testCommand } = options;
  const random = seeded(options.seed);
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const clean = await takeSnapshot(root, new Map(), signal);
  const sources = (await farSources(clean, (test) => test.includes(options.tests)))
    .map((source) => ({ ...source, variants: operatorVariants(source.path, source.text) }))
    .map((source) => ({ ...source, variants: source.variants.filter(({ isInFunction }) => isInFunction) }))
    .filter(({ variants }) => variants.length > 0);
  const found = new Set(sources.flatMap(({ tests }) => tests.map((test) => test.path)));
  const inOrder = [...found].sort().map((test) => ({ test, at: random() }));
  const all = inOrder
    .sort((a, b) => a.at - b.at)
    .map(({ test }) => test)
    .slice(0, MAX_GREEN_FILES);
  const { red, timeoutMs, reached } = await greenRun(sources, all, { clean, engine, options });
  const isRed = new Set(red);
  const reachedBy = readReached(sources, all, reached);
  const seen = new Set(old.map((bug) => `${bug.path} ${bug.text}`));
  let tries = 0;
  for (let draws = 0; draws < MAX_DRAWS && tries < options.count * MAX_TRIES; draws += 1) {
    const source = pick(sources);
    const variant = pick(source?.variants ?? []);
    if (!source || !variant || seen.has(`${source.path} ${variant.text}`)) continue;
    seen.add(`${source.path} ${variant.text}`);
    const by = reachedBy(source, variant);
    const order = source.tests.map((test) => ({ test, at: random() })).sort((a, b) => a.at - b.at);
    const tests = order
      .map(({ test }) => test)
      .filter(({ path: file }) => all.includes(file) && !isRed.has(file) && (by === undefined || by.has(file)));
    const unsaved = new Map([[source.path, variant.text]]);
    const paths = tests.slice(0, by ? MAX_REACHING_TESTS : MAX_TESTS).map((test) => test.path);
    if (paths.length === 0) continue;
    tries += 1;
    const failures = await failuresOf(paths, clean, unsaved, { engine, testCommand, timeoutMs, isOnce: true });
    const test = tests.find((item) => failures.evidence.some((failure) => failure.path === item.path));
    if (!test) continue;
    const { path: file, steps } = test;
    yield {
      path: source.path,
      line: variant.line,
      flip: variant.flip,
      text: variant.text,
      test: file,
      steps,
      evidence: failures.evidence.filter((failure) => failure.path === file),
      coverage: failures.coverage,
    };
  }
}

interface GreenRun {
  /** Test files that fail without a bug. */
  readonly red: readonly string[];
  readonly timeoutMs: number;
  /** What the probes wrote. */
  readonly reached: readonly string[];
}

/** Runs all of the test files with probes; what they say is kept beside the results for the next run. */
async function greenRun(
  sources: readonly Places[],
  tests: readonly string[],
  { clean, engine, options }: { readonly clean: Snapshot; readonly engine: Engine; readonly options: PlantedOptions },
): Promise<GreenRun> {
  const { testCommand, json } = options;
  const file = json === undefined ? undefined : `${json}.green`;
  if (file !== undefined && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as GreenRun;
  const folder = temporaryFolder('places');
  try {
    const out = path.join(folder.path, 'reached');
    const started = performance.now();
    const probes = withProbes(sources, out);
    const failures = await failuresOf(tests, clean, probes, {
      engine,
      testCommand,
      timeoutMs: GREEN_TIMEOUT_MS,
      isOnce: true,
    });
    // A flipped operator often makes a loop that never ends.
    const timeoutMs = Math.min(TEST_TIMEOUT_MS, 10_000 + performance.now() - started);
    const run = {
      red: failures.evidence.flatMap((failure) => failure.path ?? []),
      timeoutMs,
      reached: takeReached(out),
    };
    if (file !== undefined) writeFileSync(file, JSON.stringify(run));
    return run;
  } finally {
    folder.remove();
  }
}

function kept(file: string | undefined): readonly Row[] {
  return file !== undefined && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly Row[]) : [];
}

async function measured(bug: Bug, root: string, history: History): Promise<Row> {
  const snapshot = await takeSnapshot(root, new Map([[bug.path, bug.text]]), signal);
  const prompt = await firstPrompt({ kind: 'fix' }, bug, { snapshot, history });
  const { tokens, ms } = prompt;
  const without = await firstPrompt({ kind: 'fix' }, { evidence: bug.evidence }, { snapshot, history });
  return {
    ...bug,
    isShown: isShown(prompt, bug.path, bug.line),
    isShownWithout: isShown(without, bug.path, bug.line),
    isFileShown: prompt.shown.has(bug.path),
    tokens,
    ms,
  };
}
