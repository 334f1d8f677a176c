import path from 'node:path';
import type * as ts from 'typescript';
import type { Compiler, Ts } from './compilers';
import { type Config, directoryReader } from './configs';
import type { Files } from './files';
import { createIncremental } from './incremental';
import type { Pause } from './pause';

/**
 * One tsconfig, kept warm: parsed files, resolved imports and the diagnostics of every file that
 * a change cannot have touched are carried from one request to the next.
 */
export interface Project {
  readonly configFile: string;
  readonly compiler: Compiler;
  readonly service: ts.LanguageService;
  /** Takes the config as it is now; the program follows when it is next asked for. */
  update(config: Config): void;
  /** The program over the files as they are now. Building it can take seconds. */
  program(): ts.Program;
  /** Syntax and type errors of one file, or undefined when it is not in this project. */
  ofFile(file: string, kind: 'syntactic' | 'semantic'): readonly ts.Diagnostic[] | undefined;
  /** What `tsc --noEmit -p` says. `pause` is called between files and may throw. */
  all(pause: Pause): Promise<readonly ts.Diagnostic[]>;
  dispose(): void;
}

export function createProject(first: Config, files: Files, registry: ts.DocumentRegistry): Project {
  const { compiler } = first;
  const { ts } = compiler;
  let config = first;
  let packages = files.packages;
  /** The state of `files.structure` that the current program was built on. */
  let resolved = -1;
  const host = createHost(first, files, () => config, () => resolved !== files.structure);
  let service = ts.createLanguageService(host, registry);
  const judge = createIncremental(compiler);

  const program = (): ts.Program => {
    if (packages !== files.packages) {
      // Installed packages bring type roots that a living service does not look for again.
      // The new service is built before the old one lets go of the parsed files they share.
      const old = service;
      service = ts.createLanguageService(host, registry);
      service.getProgram();
      old.dispose();
      packages = files.packages;
    }
    const current = service.getProgram();
    resolved = files.structure;
    if (!current) throw new Error(`the compiler made no program of ${config.file}`);
    return current;
  };

  let globals: { readonly of: ts.Program; readonly found: readonly ts.Diagnostic[] } | undefined;
  /** Taken before any file is checked, as the command line does: checking adds some, which then count as the file's. */
  const globalsOf = (current: ts.Program) => {
    if (globals?.of !== current) globals = { of: current, found: current.getGlobalDiagnostics() };
    return globals.found;
  };

  return {
    configFile: config.file,
    compiler,
    get service() {
      return service;
    },
    update(next) {
      config = next;
    },
    program,
    ofFile(file, kind) {
      const current = program();
      const source = current.getSourceFile(file);
      if (!source) return undefined;
      if (kind === 'syntactic') return current.getSyntacticDiagnostics(source);
      globalsOf(current);
      return current.getSemanticDiagnostics(source);
    },
    async all(pause) {
      // The cascade of the command line: each kind only when the ones before it found nothing.
      const current = program();
      const found: ts.Diagnostic[] = [...config.errors];
      const before = found.length;
      found.push(...current.getSyntacticDiagnostics());
      if (found.length > before) return found;
      found.push(...current.getOptionsDiagnostics(), ...globalsOf(current));
      if (found.length > before) return found;
      found.push(...(await judge.semantic(current, files.structure, pause)));
      if (found.length > before || !reportsDeclarations(compiler, config.options)) return found;
      return [...found, ...(await judge.declarations(current, pause))];
    },
    dispose: () => service.dispose(),
  };
}

/** Since 5.6 the command line checks with `noEmit`, too, that declarations could be written. */
function reportsDeclarations({ version }: Compiler, options: ts.CompilerOptions): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return (major > 5 || minor >= 6) && (options.declaration === true || options.composite === true);
}

/** Parsed files, shared by the projects of one compiler. */
export function createRegistry(ts: Ts): ts.DocumentRegistry {
  return ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames, '', parsingMode(ts));
}

/** How the command line parses doc comments; compilers before 5.3 have only one way. */
function parsingMode(ts: Ts): ts.JSDocParsingMode | undefined {
  return (ts.JSDocParsingMode as typeof ts.JSDocParsingMode | undefined)?.ParseForTypeErrors;
}

function createHost(first: Config, files: Files, config: () => Config, stale: () => boolean): ServiceHost {
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
    hasInvalidatedResolutions: stale,
    jsDocParsingMode: parsingMode(ts),
  };
}

/** Not in the declared API, but asked of the host by every 5.x and 6.x compiler. */
interface ServiceHost extends ts.LanguageServiceHost {
  /** Whether the file's imports have to be resolved again. */
  hasInvalidatedResolutions(file: ts.Path): boolean;
  useSourceOfProjectReferenceRedirect(): boolean;
}
