import { ADAPTERS } from '../runners';
import type { Instrumentation, KnownRunner } from '../runners/runner-adapter';
import { isAssignment, programName } from './program-name';
import { type Edit, endOf, type Segment } from './shell-line';

/** Programs that run a file with Node and pass `--test` on to it. */
export const NODE_PROGRAMS: ReadonlySet<string> = new Set(['node', 'nodejs', 'tsx', 'ts-node']);

/** The runner's command as a person would type it: with its variables, without what only starts it. */
export function runnerCommand(
  line: string,
  { words }: Segment,
  { runner, word }: { readonly runner: KnownRunner; readonly word: number },
): string {
  const isSubcommand = !ADAPTERS[runner].program?.names.includes(programName(words[word]?.text ?? ''));
  const node = words.findIndex(({ text }, index) => index < word && NODE_PROGRAMS.has(programName(text)));
  const at = node === -1 ? word - (isSubcommand ? 1 : 0) : node;
  const name = programName(words[at]?.text ?? '');
  const rest = line.slice(words[at]?.end, words.at(-1)?.end);
  const variables = words.slice(0, at).filter(isAssignment);
  const npx = name === 'node' || name === 'nodejs' || runner === 'bun' ? '' : 'npx ';
  return [...variables.map(({ start, end }) => line.slice(start, end)), `${npx}${name}${rest}`].join(' ');
}

/** The changes of a runner's command, whose name ends with the word at `at`. */
export function editRunner(
  segment: Segment,
  at: number,
  { flags, where, optionAction, replacements, files }: Instrumentation,
): Edit[] {
  const edits: Edit[] = [];
  const words = segment.words;
  const name = words[at];
  if (!name) return edits;
  // Words after `--` are no options, so flags must be before it.
  const endOfOptions = words.findIndex(({ text }, index) => index > at && text === '--');
  const last = words[(endOfOptions === -1 ? words.length : endOfOptions) - 1] ?? name;
  const kept = files?.replaceFrom === undefined ? words.length : at + 1 + files.replaceFrom;
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word && index >= kept) edits.push({ start: word.start, end: word.end, text: '' });
    if (!word || index >= kept || index === at || (endOfOptions !== -1 && index >= endOfOptions)) continue;
    const action = word.text.startsWith('-') ? optionAction(word.text, words[index + 1]?.text) : 'keep';
    const end = action === 'drop-with-value' ? (words[index + 1] ?? word).end : word.end;
    const replacement = index > at ? replacements.get(word.text) : undefined;
    if (action !== 'keep') edits.push({ start: word.start, end, text: '' });
    else if (replacement !== undefined) edits.push({ start: word.start, end: word.end, text: replacement });
    if (action === 'drop-with-value') index += 1;
  }
  const flagsAt = where === 'after-name' ? name.end : last.end;
  const filesAt = kept < words.length ? endOf(segment) : last.end;
  const fileEdits = files ? [{ start: filesAt, end: filesAt, text: ` ${files.text}` }] : [];
  // Of two insertions at the same position, the later one of this list comes first in the line.
  return [...fileEdits, { start: flagsAt, end: flagsAt, text: ` ${flags}` }, ...edits];
}
