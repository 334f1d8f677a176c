import type { Clock } from '../../../src/engine/platform/clock';

/**
 * Makes this process's timers run `scale` times faster for every side. That includes the SDKs' own delays and timeouts,
 * because all of them use the global `setTimeout`. The servers' delays are scaled with `realMs`.
 */
export function speedUp(scale: number): void {
  const seconds = scaledSeconds();
  factor = scale;
  started = performance.now() - (seconds * 1000) / scale;
  const scaled = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => real(run, ms / scale, ...args);
  globalThis.setTimeout = Object.assign(scaled, { __promisify__: real.__promisify__ }) as typeof globalThis.setTimeout;
}

const real = globalThis.setTimeout;
let factor = 1;
let started = performance.now();

/** Seconds of scaled time since the process began. */
export const scaledSeconds = (): number => ((performance.now() - started) * factor) / 1000;

/** Real milliseconds of a scaled time in seconds. */
export const realMs = (seconds: number): number => (seconds * 1000) / factor;

export function scaledClock(random: () => number): Clock {
  return {
    now: () => scaledSeconds() * 1000,
    random,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const timer = setTimeout(() => {
          signal.removeEventListener('abort', abort);
          resolve();
        }, ms);
        const abort = () => {
          clearTimeout(timer);
          reject(signal.reason);
        };
        signal.addEventListener('abort', abort, { once: true });
      }),
  };
}

export const scaledSleep = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));
