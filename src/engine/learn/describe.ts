import { STRATEGIES, type Strategy } from '../contract/events';
import type { FlakyTest } from '../contract/test-run';
import { beliefs } from './choose';
import { type Patterns, runsOf, type TaskKind } from './patterns';

export interface PatternsDescription {
  /** Some lines for a person. */
  readonly text: string;
  readonly summary: PatternsSummary;
}

export interface PatternsSummary {
  readonly recordedRuns: number;
  readonly strategies: readonly StrategyDescription[];
  /** Tests seen to fail and to pass without a change that explains it. */
  readonly flakyTests: readonly FlakyTest[];
  /** Present when what was stored could not be read. */
  readonly note?: string | undefined;
}

export interface StrategyDescription {
  readonly kind: TaskKind;
  readonly strategy: Strategy;
  /** Recorded runs that counted, without decay. */
  readonly runs: number;
  readonly solved: number;
  /** Believed chance to solve the next run: mean and standard deviation of the distribution that is drawn from. */
  readonly expected: number;
  readonly deviation: number;
}

const KINDS: readonly TaskKind[] = ['generate', 'fix'];

export function describe(patterns: Patterns, flaky: readonly FlakyTest[], note?: string): PatternsDescription {
  const recordedRuns = STRATEGIES.reduce((sum, strategy) => sum + runsOf(patterns, strategy).runs, 0);
  const strategies = KINDS.flatMap((kind) =>
    beliefs(patterns, kind).map(({ strategy, a, b }): StrategyDescription => {
      const { runs, solved } = patterns.kinds[kind].arms[strategy];
      return {
        kind,
        strategy,
        runs,
        solved,
        expected: a / (a + b),
        deviation: Math.sqrt((a * b) / ((a + b) ** 2 * (a + b + 1))),
      };
    }),
  );
  const text = [
    ...(note === undefined ? [] : [note]),
    headline(recordedRuns),
    ...strategies.map(lineOf),
    ...KINDS.flatMap((kind) => iterationsLine(patterns, kind)),
    ...flakyLines(flaky),
  ];
  const flakyTests = flaky.map(({ path, name }) => ({ path, name }));
  return {
    text: text.join('\n'),
    summary: { recordedRuns, strategies, flakyTests, ...(note === undefined ? {} : { note }) },
  };
}

function headline(runs: number): string {
  if (runs === 0) return 'No runs of this workspace are recorded yet: strategies are chosen from the default belief.';
  return `${runs} recorded run${runs === 1 ? '' : 's'} of this workspace.`;
}

function lineOf({ kind, strategy, runs, solved, expected, deviation }: StrategyDescription): string {
  const chance = `expected to solve ${percent(expected)} ± ${percent(deviation)}`;
  return `${kind.padEnd(8)}  ${strategy.padEnd(10)}  ${solved} of ${runs} solved, ${chance}`;
}

function iterationsLine(patterns: Patterns, kind: TaskKind): string[] {
  const counts = patterns.kinds[kind].solvedAfter;
  const told = counts.flatMap((weight, index) => (weight >= 0.05 ? [`${index + 1}: ${weight.toFixed(1)}`] : []));
  return told.length === 0
    ? []
    : [`${kind.padEnd(8)}  iterations that successes needed (older runs count less)  ${told.join('  ')}`];
}

function flakyLines(flaky: readonly FlakyTest[]): string[] {
  if (flaky.length === 0) return [];
  return [
    'Flaky tests, not counted against a change that does not reach them:',
    ...flaky.map(({ path, name }) => `  ${path}  ${name}`),
  ];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
