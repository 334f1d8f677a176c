// What is learned, in words for a person.
import type { ReplyFormat } from '../../contract/events';
import { RECIPES } from '../../contract/task';
import { oneLine } from '../../platform/text/one-line';
import { RECIPE_NAMES } from '../choosing/reasons';
import { ORDINALS } from '../choosing/worth-trying';
import type { ChoiceName, SituationPatterns } from '../patterns';
import { TRIES } from '../tries';

type Situations = Readonly<Record<string, SituationPatterns>>;

/** What was red (search/error-class.ts). */
const RED: Readonly<Record<string, string>> = {
  'type-syntax': 'a syntax error',
  'type-name': 'an unknown name',
  'type-arguments': 'wrong arguments',
  'type-mismatch': 'a wrong type',
  'type-null': 'a value that may be missing',
  'type-any': 'an implicit any',
  'type-other': 'another type error',
  assertion: 'a failed assertion',
  exception: 'an exception in a test',
  timeout: 'a test that took too long',
  malformed: 'a reply that could not be applied',
  guard: 'a change of protected files',
  integrity: 'a change that circumvents checks',
  review: 'an objection of the review',
};

export const MOVES: Readonly<Record<string, string>> = {
  correct: 'a correction',
  'fresh-start': 'a fresh start',
  backtrack: 'going back to the best candidate',
  branch: 'several candidates',
  escalate: 'the stronger model',
  ask: 'a hint of yours',
};

export const FORMATS: Readonly<Record<ReplyFormat, string>> = { edits: 'edits', 'whole-files': 'whole files' };

/** `Fixes with openai/m`, `Tries of fixes with openai/m`, `After a wrong type, attempt 1 (openai/m)`. */
export function situationTitle(choice: ChoiceName, situation: string): string {
  const [what = '', ...rest] = oneLine(situation).split(' ');
  const model = rest.join(' ');
  if (choice === 'opening') return `${what === 'fix' ? 'Fixes' : 'New code'} with ${model}`;
  if (choice === 'recipe') return `What ${what === 'fix' ? 'fixes' : 'new code'} with ${model} see first`;
  if (choice === 'tries') return `Tries of ${what === 'fix' ? 'fixes' : 'new code'} with ${model}`;
  if (choice === 'format') return `Replies of ${rest.join(' ')}`;
  return moveTitle(situation);
}

function moveTitle(situation: string): string {
  const [kind = '', attempt = '', ...model] = oneLine(situation).split(' ');
  const which = attempt === '3' ? '3 or later' : attempt;
  return `After ${RED[kind] ?? kind}, attempt ${which} (${model.join(' ')})`;
}

/** `  openai/m: 12 of 14 edits, 6 of 6 whole files`. */
export function formatLines(situations: Situations): string[] {
  return sorted(situations).map(([name, { options }]) => {
    const formats = Object.entries(options).map(
      ([format, { tried, solved }]) => `${solved} of ${tried} ${FORMATS[format as ReplyFormat] ?? format}`,
    );
    return `  ${oneLine(name.slice(name.indexOf(' ') + 1))}: ${formats.join(', ')}`;
  });
}

/** `  Fixes with openai/m: only the files in focus 3 of 4, the files in focus with related code 9 of 12`. */
export function recipeLines(situations: Situations): string[] {
  return sorted(situations).map(([name, { options }]) => {
    const known = RECIPES.flatMap((recipe) => {
      const tally = options[recipe];
      return tally ? `${RECIPE_NAMES[recipe]} ${tally.solved} of ${tally.tried}` : [];
    });
    return `  ${situationTitle('opening', name)}: ${known.join(', ')}`;
  });
}

/** `  Fixes with openai/m: first 9 of 14, second 2 of 5`. */
export function tryLines(situations: Situations): string[] {
  return sorted(situations).map(([name, { options }]) => {
    const known = TRIES.flatMap((option, at) => {
      const tally = options[option];
      return tally ? `${ORDINALS[at]} ${tally.solved} of ${tally.tried}` : [];
    });
    return `  ${situationTitle('opening', name)}: ${known.join(', ')}`;
  });
}

/** `  After a wrong type, attempt 1 (openai/m): a correction 8 of 12, a fresh start 1 of 3`. */
export function moveLines(situations: Situations): string[] {
  return sorted(situations).map(([name, { options }]) => {
    const moves = Object.entries(options).map(
      ([move, { tried, solved }]) => `${MOVES[move] ?? move} ${solved} of ${tried}`,
    );
    return `  ${moveTitle(name)}: ${moves.join(', ')}`;
  });
}

function sorted(situations: Situations): [string, SituationPatterns][] {
  return Object.entries(situations).sort(([a], [b]) => (a < b ? -1 : 1));
}
