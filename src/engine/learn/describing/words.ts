// What is learned, in words for a person.
import type { ReplyFormat } from '../../contract/events';
import type { ChoiceName, SituationPatterns } from '../patterns';

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

/** `Fixes with openai/m`, `Replies of openai/m`, `After a wrong type, attempt 1 (openai/m)`. */
export function situationTitle(choice: ChoiceName, situation: string): string {
  const [what = '', ...rest] = situation.split(' ');
  if (choice === 'opening') return `${what === 'fix' ? 'Fixes' : 'New code'} with ${rest.join(' ')}`;
  if (choice === 'format') return `Replies of ${rest.join(' ')}`;
  return moveTitle(situation);
}

function moveTitle(situation: string): string {
  const [kind = '', attempt = '', ...model] = situation.split(' ');
  const which = attempt === '3' ? '3 or later' : attempt;
  return `After ${RED[kind] ?? kind}, attempt ${which} (${model.join(' ')})`;
}

/** `  openai/m: 12 of 14 edits, 6 of 6 whole files`. */
export function formatLines(situations: Situations): string[] {
  return sorted(situations).map(([name, { options }]) => {
    const formats = Object.entries(options).map(
      ([format, { tried, solved }]) => `${solved} of ${tried} ${FORMATS[format as ReplyFormat] ?? format}`,
    );
    return `  ${name.slice(name.indexOf(' ') + 1)}: ${formats.join(', ')}`;
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
