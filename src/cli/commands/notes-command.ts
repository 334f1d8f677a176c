import { join } from 'node:path';
import { createNotes, type Notes } from '../../engine/learn/notes/notes';
import { createFileStore } from '../../engine/learn/store/file-store';
import { systemClock } from '../../engine/platform/clock';
import { EXIT, type ExitCode, type Io } from '../io';
import type { Options } from '../options/options';

export function openNotes(stateDir: string, root: string): Notes {
  return createNotes(createFileStore(join(stateDir, 'patterns')), root, systemClock.now);
}

/** Lists the notes that enter every prompt, adds one, or removes one. */
export async function notesCommand({ args, stateDir, json }: Options, root: string, io: Io): Promise<ExitCode> {
  const notes = openNotes(stateDir, root);
  const [action, ...words] = args;
  const text = words.join(' ');
  if (action === 'add') {
    const problem = await notes.add(text);
    io.err(problem === undefined ? 'Every later run in this workspace is told so.\n' : `${problem}\n`);
    return problem === undefined ? EXIT.ok : EXIT.usage;
  }
  if (action === 'remove') {
    if (await notes.remove(text)) return EXIT.ok;
    io.err(`There is no note "${text}". "loopcraft notes" lists them as they are.\n`);
    return EXIT.usage;
  }
  const all = await notes.load();
  if (json) io.out(`${JSON.stringify(all)}\n`);
  else if (all.length > 0) io.out(`${all.join('\n')}\n`);
  else io.err('There are no notes. Add one with: loopcraft notes add "<text>"\n');
  return EXIT.ok;
}
