import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { topLevelsOf } from '../../src/engine/code/declarations/top-level';
import type { CodeInspector } from '../../src/engine/contract/code-inspection';
import type { Evidence, Stage } from '../../src/engine/contract/evidence';
import type { Verdict } from '../../src/engine/contract/verdict';
import { configReferences } from '../../src/engine/guard/config-references';
import { inspectCode } from '../../src/engine/integrity/inspect-code';
import type { Clock } from '../../src/engine/platform/clock';
import type { DaySpending } from '../../src/engine/run/limits/day-spending';
import type { Baseline } from '../../src/engine/verify/baseline';
import { redVerdict } from '../../src/engine/verify/verdict';
import type { Snapshot } from '../../src/engine/workspace/snapshot';

/** Root of the snapshots. It must exist, because the guard resolves links below it. */
const ROOT = realpathSync(tmpdir());

/** A reader of the text files of a snapshot; null for any other path. */
export function textIn(snapshot: Snapshot): (path: string) => Promise<string | null> {
  return async (path) => {
    const file = await snapshot.read(path);
    return file?.kind === 'text' ? file.text : null;
  };
}

/** Inspects code in this process, and finds no other files. */
export const inspector: CodeInspector = {
  inspect: (request) => inspectCode(request, async () => null),
  configReferences: ({ path, text }) => configReferences(path, text),
  topLevels: (files) => topLevelsOf(files),
};

/** A snapshot in memory. */
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

/** A clock whose time moves only by `sleep` and `advance`, and whose random numbers are all `chance`. */
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
        // A short wait ends immediately. The run's own deadline is longer and never comes by itself.
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

/** A red verdict with one piece of evidence for each fingerprint. */
export function red(stage: Stage, ...fingerprints: readonly string[]): Verdict {
  return redVerdict(
    stage,
    fingerprints.map((text) => evidence(stage, text, stage === 'tests' ? { test: text } : {})),
  );
}

export const GREEN: Verdict = { ok: true, stage: 'integrity', evidence: [], failingTests: 0, summary: 'Green' };

/** A workspace whose types and one test are green before the run. */
export const BASELINE: Baseline = {
  types: [],
  tests: [],
  goals: [],
  report: {
    command: 'npm test',
    runner: 'vitest',
    exitCode: 0,
    executed: 1,
    passed: 1,
    tests: [],
    failed: [],
    errors: [],
    output: '',
    ms: 1,
  },
};

/** The spending of a day in memory, with what others have spent already. */
export function memoryDay(othersUsd = 0): DaySpending {
  const entries: number[] = [othersUsd];
  return {
    total: () => entries.reduce((sum, usd) => sum + usd, 0),
    reserve: (usd) => {
      const index = entries.push(usd) - 1;
      return {
        settle: (real) => {
          entries[index] = real;
        },
      };
    },
  };
}
