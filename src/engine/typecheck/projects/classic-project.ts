import path from 'node:path';
import type * as ts from 'typescript';
import type { Checkpoint } from '../checkpoint';
import type { Files } from '../files/files';
import { createIncrementalChecker, type IncrementalChecker } from '../incremental/incremental';
import type { Compiler, Ts } from './compilers';
import { type Config, directoryReader } from './configs';
import { describeDiagnostics } from './diagnostics';
import { createImportGraph } from './import-graph';
import type { Project } from './project';

/** A project whose compiler has the classic API (5.x, 6.x): it can also be asked about its program. */
export interface ClassicProject extends Project {
  readonly service: ts.LanguageService;
  /** The program over the files as they are now. Building it can take seconds. */
  program(): ts.Program;
  /** As `ofFile`, in the compiler's own words. */
  compilerDiagnostics(file: string, kind: 'syntactic' | 'semantic'): readonly ts.Diagnostic[];
}

export function createClassicProject(
  root: string,
  first: Config,
  files: Files,
  registry: ts.DocumentRegistry,
): ClassicProject {
  const { compiler } = first;
  const { ts } = compiler;
  let config = first;
  const living = createLivingService(first, files, registry, () => config);
  const { program } = living;
  const judge = createIncrementalChecker(compiler);
  const imports = createImportGraph(ts, files);
  const told = (found: readonly ts.Diagnostic[]) => describeDiagnostics(ts, root, found);

  const { diagnosticsOf, prepare, cascade } = createQuestions(compiler, living, files, judge);

  async function* dependents(
    focus: readonly string[],
    checkpoint: Checkpoint,
    counts: (file: string, affected: ReadonlySet<string>) => boolean,
  ) {
    const current = program();
    if (!focus.some((file) => current.getSourceFile(file))) return;
    prepare(current);
    const affected = await judge.affectedFiles(current, files.structureVersion, checkpoint);
    living.tidy();
    for (const file of imports.nearestFirst(focus, ownFiles(current), config.options)) {
      if (!counts(file, affected)) continue;
      await checkpoint();
      yield told(judge.fileDiagnostics(file));
    }
  }

  return {
    configFile: config.file,
    compiler,
    get service() {
      return living.service();
    },
    update(next) {
      config = next;
    },
    program,
    fileCount: () => program().getRootFileNames().length,
    has: async (file) => program().getSourceFile(file) !== undefined,
    compilerDiagnostics: diagnosticsOf,
    fileDiagnostics: async (file, kind) => told(diagnosticsOf(file, kind)),
    dependentDiagnostics: (focus, checkpoint) => dependents(focus, checkpoint, (file, affected) => affected.has(file)),
    allDependentDiagnostics: (focus, checkpoint) => dependents(focus, checkpoint, () => true),
    allDiagnostics: async (checkpoint) => told(await cascade(config, checkpoint)),
    dispose() {
      living.tidy();
      living.service().dispose();
    },
  };
}

/** What is asked of a project's program, in the order in which the command line asks it. */
function createQuestions(compiler: Compiler, living: LivingService, files: Files, judge: IncrementalChecker) {
  let globals: { readonly of: ts.Program; readonly found: readonly ts.Diagnostic[] } | undefined;
  /** Taken before any file is checked, as the command line does: checking adds some, which then count as the file's. */
  const globalsOf = (current: ts.Program) => {
    if (globals?.of !== current) globals = { of: current, found: current.getGlobalDiagnostics() };
    return globals.found;
  };

  const diagnosticsOf: ClassicProject['compilerDiagnostics'] = (file, kind) => {
    const current = living.program();
    const source = current.getSourceFile(file);
    if (!source) return [];
    if (kind === 'syntactic') return current.getSyntacticDiagnostics(source);
    globalsOf(current);
    return current.getSemanticDiagnostics(source);
  };

  /** The cascade of the command line: each kind only when the ones before it found nothing. */
  const cascade = async (config: Config, checkpoint: Checkpoint): Promise<readonly ts.Diagnostic[]> => {
    const current = living.program();
    const found: ts.Diagnostic[] = [...config.errors];
    const before = found.length;
    found.push(...current.getSyntacticDiagnostics());
    if (found.length > before) return found;
    found.push(...current.getOptionsDiagnostics(), ...globalsOf(current));
    if (found.length > before) return found;
    await judge.affectedFiles(current, files.structureVersion, checkpoint);
    living.tidy();
    found.push(...(await judge.allDiagnostics(living.fresh, files.structureVersion, checkpoint)));
    if (found.length > before || !reportsDeclarations(compiler, config.options)) return found;
    return [...found, ...(await judge.declarationDiagnostics(current, checkpoint))];
  };

  return { diagnosticsOf, prepare: globalsOf, cascade };
}

function ownFiles(program: ts.Program): string[] {
  const own = program
    .getSourceFiles()
    .filter(
      (source) => !program.isSourceFileFromExternalLibrary(source) && !program.isSourceFileDefaultLibrary(source),
    );
  return own.map(({ fileName }) => fileName);
}

interface LivingService {
  service(): ts.LanguageService;
  program(): ts.Program;
  /** The same program, of which nothing was asked yet. */
  fresh(): ts.Program;
  /** Lets go of what only earlier programs need; to be called when nobody compares with them any more. */
  tidy(): void;
}

function createLivingService(
  first: Config,
  files: Files,
  registry: ts.DocumentRegistry,
  config: () => Config,
): LivingService {
  const { ts } = first.compiler;
  let packages = files.packagesVersion;
  /** The state of `files.structure` that the current program was built on. */
  let resolved = -1;
  const host = createHost(first, files, config, () => resolved !== files.structureVersion);
  let service = ts.createLanguageService(host, registry);
  const retired: ts.LanguageService[] = [];

  const programOf = (of: ts.LanguageService): ts.Program => {
    const current = of.getProgram();
    resolved = files.structureVersion;
    if (!current) throw new Error(`the compiler made no program of ${config().file}`);
    return current;
  };

  return {
    service: () => service,
    program() {
      if (packages !== files.packagesVersion) {
        // Installed packages bring type roots that a living service does not look for again.
        // The new service is built before the old one lets go of the parsed files they share.
        retired.push(service);
        service = ts.createLanguageService(host, registry);
        service.getProgram();
        packages = files.packagesVersion;
      }
      return programOf(service);
    },
    fresh() {
      const other = ts.createLanguageService(host, registry);
      retired.push(other);
      return programOf(other);
    },
    tidy() {
      for (const old of retired.splice(0)) old.dispose();
    },
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
