import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createCircuitBreakers } from '../../src/engine/call/resilience/circuit-breaker';
import type { Evidence } from '../../src/engine/contract/evidence';
import { createEngine } from '../../src/engine/create-engine';
import type { Engine } from '../../src/engine/engine';
import { systemClock } from '../../src/engine/platform/clock';
import { readerOver, testEvidence } from '../../src/engine/verify/to-evidence';
import type { Snapshot } from '../../src/engine/workspace/snapshot';
import { takeSnapshot } from '../../src/engine/workspace/take-snapshot';
import { temporaryFolder } from '../support/cli';
import { seeded } from '../support/seeded';
import { farSources } from './far-tests';
import { firstPrompt, isShown } from './first-prompt';
import { median, percent } from './numbers';
import { operatorVariants } from './operator-variants';
import { historyOf } from './recall';

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
  /** Absolute path of the file for the results as JSON. */
  readonly json: string | undefined;
}

interface Row {
  readonly path: string;
  readonly line: number;
  readonly flip: string;
  readonly test: string;
  readonly steps: number;
  readonly failing: number;
  readonly isShown: boolean;
  /** Whether other lines of the file are shown. */
  readonly isFileShown: boolean;
  readonly tokens: number;
  readonly ms: number;
}

/** Tries for each bug that is wanted: many operators are not noticed by the tests that are run. */
const MAX_TRIES = 12;
/** Test files that are run for one bug; the first of them that fails is the one that is shown. */
const MAX_TESTS = 10;
const TEST_TIMEOUT_MS = 120_000;
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
  const rows: Row[] = [];
  print('| bug | failing tests | steps | shown | tokens | ms |\n| --- | --- | --- | --- | --- | --- |');
  try {
    for await (const row of bugs(root, engine, options)) {
      rows.push(row);
      const shown = row.isShown ? 'yes' : row.isFileShown ? 'other lines' : 'no';
      const bug = `${row.path}:${row.line} ${row.flip.replaceAll('|', '\\|')}`;
      const cells = [bug, `${row.failing} in ${row.test}`, row.steps, shown, row.tokens, row.ms];
      print(`| ${cells.join(' | ')} |`);
      if (rows.length >= options.count) break;
    }
  } finally {
    await engine.dispose();
    state.remove();
  }
  const shown = rows.filter((row) => row.isShown).length;
  print(
    `\n${shown} of ${rows.length} (${percent(shown / Math.max(1, rows.length))}) shown, ` +
      `${median(rows.map(({ tokens }) => tokens))} tokens and ${median(rows.map(({ ms }) => ms))} ms in the median`,
  );
  if (options.json !== undefined) {
    mkdirSync(path.dirname(options.json), { recursive: true });
    writeFileSync(options.json, JSON.stringify(rows, undefined, 2));
  }
  return rows.length >= options.count;
}

async function* bugs(root: string, engine: Engine, options: PlantedOptions): AsyncGenerator<Row> {
  const random = seeded(options.seed);
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const clean = await takeSnapshot(root, new Map(), signal);
  const sources = (await farSources(clean, (test) => test.includes(options.tests)))
    .map((source) => ({ ...source, variants: operatorVariants(source.path, source.text) }))
    .map((source) => ({ ...source, variants: source.variants.filter(({ isInFunction }) => isInFunction) }))
    .filter(({ variants }) => variants.length > 0);
  const history = historyOf(root);
  const all = [...new Set(sources.flatMap(({ tests }) => tests.map((test) => test.path)))];
  const old = new Set((await failuresOf(all, clean, new Map(), engine, options)).map((failure) => failure.path));
  const seen = new Set<string>();
  for (let tries = 0; tries < options.count * MAX_TRIES; tries += 1) {
    const source = pick(sources);
    const variant = pick(source?.variants ?? []);
    if (!source || !variant || seen.has(`${source.path} ${variant.text}`)) continue;
    seen.add(`${source.path} ${variant.text}`);
    const order = source.tests.map((test) => ({ test, at: random() })).sort((a, b) => a.at - b.at);
    const tests = order.map(({ test }) => test).filter(({ path: file }) => !old.has(file));
    const unsaved = new Map([[source.path, variant.text]]);
    const paths = tests.slice(0, MAX_TESTS).map((test) => test.path);
    const failures = paths.length === 0 ? [] : await failuresOf(paths, clean, unsaved, engine, options);
    const test = tests.find((item) => failures.some((failure) => failure.path === item.path));
    if (!test) continue;
    const evidence = failures.filter((failure) => failure.path === test.path);
    const prompt = await firstPrompt({ kind: 'fix' }, evidence, {
      snapshot: await takeSnapshot(root, unsaved, signal),
      history,
    });
    yield {
      path: source.path,
      line: variant.line,
      flip: variant.flip,
      test: test.path,
      steps: test.steps,
      failing: evidence.length,
      isShown: isShown(prompt, source.path, variant.line),
      isFileShown: prompt.shown.has(source.path),
      tokens: prompt.tokens,
      ms: prompt.ms,
    };
  }
}

/** What fails in these test files; nothing where they can't be run in time. */
async function failuresOf(
  tests: readonly string[],
  snapshot: Snapshot,
  unsaved: ReadonlyMap<string, string>,
  engine: Engine,
  { testCommand }: PlantedOptions,
): Promise<Evidence[]> {
  const command = testCommand.replaceAll('{files}', tests.join(' '));
  const report = await engine.test({ unsaved, testCommand: command, testTimeoutMs: TEST_TIMEOUT_MS, signal });
  return 'problem' in report ? [] : testEvidence(report, readerOver(snapshot, unsaved));
}

function engineFor(workspace: string, stateDir: string): Engine {
  const patterns = { load: async () => undefined, save: async () => {}, remove: async () => {} };
  const dist = path.resolve(__dirname, '../../dist');
  return createEngine({
    workspace,
    stateDir,
    patterns,
    services: { types: path.join(dist, 'type-service.js'), commands: path.join(dist, 'command-service.js') },
    env: process.env,
    log: () => {},
    warn: (line) => console.error(line),
    breakers: createCircuitBreakers(systemClock),
  });
}
