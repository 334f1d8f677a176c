import type { Snapshot } from '../workspace/snapshot';
import type { Evidence } from './evidence';
import { createImportGraph } from './imports';

export interface FlakyWatch {
  sawRed(files: ReadonlyMap<string, string | null>, evidence: readonly Evidence[]): void;
  /** True when the last red cannot have been healed by what changed since: none of its tests reaches the change. */
  isSuspicious(files: ReadonlyMap<string, string | null>): Promise<boolean>;
}

/** Remembers the last red test run, to tell a repair from a test that passes by chance. */
export function createFlakyWatch(snapshot: Snapshot): FlakyWatch {
  let red: { files: ReadonlyMap<string, string | null>; paths: string[] } | undefined;
  return {
    sawRed(files, evidence) {
      const paths = evidence.flatMap((item) => (item.path === undefined ? [] : [item.path]));
      red = paths.length > 0 ? { files, paths } : undefined;
    },
    async isSuspicious(files) {
      if (!red) return false;
      const before = red.files;
      const changed = new Set([...before.keys(), ...files.keys()].filter((path) => before.get(path) !== files.get(path)));
      const graph = createImportGraph(snapshot, files);
      for (const path of red.paths) {
        if (await graph.reaches(path, changed)) return false;
      }
      return true;
    },
  };
}
