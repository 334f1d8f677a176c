import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Evidence } from '../../src/engine/contract/evidence';
import type { FunctionCoverage } from '../../src/engine/contract/test-run';
import type { Engine } from '../../src/engine/engine';
import type { History } from '../../src/engine/learn/history/history';
import { takeSnapshot } from '../../src/engine/workspace/take-snapshot';
import { temporaryFolder } from '../support/cli';
import { seeded } from '../support/seeded';
import { farSources } from './far-tests';
import { firstPrompt, isShown } from './first-prompt';
import { median, percent } from './numbers';
import { operatorVariants } from './operator-variants';
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
  /** Absolute path of the file for the results as JSON. */
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
/** Test files that are run for one bug; the first of them that fails is the one that is shown. */
const MAX_TESTS = 10;
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
  const rows: Row[] = [];
  if (options.json !== undefined) mkdirSync(path.dirname(options.json), { recursive: true });
  print('| bug | failing tests | steps | shown | without what ran | tokens | ms |');
  print('| --- | --- | --- | --- | --- | --- | --- |');
  try {
    const cases = options.again === undefined ? bugs(root, engine, options) : kept(options.again);
    for await (const bug of cases) {
      const row = await measured(bug, root, history);
      rows.push(row);
      const shown = row.isShown ? 'yes' : row.isFileShown ? 'other lines' : 'no';
      const place = `${row.path}:${row.line} ${row.flip.replaceAll('|', '\\|')}`;
      const without = row.isShownWithout ? 'yes' : 'no';
      const cells = [place, `${row.evidence.length} in ${row.test}`, row.steps, shown, without, row.tokens, row.ms];
      print(`| ${cells.join(' | ')} |`);
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

async function* bugs(root: string, engine: Engine, options: PlantedOptions): AsyncGenerator<Bug> {
  const { testCommand } = options;
  const random = seeded(options.seed);
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const clean = await takeSnapshot(root, new Map(), signal);
  const sources = (await farSources(clean, (test) => test.includes(options.tests)))
    .map((source) => ({ ...source, variants: operatorVariants(source.path, source.text) }))
    .map((source) => ({ ...source, variants: source.variants.filter(({ isInFunction }) => isInFunction) }))
    .filter(({ variants }) => variants.length > 0);
  const all = [...new Set(sources.flatMap(({ tests }) => tests.map((test) => test.path)))];
  const old = new Set(
    (await failuresOf(all, clean, new Map(), { engine, testCommand })).evidence.map((failure) => failure.path),
  );
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
    const failures = paths.length === 0 ? undefined : await failuresOf(paths, clean, unsaved, { engine, testCommand });
    const all = failures?.evidence ?? [];
    const test = tests.find((item) => all.some((failure) => failure.path === item.path));
    if (!test) continue;
    const evidence = all.filter((failure) => failure.path === test.path);
    const { path: file, steps } = test;
    yield {
      path: source.path,
      line: variant.line,
      flip: variant.flip,
      text: variant.text,
      test: file,
      steps,
      evidence,
      coverage: failures?.coverage,
    };
  }
}

function kept(file: string): readonly Bug[] {
  return JSON.parse(readFileSync(file, 'utf8')) as readonly Bug[];
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
