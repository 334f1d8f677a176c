import type { Task } from '../contract/task';

/** Words by which a task asks that something goes away or gets another place or name. */
const REMOVAL = new RegExp(
  '\\b(?:remov|delet|drop|renam|mov(?:e|ing)|merg|inlin|replac|split|extract|migrat|unused|obsolete|deprecat' +
    '|dead code|clean(?:\\s|-)?up|get rid|no longer|not needed|need(?:ed)? any ?more|without|instead of|strip|prun' +
    '|simplif|convert|consolidat|refactor)',
  'i',
);

/** Words by which a task asks for functions that do nothing yet, or nothing any more. */
const STUBS = /\b(?:stub|skeleton|placeholder|no-?op|empt(?:y|ie)|nothing|not? (?:yet )?implement|unimplement|disabl)/i;

/** What a task says about names in the code. */
export interface TaskWords {
  /** Whether the words name it: `parseConfig`, also as "parse config". */
  names(name: string): boolean;
  readonly asksForRemoval: boolean;
  /** Whether it asks for functions without code. */
  readonly asksForStubs: boolean;
}

export function taskWords(text: string): TaskWords {
  const words = new Set(text.match(/[\p{L}\p{N}_$]+/gu));
  const inWords = ` ${inSingleWords(text)} `;
  const isNamed = (part: string): boolean => {
    const single = inSingleWords(part);
    return words.has(part) || (single.includes(' ') && inWords.includes(` ${single} `));
  };
  return {
    names: (name) => {
      // `* from ./money`: the file is what a task would name.
      const parts = name.startsWith('* from ') ? [name.split('/').at(-1) ?? ''] : name.split('.');
      return parts.some(isNamed);
    },
    asksForRemoval: REMOVAL.test(text),
    asksForStubs: STUBS.test(text),
  };
}

/** What the person said of the task, the names of the tests to fix included. */
export function wordsOfTask({ text, targets = [] }: Pick<Task, 'text' | 'targets'>): string {
  return [text, ...targets.map(({ name }) => name)].join('\n');
}

/** `parseConfig` and "Parse-config" as "parse config". */
function inSingleWords(text: string): string {
  return text
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
