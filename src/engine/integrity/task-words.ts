import type { Task } from '../contract/task';
import { singleWords } from '../platform/text/words';

/** Words by which a task asks that something goes away or gets another place or name. */
const REMOVAL = new RegExp(
  '\\b(?:remov|delet|drop|renam|mov(?:e|ing)|merg|inlin|replac|split|extract|migrat|unused|obsolete|deprecat' +
    '|dead code|clean(?:\\s|-)?up|get rid|no longer|not needed|need(?:ed)? any ?more|without|instead of|strip|prun' +
    '|simplif|convert|consolidat|refactor)',
  'i',
);

/** What a task says about names in the code. */
export interface TaskWords {
  /** Whether the words name it: `parseConfig`, also as "parse config". */
  names(name: string): boolean;
  readonly asksForRemoval: boolean;
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
  };
}

/** What the person said of the task, the names of the tests to fix included. */
export function wordsOfTask({ text, targets = [] }: Pick<Task, 'text' | 'targets'>): string {
  return [text, ...targets.map(({ name }) => name)].join('\n');
}

/** `parseConfig` and "Parse-config" as "parse config". */
function inSingleWords(text: string): string {
  return singleWords(text).join(' ').toLowerCase();
}
