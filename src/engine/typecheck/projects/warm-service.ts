import path from 'node:path';
import type * as ts from 'typescript';
import type { Files } from '../files/files';
import type { Ts } from './compilers';
import { type Config, directoryReader } from './configs';

/** A compiler's LanguageService over the workspace's files, kept from one request to the next. */
export interface WarmService {
  service(): ts.LanguageService;
  program(): ts.Program;
  /** A new program over the same files before any query. */
  freshProgram(): ts.Program;
  /** Frees services that only earlier programs need; to be called when no result is compared with them any more. */
  disposeRetired(): void;
}

export function createWarmService(
  first: Config,
  files: Files,
  registry: ts.DocumentRegistry,
  config: () => Config,
): WarmService {
  const { ts } = first.compiler;
  let packagesVersion = files.packagesVersion;
  /** `files.structureVersion` when the current program was built. */
  let resolvedVersion = -1;
  const host = createHost(first, files, config, () => resolvedVersion !== files.structureVersion);
  let service = ts.createLanguageService(host, registry);
  const retired: ts.LanguageService[] = [];

  const programOf = (of: ts.LanguageService): ts.Program => {
    const program = of.getProgram();
    resolvedVersion = files.structureVersion;
    if (!program) throw new Error(`the compiler made no program of ${config().file}`);
    return program;
  };

  return {
    service: () => service,
    program() {
      if (packagesVersion !== files.packagesVersion) {
        // Installed packages may add type roots, which a running service does not look for again.
        // The new service is built before the old one releases the parsed files that they share.
        retired.push(service);
        service = ts.createLanguageService(host, registry);
        service.getProgram();
        packagesVersion = files.packagesVersion;
      }
      return programOf(service);
    },
    freshProgram() {
      const other = ts.createLanguageService(host, registry);
      retired.push(other);
      return programOf(other);
    },
    disposeRetired() {
      for (const old of retired.splice(0)) old.dispose();
    },
  };
}

/** Parsed files, shared by the projects of one compiler. */
export function createRegistry(ts: Ts): ts.DocumentRegistry {
  return ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames, '', parsingMode(ts));
}

/** How the command line parses doc comments; compilers before 5.3 have only one way. */
function parsingMode(ts: Ts): ts.JSDocParsingMode | undefined {
  return (ts.JSDocParsingMode as typeof ts.JSDocParsingMode | undefined)?.ParseForTypeErrors;
}

function createHost(first: Config, files: Files, config: () => Config, isStale: () => boolean): ServiceHost {
  const { ts } = first.compiler;
  return {
    getCompilationSettings: () => config().options,
    getScriptFileNames: () => [...config().fileNames],
    getProjectReferences: () => config().references,
    // As the editor does, and `tsc -b` in effect: a referenced project is read from its sources,
    // not from declarations that some earlier build has written.
    useSourceOfProjectReferenceRedirect: () => true,
    getScriptVersion: (file) => files.version(file) ?? '',
    getScriptSnapshot(file) {
      const text = files.read(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => path.posix.dirname(first.file),
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    fileExists: files.fileExists,
    readFile: files.read,
    directoryExists: files.directoryExists,
    getDirectories: (directory) => [...files.entries(directory).directories],
    readDirectory: directoryReader(ts, files),
    realpath: files.realpath,
    hasInvalidatedResolutions: isStale,
    jsDocParsingMode: parsingMode(ts),
  };
}

/** Not in the declared API, but every 5.x and 6.x compiler calls these methods of its host. */
interface ServiceHost extends ts.LanguageServiceHost {
  /** Whether the file's imports have to be resolved again. */
  hasInvalidatedResolutions(file: ts.Path): boolean;
  useSourceOfProjectReferenceRedirect(): boolean;
}
