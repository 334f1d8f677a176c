import type { Evidence } from '../../contract/evidence';
import type { FlakyTest } from '../../contract/test-run';
import { createImportGraph } from '../../workspace/imports/import-graph';
import type { Snapshot } from '../../workspace/snapshot';
import { keyOf, testKey } from '../to-evidence';

/** Tests that were seen to fail and to pass although no change of the code explains it. */
export interface FlakyTests {
  has(item: Evidence): boolean;
  add(item: Evidence): void;
  /** The added ones, as far as the runner reports their file. */
  added(): readonly FlakyTest[];
}

/** `known`: the tests that earlier runs found flaky. */
export function createFlakyTests(known: readonly FlakyTest[] = []): FlakyTests {
  const keys = new Set(known.map(testKey));
  const added = new Map<string, FlakyTest>();
  return {
    has: (item) => keys.has(keyOf(item)),
    add(item) {
      const key = keyOf(item);
      keys.add(key);
      if (item.path !== undefined && item.test !== undefined) added.set(key, { path: item.path, name: item.test });
    },
    added: () => [...added.values()],
  };
}

/** What one run has learned about flaky tests. */
export interface FlakyWatch {
  readonly known: FlakyTests;
  /** Failed both times when it was run twice: later candidates need no second run for it. */
  readonly steady: FlakyTests;
  /** Passed and failed over the same candidate, although the candidate can affect it or must fix it. */
  readonly flickering: FlakyTests;
  sawRed(files: ReadonlyMap<string, string | null>, evidence: readonly Evidence[]): void;
  /** True when nothing that changed since the last red run can have fixed it: no red test imports the change. */
  isSuspicious(files: ReadonlyMap<string, string | null>): Promise<boolean>;
}

/** Remembers the last red test run, to distinguish a repair from a test that passes by chance. */
export function createFlakyWatch(snapshot: Snapshot, known: FlakyTests = createFlakyTests()): FlakyWatch {
  let red: { files: ReadonlyMap<string, string | null>; paths: string[] } | undefined;
  return {
    known,
    steady: createFlakyTests(),
    flickering: createFlakyTests(),
    sawRed(files, evidence) {
      const paths = evidence.flatMap((item) => (item.path === undefined ? [] : [item.path]));
      red = paths.length > 0 ? { files, paths } : undefined;
    },
    async isSuspicious(files) {
      if (!red) return false;
      const before = red.files;
      const changed = new Set(
        [...before.keys(), ...files.keys()].filter((path) => before.get(path) !== files.get(path)),
      );
      const graph = createImportGraph(snapshot, files);
      for (const path of red.paths) {
        if (await graph.reaches(path, changed)) return false;
      }
      return true;
    },
  };
}
