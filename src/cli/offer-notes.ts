import type { Notes } from '../engine/learn/notes/notes';
import type { Io } from './io';
import type { Terminal } from './terminal';

/** Offers once to remember the words that led to a verified change. A failing store offers nothing. */
export async function offerNotes(
  words: readonly string[],
  notes: Notes,
  terminal: Pick<Terminal, 'ask'> | undefined,
  io: Pick<Io, 'err'>,
): Promise<void> {
  for (const note of await notes.offer(words).catch(() => [])) {
    if (!terminal) {
      io.err(`\nTo tell every later run in this workspace as well: loopcraft notes add ${JSON.stringify(note)}\n`);
      continue;
    }
    const question = `\nTell every later run in this workspace as well: "${note}"? "y" does, Enter doesn't.`;
    if ((await terminal.ask(question)) !== 'y') continue;
    const problem = await notes.add(note);
    if (problem !== undefined) io.err(`${problem}\n`);
  }
}
