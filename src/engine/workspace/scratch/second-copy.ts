import type { Scratch } from './scratch';

/** A copy that is made when it is first needed, for what runs while tests run in another one. */
export interface SecondCopy {
  /**
   * Makes it hold the snapshot with these files over it, and returns its absolute path. What runs in it must have
   * ended before the next call.
   */
  with(files: ReadonlyMap<string, string | null>, signal: AbortSignal): Promise<string>;
  dispose(): Promise<void>;
}

export function createSecondCopy(open: (signal: AbortSignal) => Promise<Scratch>): SecondCopy {
  let copy: Scratch | undefined;
  /** Calls take turns, so that two don't write the same files. */
  let last: Promise<unknown> = Promise.resolve();
  const prepare = async (files: ReadonlyMap<string, string | null>, signal: AbortSignal): Promise<string> => {
    copy ??= await open(signal);
    await copy.sync(files, signal);
    return copy.dir;
  };
  return {
    with(files, signal) {
      const turn = last.then(() => prepare(files, signal));
      last = turn.catch(() => undefined);
      return turn;
    },
    async dispose() {
      await last;
      await copy?.dispose();
      copy = undefined;
    },
  };
}
