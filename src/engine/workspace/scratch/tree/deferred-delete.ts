import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { removeTree } from './locked-folders';

/** Moves things out of the way immediately, however large they are, and deletes them in the background. */
export interface DeferredDelete {
  /** Moves these absolute paths, all on one disk, away; first waits until those moved before are deleted. */
  moveAway(places: readonly string[], pause: () => Promise<void> | undefined): Promise<void>;
  /** Starts to delete what was moved away. */
  start(): void;
  /** Resolves when the deletion has ended, even if something could not be deleted. */
  finished(): Promise<void>;
}

/** `beside`: absolute path that the names of the folders for the moved things start with. */
export function createDeferredDelete(beside: string): DeferredDelete {
  const pending: string[] = [];
  let deleting: Promise<void> = Promise.resolve();
  return {
    async moveAway(places, pause) {
      if (places.length === 0) return;
      await deleting;
      // A new name each time, so that the folder cannot be a link that a suite made.
      const folder = `${beside}.${randomUUID()}`;
      mkdirSync(folder);
      pending.push(folder);
      for (const [number, place] of places.entries()) {
        if (!move(place, join(folder, `${number}`))) await removeTree(place);
        const turn = pause();
        if (turn) await turn;
      }
    },
    start() {
      for (const folder of pending.splice(0)) {
        // Leftovers are deleted together with the scratch copy.
        deleting = deleting.then(() => removeTree(folder)).catch(() => undefined);
      }
    },
    finished: () => deleting,
  };
}

/** Returns false on Windows for a file that is still open, and for a locked folder. */
function move(place: string, to: string): boolean {
  try {
    renameSync(place, to);
    return true;
  } catch {
    return false;
  }
}
