// What the person asked to remember of a workspace. A hint or a reason that led to a verified change is offered once;
// what is accepted enters every later prompt.
import { z } from 'zod';
import type { PatternStore } from '../store/ports';
import { saveWithIndex } from '../store/store-index';
import { workspaceKeys } from '../store/workspace-identity';

/** Lasting notes of one workspace, in the person's own words. */
export interface Notes {
  /** The oldest first. */
  load(): Promise<readonly string[]>;
  /** Says what is wrong with a text that can't be a note; undefined: it was added, or is one already. */
  add(text: string): Promise<string | undefined>;
  /** Returns false where there is no such note. */
  remove(text: string): Promise<boolean>;
  /** Of these words those that are no notes yet and were never offered. They count as offered from now on. */
  offer(words: readonly string[]): Promise<readonly string[]>;
}

/** Notes per workspace: all of them enter every prompt. */
export const MAX_NOTES = 20;
/** Characters of a note. Longer words are about one task, or belong into AGENTS.md. */
export const MAX_NOTE = 300;
/** Offers that are remembered, the newest ones. */
const MAX_OFFERED = 40;

const storedSchema = z.object({
  version: z.literal(1),
  notes: z.array(z.string().max(MAX_NOTE)).max(MAX_NOTES),
  offered: z.array(z.string().max(MAX_NOTE)).max(MAX_OFFERED),
});
type Stored = Omit<z.infer<typeof storedSchema>, 'version'>;

/** Rejects where the store fails; a damaged value counts as no notes. */
export function createNotes(store: PatternStore, workspace: string, now: () => number): Notes {
  const keyOf = async () => `notes/v1/${(await workspaceKeys(workspace)).key}`;
  const load = async (): Promise<Stored> =>
    storedSchema.safeParse(await store.load(await keyOf())).data ?? { notes: [], offered: [] };
  /** Nothing is saved where `change` returns undefined. */
  const update = (change: (stored: Stored) => Stored | undefined): Promise<void> =>
    store.exclusively(async () => {
      const next = change(await load());
      if (!next) return;
      const value = { version: 1, notes: next.notes, offered: next.offered.slice(-MAX_OFFERED) };
      await saveWithIndex(store, await keyOf(), value, now());
    });
  return {
    load: async () => (await load()).notes,
    async add(words) {
      const note = oneLine(words);
      if (note === '') return 'A note needs a text.';
      if (note.length > MAX_NOTE) return `A note has at most ${MAX_NOTE} characters; write longer ones into AGENTS.md.`;
      let problem: string | undefined;
      await update((stored) => {
        if (stored.notes.includes(note)) return undefined;
        if (stored.notes.length >= MAX_NOTES) {
          problem = `There are ${MAX_NOTES} notes already, which all enter every prompt. Remove one first.`;
          return undefined;
        }
        return { notes: [...stored.notes, note], offered: [...stored.offered.filter((each) => each !== note), note] };
      });
      return problem;
    },
    async remove(words) {
      const note = oneLine(words);
      let isThere = false;
      await update((stored) => {
        isThere = stored.notes.includes(note);
        return isThere ? { ...stored, notes: stored.notes.filter((each) => each !== note) } : undefined;
      });
      return isThere;
    },
    async offer(words) {
      const asked = [...new Set(words.map(oneLine))].filter((note) => note !== '' && note.length <= MAX_NOTE);
      let fresh: string[] = [];
      if (asked.length === 0) return fresh;
      await update((stored) => {
        fresh = asked.filter((note) => !stored.offered.includes(note) && !stored.notes.includes(note));
        return fresh.length === 0 ? undefined : { ...stored, offered: [...stored.offered, ...fresh] };
      });
      return fresh;
    },
  };
}

/** The notes for a run, which a failing store must not end: then there are none, reported through `warn`. */
export async function notesOrNone(
  notes: Pick<Notes, 'load'>,
  warn: (line: string) => void,
): Promise<readonly string[]> {
  try {
    return await notes.load();
  } catch (error) {
    warn(`Couldn't read the notes of this workspace: ${String(error)}`);
    return [];
  }
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
