import type * as ts from 'typescript';
import type { Checkpoint } from '../checkpoint';
import type { Files } from '../files/files';
import { createIncrementalChecker, type IncrementalChecker } from '../incremental/incremental';
import type { Compiler } from './compilers';
import type { Config } from './configs';
import { describeDiagnostics } from './diagnostics';
import { createImportGraph } from './import-graph';
import type { Project } from './project';
import { createWarmService, type WarmService } from './warm-service';

/** A project whose compiler has the classic API (5.x, 6.x): its program can be queried as well. */
export interface ClassicProject extends Project {
  readonly service: ts.LanguageService;
  /** The program over the files as they are now. Building it can take seconds. */
  program(): ts.Program;
  /** As `fileDiagnostics`, in the compiler's own format. */
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
  const warm = createWarmService(first, files, registry, () => config);
  const { program } = warm;
  const checker = createIncrementalChecker(compiler);
  const queries = createDiagnosticQueries(compiler, warm, files, checker);
  const imports = createImportGraph(ts, files);
  const described = (diagnostics: readonly ts.Diagnostic[]) => describeDiagnostics(ts, root, diagnostics);

  async function* dependents(
    focus: readonly string[],
    checkpoint: Checkpoint,
    isIncluded: (file: string, affected: ReadonlySet<string>) => boolean,
  ) {
    const current = program();
    if (!focus.some((file) => current.getSourceFile(file))) return;
    const affected = await queries.affectedFiles(current, checkpoint);
    for (const file of imports.nearestFirst(focus, ownFiles(current), config.options)) {
      if (!isIncluded(file, affected)) continue;
      await checkpoint();
      yield described(checker.fileDiagnostics(file));
    }
  }

  return {
    configFile: config.file,
    compiler,
    get service() {
      return warm.service();
    },
    update(next) {
      config = next;
    },
    program,
    fileCount: () => program().getRootFileNames().length,
    optionErrors: async () => described([...config.errors, ...program().getOptionsDiagnostics()]),
    has: async (file) => program().getSourceFile(file) !== undefined,
    compilerDiagnostics: queries.fileDiagnostics,
    fileDiagnostics: async (file, kind) => described(queries.fileDiagnostics(file, kind)),
    dependentDiagnostics: (focus, checkpoint) => dependents(focus, checkpoint, (file, affected) => affected.has(file)),
    allDependentDiagnostics: (focus, checkpoint) => dependents(focus, checkpoint, () => true),
    allDiagnostics: async (checkpoint) => described(await queries.allDiagnostics(config, checkpoint)),
    dispose() {
      warm.disposeRetired();
      warm.service().dispose();
    },
  };
}

/** Queries a project's program in the order in which the command line does, because the order changes the answers. */
function createDiagnosticQueries(compiler: Compiler, warm: WarmService, files: Files, checker: IncrementalChecker) {
  let globals: { readonly of: ts.Program; readonly errors: readonly ts.Diagnostic[] } | undefined;
  /**
   * Read before any file is checked, as the command line does: checking a file adds further global errors, which
   * the command line reports with that file.
   */
  const globalErrors = (program: ts.Program) => {
    if (globals?.of !== program) globals = { of: program, errors: program.getGlobalDiagnostics() };
    return globals.errors;
  };

  const affectedFiles = async (program: ts.Program, checkpoint: Checkpoint) => {
    globalErrors(program);
    const affected = await checker.affectedFiles(program, files.structureVersion, checkpoint);
    warm.disposeRetired();
    return affected;
  };

  const fileDiagnostics: ClassicProject['compilerDiagnostics'] = (file, kind) => {
    const program = warm.program();
    const source = program.getSourceFile(file);
    if (!source) return [];
    if (kind === 'syntactic') return program.getSyntacticDiagnostics(source);
    globalErrors(program);
    return program.getSemanticDiagnostics(source);
  };

  /** As the command line does, each kind of diagnostic is looked for only when the kinds before it found nothing. */
  const allDiagnostics = async (config: Config, checkpoint: Checkpoint): Promise<readonly ts.Diagnostic[]> => {
    const program = warm.program();
    const found: ts.Diagnostic[] = [...config.errors];
    const configErrors = found.length;
    found.push(...program.getSyntacticDiagnostics());
    if (found.length > configErrors) return found;
    found.push(...program.getOptionsDiagnostics(), ...globalErrors(program));
    if (found.length > configErrors) return found;
    await affectedFiles(program, checkpoint);
    found.push(...(await checker.allDiagnostics(warm.freshProgram, files.structureVersion, checkpoint)));
    if (found.length > configErrors || !reportsDeclarations(compiler, config.options)) return found;
    return [...found, ...(await checker.declarationDiagnostics(program, checkpoint))];
  };

  return { affectedFiles, fileDiagnostics, allDiagnostics };
}

function ownFiles(program: ts.Program): string[] {
  const own = program
    .getSourceFiles()
    .filter(
      (source) => !program.isSourceFileFromExternalLibrary(source) && !program.isSourceFileDefaultLibrary(source),
    );
  return own.map(({ fileName }) => fileName);
}

/** Since 5.6 the command line checks with `noEmit`, too, that declarations could be written. */
function reportsDeclarations({ version }: Compiler, options: ts.CompilerOptions): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return (major > 5 || minor >= 6) && (options.declaration === true || options.composite === true);
}
