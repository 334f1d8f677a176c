import { joined } from './by-person';
import { CHOICE_NAMES, MAX_SITUATIONS, type Patterns, type SituationPatterns, type Tally } from './patterns';
import { NOTHING, newestOf, rounded } from './record-outcome';

/** The patterns of two stores together; what a person decided in the first holds where they contradict each other. */
export function addPatterns(a: Patterns, b: Patterns): Patterns {
  const choices = { ...a.choices };
  for (const name of CHOICE_NAMES)
    choices[name] = newestOf(addSituations(a.choices[name], b.choices[name]), MAX_SITUATIONS[name]);
  return {
    version: 4,
    runs: sum(a.runs, b.runs),
    choices,
    ...joined(a, b),
  };
}

type Situations = Readonly<Record<string, SituationPatterns>>;

function addSituations(a: Situations, b: Situations): Situations {
  const all: Record<string, SituationPatterns> = { ...a };
  for (const [name, situation] of Object.entries(b)) {
    const options: Record<string, Tally> = { ...all[name]?.options };
    for (const [option, tally] of Object.entries(situation.options))
      options[option] = addTallies(options[option] ?? NOTHING, tally);
    all[name] = { seen: Math.max(all[name]?.seen ?? 0, situation.seen), options };
  }
  return all;
}

/** What the schema of stored patterns accepts at most. */
const MAX_WEIGHT = 1e6;
const bounded = (weight: number): number => rounded(Math.min(MAX_WEIGHT, weight));
const sum = (a: number, b: number): number => Math.min(Number.MAX_SAFE_INTEGER, a + b);

function addTallies(a: Tally, b: Tally): Tally {
  return {
    tried: sum(a.tried, b.tried),
    solved: sum(a.solved, b.solved),
    successes: bounded(a.successes + b.successes),
    failures: bounded(a.failures + b.failures),
    cost: bounded(a.cost + b.cost),
  };
}
