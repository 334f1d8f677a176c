import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { removeTree } from './locked-folders';

/** Takes things away in no time, however large they are, and deletes them while nobody waits. */
export interface DeferredDelete {
  /** Files, links and folders on the disk of the trash; waits for those before to be deleted. */
  take(places: readonly string[], pause: () => Promise<void> | undefined): Promise<void>;
  /** Begins to delete what was taken. */
  empty(): void;
  /** Resolves when all that was taken is deleted, as far as that went. */
  emptied(): Promise<void>;
}

/** `beside`: absolute path that the names of the trash's folders start with. */
export function createDeferredDelete(beside: string): DeferredDelete {
  const full: string[] = [];
  let emptying: Promise<void> = Promise.resolve();
  return {
    async take(places, pause) {
      if (places.length === 0) return;
      await emptying;
      // A new one each time, so that it cannot be a link that a suite put there.
      const folder = `${beside}.${randomUUID()}`;
      mkdirSync(folder);
      full.push(folder);
      for (const [number, place] of places.entries()) {
        if (!moved(place, join(folder, `${number}`))) await removeTree(place);
        const turn = pause();
        if (turn) await turn;
      }
    },
    empty() {
      for (const folder of full.splice(0)) {
        // What cannot be deleted now is when the copy is.
        emptying = emptying.then(() => removeTree(folder)).catch(() => undefined);
      }
    },
    emptied: () => emptying,
  };
}

/** False on Windows for what is still open, and for a folder that was locked. */
function moved(place: string, to: string): boolean {
  try {
    renameSync(place, to);
    return true;
  } catch {
    return false;
  }
}
