import type { Snapshot } from '../snapshot';
import { openScratch, type ScratchCopy, type ScratchPlace } from './open-scratch';
import type { Scratch } from './scratch';

/** Scratch copies of one workspace: the last one stays for its next use, which then writes only what differs. */
export interface WarmScratch {
  /** Returns a copy for this caller alone. Its `dispose` gives it back. */
  open(snapshot: Snapshot, signal: AbortSignal): Promise<Scratch>;
  /** Deletes the idle copy; one in use is deleted when it is given back. */
  dispose(): Promise<void>;
}

interface WarmCopy {
  readonly root: string;
  readonly copy: ScratchCopy;
}

/** `idleMs`: milliseconds after which an unused copy is deleted. At most one copy is idle. */
export function createWarmScratch(place: ScratchPlace, idleMs: number): WarmScratch {
  let idle: (WarmCopy & { readonly timer: NodeJS.Timeout }) | undefined;
  let isDisposed = false;
  let deleting: Promise<void> = Promise.resolve();

  const take = (): WarmCopy | undefined => {
    const taken = idle;
    clearTimeout(taken?.timer);
    idle = undefined;
    return taken;
  };

  const drop = (): void => {
    deleting = (take()?.copy.dispose() ?? deleting).catch((error: unknown) =>
      place.log(`Couldn't delete a scratch copy: ${String(error)}`),
    );
  };

  const giveBack = async (kept: WarmCopy): Promise<void> => {
    if (isDisposed || idle) return kept.copy.dispose();
    idle = { ...kept, timer: setTimeout(drop, idleMs).unref() };
  };

  return {
    async open(snapshot, signal) {
      const kept = take();
      const copy =
        (kept && (await refreshed(kept, snapshot, place.log, signal))) ?? (await openScratch(snapshot, place, signal));
      let isOpen = true;
      return {
        dir: copy.dir,
        home: copy.home,
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
      await deleting;
    },
  };
}

/** The idle copy brought up to the snapshot; undefined when that fails, and then the copy is deleted. */
async function refreshed(
  { copy, root }: WarmCopy,
  snapshot: Snapshot,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<ScratchCopy | undefined> {
  try {
    if (root === snapshot.root) {
      await copy.refresh(snapshot, signal);
      return copy;
    }
  } catch (error) {
    if (!signal.aborted) log(`A new scratch copy is made, because the old one couldn't be updated: ${String(error)}`);
  }
  await copy.dispose();
  signal.throwIfAborted();
  return undefined;
}
