import type * as ts from 'typescript';
import type { Files } from '../files/files';
import type { Ts } from './compilers';

/** Which files of a project import which, read from their texts; kept until these change. */
export interface ImportGraph {
  /** Those of `names` that import one of `from`, over any number of files: the nearest first. All paths absolute. */
  nearestFirst(from: readonly string[], names: readonly string[], options: ts.CompilerOptions): string[];
}

interface FileImports {
  readonly version: string | undefined;
  readonly targets: readonly string[];
}

/** Reads imports with the compiler's own scanner and resolves them by its own rules; `ts` need not be the judge. */
export function createImportGraph(ts: Ts, files: Files): ImportGraph {
  const known = new Map<string, FileImports>();
  let structure = -1;
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
    const before = known.get(file);
    if (before && before.version === version) return before.targets;
    const { importedFiles } = ts.preProcessFile(files.read(file) ?? '', true, true);
    const targets = importedFiles.flatMap(({ fileName }) => {
      const { resolvedModule } = ts.resolveModuleName(fileName, file, options, host, resolutions);
      return resolvedModule ? [resolvedModule.resolvedFileName] : [];
    });
    known.set(file, { version, targets });
    return targets;
  };

  return {
    nearestFirst(from, names, options) {
      if (structure !== files.structureVersion) {
        known.clear();
        resolutions = ts.createModuleResolutionCache('/', (name) => name, options);
        structure = files.structureVersion;
      }
      const importers = new Map<string, string[]>();
      for (const name of names) {
        for (const target of targetsOf(name, options)) importers.set(target, [...(importers.get(target) ?? []), name]);
      }
      const seen = new Set(from);
      for (const file of seen) for (const importer of importers.get(file) ?? []) seen.add(importer);
      return [...seen].slice(new Set(from).size);
    },
  };
}
