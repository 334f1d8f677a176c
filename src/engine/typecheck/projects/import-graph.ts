import type * as ts from 'typescript';
import { memo } from '../../platform/memo';
import type { Files } from '../files/files';
import type { Ts } from './compilers';

/** Which files of a project import which, read from their texts; cached until a text or the set of files changes. */
export interface ImportGraph {
  /**
   * Returns those of `names` that import one of `from`, directly or through other files, the nearest first.
   * All paths are absolute.
   */
  nearestFirst(from: readonly string[], names: readonly string[], options: ts.CompilerOptions): string[];
}

interface FileImports {
  readonly version: string | undefined;
  /** Absolute paths of the imported files. */
  readonly targets: readonly string[];
}

/**
 * Reads imports with the compiler's own scanner and resolves them by its own rules. The bundled compiler can do
 * this for a project that another one checks.
 */
export function createImportGraph(ts: Ts, files: Files): ImportGraph {
  const cache = new Map<string, FileImports>();
  let structureVersion = -1;
  let resolutions: ts.ModuleResolutionCache | undefined;
  const host: ts.ModuleResolutionHost = {
    fileExists: files.fileExists,
    readFile: files.read,
    directoryExists: files.directoryExists,
    realpath: files.realpath,
    getDirectories: (directory) => [...files.entries(directory).directories],
  };

  const targetsOf = (file: string, options: ts.CompilerOptions): readonly string[] => {
    const version = files.version(file);
    const cached = cache.get(file);
    if (cached && cached.version === version) return cached.targets;
    const { importedFiles } = ts.preProcessFile(files.read(file) ?? '', true, true);
    const targets = importedFiles.flatMap(({ fileName }) => {
      const { resolvedModule } = ts.resolveModuleName(fileName, file, options, host, resolutions);
      return resolvedModule ? [resolvedModule.resolvedFileName] : [];
    });
    cache.set(file, { version, targets });
    return targets;
  };

  return {
    nearestFirst(from, names, options) {
      if (structureVersion !== files.structureVersion) {
        cache.clear();
        resolutions = ts.createModuleResolutionCache('/', (name) => name, options);
        structureVersion = files.structureVersion;
      }
      const importers = new Map<string, string[]>();
      for (const name of names) {
        for (const target of targetsOf(name, options)) memo(importers, target, () => []).push(name);
      }
      // A breadth-first walk: a Set's loop also visits the entries that are added during it.
      const seen = new Set(from);
      for (const file of seen) for (const importer of importers.get(file) ?? []) seen.add(importer);
      return [...seen].slice(new Set(from).size);
    },
  };
}
