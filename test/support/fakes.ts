import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { CodeInspector } from '../../src/engine/contract/code-inspection';
import type { Evidence, Stage } from '../../src/engine/contract/evidence';
import type { Verdict } from '../../src/engine/contract/verdict';
import { configReferences } from '../../src/engine/guard/config-references';
import { inspectCode } from '../../src/engine/integrity/inspect-code';
import type { Clock } from '../../src/engine/platform/clock';
import { redVerdict } from '../../src/engine/verify/verdict';
import type { Snapshot } from '../../src/engine/workspace/snapshot';

/** The guard resolves links below the root, so it must be a folder that exists. */
const ROOT = realpathSync(tmpdir());

export function textIn(snapshot: Snapshot): (path: string) => Promise<string | null> {
  return async (path) => {
    const file = await snapshot.read(path);
    return file?.kind === 'text' ? file.text : null;
  };
}

/** Reads code in this process, and no other file. */
export const inspector: CodeInspector = {
  inspect: (request) => inspectCode(request, async () => null),
  configReferences: ({ path, text }) => configReferences(path, text),
};

/** A snapshot held in memory. */
export function memorySnapshot(
  files: Readonly<Record<string, string>>,
  unsaved: Readonly<Record<string, string>> = {},
): Snapshot {
  const all = { ...files, ...unsaved };
  return {
    root: ROOT,
    files: Object.keys(all).sort(),
    unsaved: new Map(Object.entries(unsaved)),
    read: async (path) => {
      const text = Object.hasOwn(all, path) ? all[path] : undefined;
      return text === undefined ? undefined : { kind: 'text', text };
    },
  };
}

/** Time that only moves when somebody sleeps; chance that repeats one number. */
export function fakeClock(chance = 0.5): Clock & { advance(ms: number): void } {
  let now = Date.UTC(2026, 0, 1);
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        // Short waits pass at once; the run's own deadline never does unless a test moves the clock.
        if (ms < 60_000) {
          now += ms;
          resolve();
        }
      }),
    random: () => chance,
  };
}

export function evidence(stage: Stage, fingerprint: string, more: Partial<Evidence> = {}): Evidence {
  return { stage, fingerprint, message: `finding ${fingerprint}`, ...more };
}

export function red(stage: Stage, ...prints: readonly string[]): Verdict {
  return redVerdict(
    stage,
    prints.map((print) => evidence(stage, print, stage === 'tests' ? { test: print } : {})),
  );
}

export const GREEN: Verdict = { ok: true, stage: 'integrity', evidence: [], failingTests: 0, summary: 'Green' };
