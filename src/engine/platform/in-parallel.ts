/** Work items at a time: enough to keep a disk busy; more would only fill memory and file descriptors. */
const WIDTH = 32;

/** Runs `work` over all items, at most 32 at a time; stops at the first error or when aborted. */
export async function inParallel<T>(
  items: Iterable<T>,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items[Symbol.iterator]();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (let next = rest.next(); !next.done && !failed; next = rest.next()) {
      signal.throwIfAborted();
      try {
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
}
