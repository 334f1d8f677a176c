import type { Strategy } from '../../contract/events';
import type { RedTest } from '../../contract/stop';
import type { FlakyTest } from '../../contract/test-run';
import { plural } from '../../platform/plural';
import { oneLine } from '../../platform/text/one-line';
import type { OptionRef } from '../by-person';
import { weighOpenings } from '../choosing/choose';
import { capitalized, STRATEGY_NAMES } from '../choosing/reasons';
import type { Patterns, SituationPatterns, Tally, TaskKind } from '../patterns';
import { NOTHING } from '../record-outcome';
import { pinnedLines } from './entries';
import { formatLines, moveLines, recipeLines, tryLines } from './words';

export interface PatternsDescription {
  /** Several lines for the user. */
  readonly text: string;
  readonly summary: PatternsSummary;
}

export interface PatternsSummary {
  readonly recordedRuns: number;
  readonly strategies: readonly StrategyDescription[];
  /** What the first prompt showed of the workspace. */
  readonly recipes: readonly OptionDescription[];
  /** Which try solved a run. */
  readonly tries: readonly OptionDescription[];
  /** In which format replies could be applied. */
  readonly formats: readonly OptionDescription[];
  /** What followed red verdicts. */
  readonly moves: readonly OptionDescription[];
  /** What the person pinned, by choice and situation. */
  readonly pins: readonly OptionRef[];
  /** Tests that were seen to fail and to pass although no change explains it. */
  readonly flakyTests: readonly FlakyTest[];
  /** Failing tests of which the person accepted that a change leaves them as they were. */
  readonly acceptedRed: readonly RedTest[];
  /** Present if the stored patterns could not be read. */
  readonly note?: string | undefined;
}

/** What is recorded of one option. */
export interface OptionDescription {
  /** What it was chosen in, with the model. */
  readonly situation: string;
  readonly option: string;
  /** Recorded cases, without decay. */
  readonly tried: number;
  readonly solved: number;
}

export interface StrategyDescription {
  readonly kind: TaskKind;
  /** Provider and name; empty: no run with any model is recorded. */
  readonly model: string;
  readonly strategy: Strategy;
  /** Recorded runs that count for or against the strategy, without decay. */
  readonly runs: number;
  readonly solved: number;
  /** Mean of the posterior: the expected probability of solving the next run. */
  readonly expected: number;
  /** Standard deviation of the posterior. */
  readonly deviation: number;
  /** Mean tokens of a recorded run, where older ones count less; absent: there is none. */
  readonly tokens?: number | undefined;
}

const KINDS: readonly TaskKind[] = ['generate', 'fix'];
const KIND_NAMES: Readonly<Record<TaskKind, string>> = { generate: 'New code', fix: 'Fixes' };

/** Describes a workspace's patterns as text and as data. */
export function describe(
  patterns: Patterns,
  { flaky, accepted }: { readonly flaky: readonly FlakyTest[]; readonly accepted: readonly RedTest[] },
  note?: string,
): PatternsDescription {
  const { choices, runs: recordedRuns } = patterns;
  const situations = KINDS.flatMap((kind) => modelsOf(patterns, kind).map((model) => ({ kind, model })));
  const strategies = situations.flatMap((situation) => strategiesOf(patterns, situation));
  const text = [
    ...(note === undefined ? [] : [note]),
    headline(recordedRuns),
    ...situations.flatMap(({ kind, model }) => [
      `${KIND_NAMES[kind]} with ${oneLine(model)}:`,
      ...strategies.filter((each) => each.kind === kind && each.model === model).map(strategyLine),
    ]),
    ...under('What the first prompt showed, and how many of these runs were solved:', recipeLines(choices.recipe)),
    ...under('Which try solved a run, of those that came to it:', tryLines(choices.tries)),
    ...under('Replies that could be applied, by their format:', formatLines(choices.format)),
    ...under('What led to a green candidate after a red verdict:', moveLines(choices.move)),
    ...under('Pinned by you; the next run takes it:', pinnedLines(patterns)),
    ...testLines("Flaky tests, not counted against changes that they don't depend on:", flaky),
    ...testLines('Tests that you accepted as red as before; changes that leave nothing else red succeed:', accepted),
  ];
  const flakyTests = flaky.map(({ path, name }) => ({ path, name }));
  const acceptedRed = accepted.map(({ path, name }) => ({ ...(path === undefined ? {} : { path }), name }));
  const [recipes, tries] = [optionsIn(choices.recipe), optionsIn(choices.tries)];
  const [formats, moves] = [optionsIn(choices.format), optionsIn(choices.move)];
  const summary = {
    recordedRuns,
    strategies,
    recipes,
    tries,
    formats,
    moves,
    pins: patterns.pins,
    flakyTests,
    acceptedRed,
  };
  return { text: text.join('\n'), summary: note === undefined ? summary : { ...summary, note } };
}

function headline(runs: number): string {
  if (runs === 0) return 'No runs of this workspace are recorded yet: a run writes the change straight away.';
  return `${plural(runs, 'recorded run')} of this workspace.`;
}

/** The models of the recorded runs of this kind, that of the last run first. */
function modelsOf({ choices }: Patterns, kind: TaskKind): string[] {
  return Object.entries(choices.opening)
    .filter(([situation]) => situation.startsWith(`${kind} `))
    .sort(([, a], [, b]) => b.seen - a.seen)
    .map(([situation]) => situation.slice(kind.length + 1));
}

function strategiesOf(
  patterns: Patterns,
  { kind, model }: { readonly kind: TaskKind; readonly model: string },
): StrategyDescription[] {
  const options = patterns.choices.opening[`${kind} ${model}`]?.options ?? {};
  return weighOpenings(patterns, [], { kind, model }).map(({ name: strategy, a, b }) => {
    const tally: Tally = options[strategy] ?? NOTHING;
    const cases = tally.successes + tally.failures;
    return {
      kind,
      model,
      strategy,
      runs: tally.tried,
      solved: tally.solved,
      expected: a / (a + b),
      deviation: Math.sqrt((a * b) / ((a + b) ** 2 * (a + b + 1))),
      ...(cases > 0 ? { tokens: Math.round((tally.cost / cases) * 1000) } : {}),
    };
  });
}

function strategyLine({ strategy, runs, solved, expected, deviation, tokens }: StrategyDescription): string {
  const expectation = `expected to solve ${percent(expected)} ± ${percent(deviation)}`;
  const cost = tokens === undefined ? '' : `, about ${tokens.toLocaleString('en-US')} tokens a run`;
  const name = capitalized(STRATEGY_NAMES[strategy]).padEnd(13);
  return `  ${name}  solved ${solved} of ${runs}, ${expectation}${cost}`;
}

function optionsIn(situations: Readonly<Record<string, SituationPatterns>>): OptionDescription[] {
  return Object.entries(situations)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([situation, { options }]) =>
      Object.entries(options).map(([option, { tried, solved }]) => ({ situation, option, tried, solved })),
    );
}

function testLines(headline: string, tests: readonly RedTest[]): string[] {
  return under(
    headline,
    tests.map(({ path, name }) => `  ${path === undefined ? '' : `${path}  `}${name}`),
  );
}

function under(headline: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [headline, ...lines];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
