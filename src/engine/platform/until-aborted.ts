/** Waits for the work, but rejects with the signal's reason as soon as it is aborted; the work itself goes on. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    const listen = () => reject(signal.reason);
    signal.addEventListener('abort', listen, { once: true });
    stop = () => signal.removeEventListener('abort', listen);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    stop();
  }
}
