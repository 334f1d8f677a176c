// Why a strategy was chosen, in words for a person.
import type { ReplyFormat, Strategy } from '../../contract/events';
import type { Recipe } from '../../contract/task';
import { plural } from '../../platform/plural';
import type { Patterns } from '../patterns';
import type { Taken } from './choose-option';

/** What a run does in words that need no manual. */
export const STRATEGY_NAMES: Readonly<Record<Strategy, string>> = {
  direct: 'straight away',
  'plan-first': 'plan first',
  'look-first': 'look first',
  'example-led': 'with an example',
};

export const TOO_FEW_RUNS = 'Too few runs here to know better: tried straight away.';

/** `Plan first: solved 9 of 11 here, straight away 5 of 12.`, with the strategies that were tried, the best first. */
export function recordText(patterns: Patterns, [best, ...others]: readonly Strategy[]): string {
  if (best === undefined) return TOO_FEW_RUNS;
  const { tried, solved } = runsWith(best, patterns);
  const own = tried === 0 ? 'not tried here yet' : `solved ${solved} of ${tried} here`;
  const rest = others.flatMap((strategy) => {
    const { tried, solved } = runsWith(strategy, patterns);
    return tried === 0 ? [] : [`, ${STRATEGY_NAMES[strategy]} ${solved} of ${tried}`];
  });
  return `${capitalized(STRATEGY_NAMES[best])}: ${own}${rest.join('')}.`;
}

export function experimentText(patterns: Patterns, strategy: Strategy): string {
  const { tried } = runsWith(strategy, patterns);
  const before = tried === 0 ? 'it was never tried' : `it was tried in ${tried} of ${plural(patterns.runs, 'run')}`;
  return `${capitalized(STRATEGY_NAMES[strategy])}, to learn whether it helps here: ${before}.`;
}

/** `Plan first: pinned by you (solved 9 of 11 here).` */
export function pinnedText(patterns: Patterns, strategy: Strategy): string {
  const { tried, solved } = runsWith(strategy, patterns);
  const known = tried === 0 ? 'not tried here yet' : `solved ${solved} of ${tried} here`;
  return `${capitalized(STRATEGY_NAMES[strategy])}: pinned by you (${known}).`;
}

/** That a pinned strategy can't be followed this time. */
export function notNowText(pinned: string): string[] {
  const name = STRATEGY_NAMES[pinned as Strategy];
  return name === undefined ? [] : [`You pinned “${name}”, which this run can't do.`];
}

/** What a first prompt shows, in words that need no manual. */
export const RECIPE_NAMES: Readonly<Record<Recipe, string>> = {
  focus: 'only the files in focus',
  types: 'the files in focus with the types they use',
  related: 'the files in focus with related code',
};

/** Why less is shown than could be, or that it is pinned; nothing where related code is shown as usual. */
export function recipeText({ name, because }: Taken<Recipe>, { choices }: Patterns, situation: string): string[] {
  if (because === 'pinned') return [`Shows ${RECIPE_NAMES[name]}: pinned by you.`];
  if (name === 'related') return [];
  const { [name]: own, related } = choices.recipe[situation]?.options ?? {};
  const known = own ? `solved ${own.solved} of ${own.tried} here` : 'not tried here yet';
  const other = related ? `, with related code ${related.solved} of ${related.tried}` : '';
  return [`Shows ${RECIPE_NAMES[name]}: ${known}${other}.`];
}

/** Why the model is asked for whole files, or that it is pinned; nothing where it is asked for edits as usual. */
export function formatText(
  format: ReplyFormat,
  { choices }: Patterns,
  { situation, because }: { readonly situation: string } & Pick<Taken<ReplyFormat>, 'because'>,
): string[] {
  if (because === 'pinned') return [`Asks for ${format === 'edits' ? 'edits' : 'whole files'}: pinned by you.`];
  if (format === 'edits') return [];
  const { edits, 'whole-files': whole } = choices.format[situation]?.options ?? {};
  const known = whole ? `, ${whole.solved} of ${whole.tried} whole files` : '';
  const read = edits ? `: ${edits.solved} of ${edits.tried} edits of this model could be applied${known}` : '';
  return [`Asks for whole files${read}.`];
}

/** Over both kinds of task and all models, without decay. */
function runsWith(strategy: Strategy, { choices }: Patterns): { readonly tried: number; readonly solved: number } {
  const tallies = Object.values(choices.opening).flatMap(({ options }) => options[strategy] ?? []);
  return {
    tried: tallies.reduce((sum, { tried }) => sum + tried, 0),
    solved: tallies.reduce((sum, { solved }) => sum + solved, 0),
  };
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
