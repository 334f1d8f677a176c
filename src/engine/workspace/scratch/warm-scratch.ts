import type { Snapshot } from '../snapshot';
import { openScratch, type ScratchCopy, type ScratchPlace } from './open-scratch';
import type { Scratch } from './scratch';

/** Scratch copies of one workspace: the one used last stays for the next use, which then takes only what differs. */
export interface WarmScratch {
  /** A copy for this user alone. Its `dispose` gives it back. */
  open(snapshot: Snapshot, signal: AbortSignal): Promise<Scratch>;
  /** Deletes the copy that waits; one in use is deleted when it is given back. */
  dispose(): Promise<void>;
}

interface Kept {
  readonly root: string;
  readonly copy: ScratchCopy;
}

/** `idleMs`: milliseconds after which a copy that nobody used again is deleted. At most one waits. */
export function createWarmScratch(place: ScratchPlace, idleMs: number): WarmScratch {
  let waiting: (Kept & { readonly timer: NodeJS.Timeout }) | undefined;
  let isDisposed = false;
  let leaving: Promise<void> = Promise.resolve();

  const take = (): Kept | undefined => {
    const taken = waiting;
    clearTimeout(taken?.timer);
    waiting = undefined;
    return taken;
  };

  const drop = (): void => {
    leaving = (take()?.copy.dispose() ?? leaving).catch((error: unknown) =>
      place.log(`Could not delete a scratch copy: ${String(error)}`),
    );
  };

  const giveBack = async (kept: Kept): Promise<void> => {
    if (isDisposed || waiting) return kept.copy.dispose();
    waiting = { ...kept, timer: setTimeout(drop, idleMs).unref() };
  };

  const refreshed = async (
    { copy, root }: Kept,
    snapshot: Snapshot,
    signal: AbortSignal,
  ): Promise<ScratchCopy | undefined> => {
    try {
      if (root === snapshot.root) {
        await copy.refresh(snapshot, signal);
        return copy;
      }
    } catch (error) {
      if (!signal.aborted)
        place.log(`A scratch copy is made anew, because the old one could not be used: ${String(error)}`);
    }
    await copy.dispose();
    signal.throwIfAborted();
    return undefined;
  };

  return {
    async open(snapshot, signal) {
      const kept = take();
      const copy = (kept && (await refreshed(kept, snapshot, signal))) ?? (await openScratch(snapshot, place, signal));
      let isOpen = true;
      return {
        dir: copy.dir,
        sync: copy.sync,
        async dispose() {
          if (isOpen) await giveBack({ root: snapshot.root, copy });
          isOpen = false;
        },
      };
    },
    async dispose() {
      isDisposed = true;
      drop();
      await leaving;
    },
  };
}
