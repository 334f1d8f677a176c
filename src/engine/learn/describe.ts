import { STRATEGIES, type Strategy } from '../contract/events';
import type { RedTest } from '../contract/stop';
import type { FlakyTest } from '../contract/test-run';
import { posteriorsFor } from './choosing/choose';
import { type Patterns, runsOf, type TaskKind } from './patterns';

export interface PatternsDescription {
  /** Several lines for the user. */
  readonly text: string;
  readonly summary: PatternsSummary;
}

export interface PatternsSummary {
  readonly recordedRuns: number;
  readonly strategies: readonly StrategyDescription[];
  /** Tests that were seen to fail and to pass although no change explains it. */
  readonly flakyTests: readonly FlakyTest[];
  /** Failing tests of which the person accepted that a change leaves them as they were. */
  readonly acceptedRed: readonly RedTest[];
  /** Present if the stored patterns could not be read. */
  readonly note?: string | undefined;
}

export interface StrategyDescription {
  readonly kind: TaskKind;
  readonly strategy: Strategy;
  /** Recorded runs that count for or against the strategy, without decay. */
  readonly runs: number;
  readonly solved: number;
  /** Mean of the posterior: the expected probability of solving the next run. */
  readonly expected: number;
  /** Standard deviation of the posterior. */
  readonly deviation: number;
}

const KINDS: readonly TaskKind[] = ['generate', 'fix'];

/** Describes a workspace's patterns as text and as data. */
export function describe(
  patterns: Patterns,
  { flaky, accepted }: { readonly flaky: readonly FlakyTest[]; readonly accepted: readonly RedTest[] },
  note?: string,
): PatternsDescription {
  const recordedRuns = STRATEGIES.reduce((sum, strategy) => sum + runsOf(patterns, strategy).runs, 0);
  const strategies = KINDS.flatMap((kind) =>
    posteriorsFor(patterns, kind).map(({ strategy, a, b }): StrategyDescription => {
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
    ...strategies.map(strategyLine),
    ...KINDS.flatMap((kind) => iterationsLine(patterns, kind)),
    ...testLines("Flaky tests, not counted against changes that they don't depend on:", flaky),
    ...testLines('Tests that you accepted as red as before; changes that leave nothing else red succeed:', accepted),
  ];
  const flakyTests = flaky.map(({ path, name }) => ({ path, name }));
  const acceptedRed = accepted.map(({ path, name }) => ({ ...(path === undefined ? {} : { path }), name }));
  return {
    text: text.join('\n'),
    summary: { recordedRuns, strategies, flakyTests, acceptedRed, ...(note === undefined ? {} : { note }) },
  };
}

function headline(runs: number): string {
  if (runs === 0) return 'No runs of this workspace are recorded yet: strategies are chosen by default expectations.';
  return `${runs} recorded run${runs === 1 ? '' : 's'} of this workspace.`;
}

function strategyLine({ kind, strategy, runs, solved, expected, deviation }: StrategyDescription): string {
  const expectation = `expected to solve ${percent(expected)} ± ${percent(deviation)}`;
  return `${kind.padEnd(8)}  ${strategy.padEnd(10)}  ${solved} of ${runs} solved, ${expectation}`;
}

/** How many successes needed how many iterations; no line if nothing is recorded. */
function iterationsLine(patterns: Patterns, kind: TaskKind): string[] {
  const counts = patterns.kinds[kind].solvedAfter;
  const shown = counts.flatMap((weight, index) => (weight >= 0.05 ? [`${index + 1}: ${weight.toFixed(1)}`] : []));
  return shown.length === 0
    ? []
    : [`${kind.padEnd(8)}  iterations per solved run (older runs count less)  ${shown.join('  ')}`];
}

function testLines(headline: string, tests: readonly RedTest[]): string[] {
  if (tests.length === 0) return [];
  return [headline, ...tests.map(({ path, name }) => `  ${path === undefined ? '' : `${path}  `}${name}`)];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
