// What is learned as entries, each of which a person can pin or let be forgotten.

import { type OptionRef, pinnedIn } from '../by-person';
import { RECIPE_NAMES, STRATEGY_NAMES } from '../choosing/reasons';
import { triesText } from '../choosing/worth-trying';
import { CHOICE_NAMES, type ChoiceName, OPTIONS, type Patterns, type SituationPatterns } from '../patterns';
import { NOTHING } from '../record-outcome';
import { TRIES } from '../tries';
import { type Interval, likelyShare } from './interval';
import { FORMATS, MOVES, situationTitle } from './words';

/** A choice in a situation, with all options that there are. */
export interface LearnedGroup {
  readonly choice: ChoiceName;
  readonly situation: string;
  /** `Fixes with openai/m`. */
  readonly title: string;
  readonly entries: readonly LearnedEntry[];
}

export interface LearnedEntry extends OptionRef {
  /** `plan first`. */
  readonly name: string;
  /** Recorded cases, without decay. */
  readonly tried: number;
  readonly solved: number;
  /** In which range the share of successes likely lies, where newer cases count more. */
  readonly likely: Interval;
  /** Mean tokens of a case; absent: none is recorded, or it is not counted in tokens. */
  readonly tokens?: number | undefined;
  readonly isPinned: boolean;
}

/** All situations that are recorded or in which something is pinned, by choice, those seen last first. */
export function learnedGroups(patterns: Patterns): LearnedGroup[] {
  return CHOICE_NAMES.flatMap((choice) =>
    Object.entries(withPinned(patterns, choice))
      .sort(([, a], [, b]) => b.seen - a.seen)
      .map(([situation, { options }]) => ({
        choice,
        situation,
        title: situationTitle(choice, situation),
        entries: OPTIONS[choice].map((option) => entryOf(patterns, { choice, situation, option }, options)),
      })),
  );
}

/** What a person names as the list shows it, such as `Fixes with openai/m: plan first`, or by its short names. */
export function findEntry(groups: readonly LearnedGroup[], words: string): LearnedEntry | undefined {
  const wanted = words.trim().toLowerCase();
  const names = (group: LearnedGroup, { option, name }: LearnedEntry): string[] =>
    [group.title, group.situation].flatMap((where) => [`${where}: ${name}`, `${where}: ${option}`]);
  return groups
    .flatMap((group) => group.entries.map((entry) => ({ group, entry })))
    .find(({ group, entry }) => names(group, entry).some((name) => name.toLowerCase() === wanted))?.entry;
}

/** `Fixes with openai/m: plan first`. */
export const entryTitle = ({ choice, situation, name }: LearnedEntry): string =>
  `${situationTitle(choice, situation)}: ${name}`;

/** `Solved 9 of 11, likely between 64 and 93 %, about 8,000 tokens. Pinned by you.` */
export function entrySentence({ choice, tried, solved, likely, tokens, isPinned }: LearnedEntry): string {
  const pinned = isPinned ? ' Pinned by you: the next run takes it.' : '';
  if (tried === 0) return `Not tried here yet.${pinned}`;
  const range = `likely between ${percent(likely.from)} and ${percent(likely.to)} %`;
  const what: Readonly<Record<ChoiceName, string>> = {
    opening: 'a run',
    recipe: 'a run',
    tries: 'a try',
    format: 'a reply',
    move: '',
  };
  const cost = tokens === undefined ? '' : `, about ${tokens.toLocaleString('en-US')} tokens ${what[choice]}`;
  return `${SUCCESS[choice]} ${solved} of ${tried}, ${range} where newer cases count more${cost}.${pinned}`;
}

const SUCCESS: Readonly<Record<ChoiceName, string>> = {
  opening: 'Solved',
  recipe: 'Solved',
  tries: 'The last of them solved',
  format: 'Could be applied:',
  move: 'Led to a green candidate:',
};

/** Lines for the command line: what is pinned. */
export function pinnedLines(patterns: Patterns): string[] {
  return learnedGroups(patterns)
    .flatMap(({ entries }) => entries)
    .filter(({ isPinned }) => isPinned)
    .map((entry) => `  ${entryTitle(entry)}`);
}

const percent = (share: number): number => Math.round(share * 100);

function withPinned(patterns: Patterns, choice: ChoiceName): Readonly<Record<string, SituationPatterns>> {
  const pinned = patterns.pins.filter((pin) => pin.choice === choice);
  const unseen = pinned.map(({ situation }) => [situation, { seen: 0, options: {} }] as const);
  return { ...Object.fromEntries(unseen), ...patterns.choices[choice] };
}

function entryOf(patterns: Patterns, ref: OptionRef, options: SituationPatterns['options']): LearnedEntry {
  const tally = options[ref.option] ?? NOTHING;
  const cases = tally.successes + tally.failures;
  return {
    ...ref,
    name: optionName(ref),
    tried: tally.tried,
    solved: tally.solved,
    likely: likelyShare(tally),
    tokens: ref.choice !== 'move' && cases > 0 ? Math.round((tally.cost / cases) * 1000) : undefined,
    isPinned: pinnedIn(patterns, ref.choice, ref.situation) === ref.option,
  };
}

const NAMES: Readonly<Record<ChoiceName, Readonly<Record<string, string>>>> = {
  opening: STRATEGY_NAMES,
  recipe: RECIPE_NAMES,
  tries: Object.fromEntries(TRIES.map((name) => [name, `at most ${triesText(Number(name))}`])),
  format: FORMATS,
  move: MOVES,
};

function optionName({ choice, option }: OptionRef): string {
  return NAMES[choice][option] ?? option;
}
