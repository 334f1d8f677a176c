import type { Evidence } from '../contract/evidence';

/** The snapshot's files without any candidate, looked at as the types stage looks at a candidate's. */
export interface UnchangedFiles {
  /** All type errors of these files, and those without a place that were found with them. */
  errorsOf(paths: readonly string[], signal: AbortSignal): Promise<readonly Evidence[]>;
}

/** `look` returns all type errors of some files. Each file is looked at once, because the snapshot stays the same. */
export function createUnchangedFiles(
  look: (paths: readonly string[], signal: AbortSignal) => Promise<readonly Evidence[]>,
): UnchangedFiles {
  const known = new Set<string>();
  const found: Evidence[] = [];
  return {
    async errorsOf(paths, signal) {
      const missing = [...new Set(paths)].filter((path) => !known.has(path));
      if (missing.length > 0) {
        const evidence = await look(missing, signal);
        for (const path of missing) known.add(path);
        const isNew = (item: Evidence) =>
          (item.path !== undefined && missing.includes(item.path)) ||
          !found.some(({ fingerprint }) => fingerprint === item.fingerprint);
        found.push(...evidence.filter(isNew));
      }
      return found;
    },
  };
}
