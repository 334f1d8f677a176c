import type { Instrumentation } from '../runners/runner-adapter';
import { type Edit, endOf, type Segment } from './shell-line';

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
