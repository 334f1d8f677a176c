/**
 * Checks again only what a change can affect. It relies on the compiler's own builder, as `tsc --watch` does;
 * the other files here cover what the builder is known to miss.
 */
import type * as ts from 'typescript';
import { memo } from '../../platform/memo';
import type { Checkpoint } from '../checkpoint';
import type { Compiler, Ts } from '../projects/compilers';
import { createDeclarationSignatures, type DeclarationSignatures } from './declaration-signatures';
import { canReuseResults, type GlobalEffects, globalEffectsOf } from './global-effects';
import { isReportedOnce } from './once-reported-errors';

/** Type errors of one program after another; `checkpoint` is called between files and may throw. */
export interface IncrementalChecker {
  /**
   * Names of the files that a change since the last program can affect. `structureVersion` is that of the files
   * when the program was made.
   */
  affectedFiles(program: ts.Program, structureVersion: number, checkpoint: Checkpoint): Promise<ReadonlySet<string>>;
  /** After `affectedFiles`, for the same program: the type errors of one of its files. */
  fileDiagnostics(file: string): readonly ts.Diagnostic[];
  /**
   * After `affectedFiles`, for the same program: all type errors. Where they may depend on earlier queries or on
   * reused results, they are taken from `freshProgram()`, the same program before any query.
   */
  allDiagnostics(
    freshProgram: () => ts.Program,
    structureVersion: number,
    checkpoint: Checkpoint,
  ): Promise<readonly ts.Diagnostic[]>;
  /** After `allDiagnostics`, for the same program: errors of the declarations that would be written for it. */
  declarationDiagnostics(program: ts.Program, checkpoint: Checkpoint): Promise<readonly ts.Diagnostic[]>;
}

interface AffectedFiles {
  readonly builder: ts.SemanticDiagnosticsBuilderProgram;
  readonly affected: ReadonlySet<string>;
}

interface CheckedProgram extends AffectedFiles {
  readonly program: ts.Program;
  readonly globalEffects: GlobalEffects;
  /** No result was reused, and the program was queried in the order of its files only. */
  readonly isPristine: boolean;
  /**
   * A global error was found while only a declaration signature was computed: it has no place, and its file
   * will not report it again.
   */
  readonly lostGlobalError: boolean;
}

export function createIncrementalChecker({ ts }: Compiler): IncrementalChecker {
  let last: CheckedProgram | undefined;
  /** Names of the files that had an error which is reported once (see `isReportedOnce`) in the last full check. */
  let filesWithOnceReported: ReadonlySet<string> = new Set();
  const declarationErrors = new Map<string, readonly ts.Diagnostic[]>();
  const signatures = createDeclarationSignatures(ts);

  const advance = async (
    program: ts.Program,
    structureVersion: number,
    previous: CheckedProgram | undefined,
    checkpoint: Checkpoint,
  ): Promise<CheckedProgram> => {
    const globalEffects = globalEffectsOf(ts, program, structureVersion, last?.globalEffects);
    const next = await checkedProgramOf(ts, signatures, program, globalEffects, previous, checkpoint);
    if (!next.isReused) declarationErrors.clear();
    for (const file of next.checked.affected) declarationErrors.delete(file);
    // Stored only when complete: one that was cancelled half-way would pass for a whole one.
    last = next.checked;
    return last;
  };

  const current = (): CheckedProgram => {
    if (!last) throw new Error('affectedFiles has to be called first');
    return last;
  };

  return {
    async affectedFiles(program, structureVersion, checkpoint) {
      if (last?.program !== program) return (await advance(program, structureVersion, last, checkpoint)).affected;
      last = { ...last, isPristine: false };
      return last.affected;
    },
    fileDiagnostics(file) {
      const { builder } = current();
      return builder.getSemanticDiagnostics(builder.getSourceFile(file));
    },
    async allDiagnostics(freshProgram, structureVersion, checkpoint) {
      const first = await checkInFileOrder(current(), checkpoint);
      const isUnreliable = dependsOnHistory(current(), new Set([...filesWithOnceReported, ...first.withOnceReported]));
      if (isUnreliable) await advance(freshProgram(), structureVersion, undefined, checkpoint);
      const result = isUnreliable ? await checkInFileOrder(current(), checkpoint) : first;
      filesWithOnceReported = result.withOnceReported;
      return result.diagnostics;
    },
    async declarationDiagnostics(program, checkpoint) {
      const found: ts.Diagnostic[] = [];
      for (const source of program.getSourceFiles()) {
        const isOtherProjects = (program as ProgramInternals).isSourceOfProjectReferenceRedirect(source.fileName);
        if (source.isDeclarationFile || isOtherProjects) continue;
        await checkpoint();
        found.push(...memo(declarationErrors, source.fileName, () => program.getDeclarationDiagnostics(source)));
      }
      return found;
    },
  };
}

async function checkInFileOrder({ builder, program }: CheckedProgram, checkpoint: Checkpoint) {
  const withOnceReported = new Set<string>();
  for (const source of program.getSourceFiles()) {
    await checkpoint();
    if (builder.getSemanticDiagnostics(source).some(isReportedOnce)) withOnceReported.add(source.fileName);
  }
  return { diagnostics: builder.getSemanticDiagnostics(), withOnceReported };
}

/** Whether a fresh program could report other errors, or the same ones for other files. */
function dependsOnHistory(
  { affected, program, isPristine, lostGlobalError }: CheckedProgram,
  withOnceReported: ReadonlySet<string>,
): boolean {
  if (lostGlobalError) return true;
  return !isPristine && [...withOnceReported].some((file) => affected.has(file) || !program.getSourceFile(file));
}

/** `previous`: the program that results may be reused from. */
async function checkedProgramOf(
  ts: Ts,
  signatures: DeclarationSignatures,
  program: ts.Program,
  globalEffects: GlobalEffects,
  previous: CheckedProgram | undefined,
  checkpoint: Checkpoint,
): Promise<{ readonly checked: CheckedProgram; readonly isReused: boolean }> {
  const base = previous && canReuseResults(previous.globalEffects, globalEffects) ? previous : undefined;
  const globalErrorCount = program.getGlobalDiagnostics().length;
  const reusing = base && (await findAffectedFiles(ts, program, base, signatures, checkpoint));
  // The builder doesn't follow a change through an augmenting file, so nothing can be reused once one is affected.
  const isReused =
    reusing !== undefined && ![...reusing.affected].some((file) => globalEffects.augmentingFiles.has(file));
  const found = isReused ? reusing : await findAffectedFiles(ts, program, undefined, signatures, checkpoint);
  const checked = {
    program,
    globalEffects,
    ...found,
    isPristine: base === undefined,
    lostGlobalError: program.getGlobalDiagnostics().length > globalErrorCount,
  };
  return { checked, isReused };
}

/** How long the builder may search for affected files before it yields to the event loop, in milliseconds. */
const SLICE_MS = 25;

/** Lets the builder find out which files are affected, without checking them yet. */
async function findAffectedFiles(
  ts: Ts,
  program: ts.Program,
  base: CheckedProgram | undefined,
  signatures: DeclarationSignatures,
  checkpoint: Checkpoint,
): Promise<AffectedFiles> {
  const builder = ts.createSemanticDiagnosticsBuilderProgram(
    signatures.programForBuilder(program, base?.program),
    { createHash: signatures.hash },
    base?.builder,
  );
  const affected = new Set<string>();
  let started = performance.now();
  const skipUntilSliceEnds = ({ fileName }: ts.SourceFile): boolean => {
    affected.add(fileName);
    // A file that is not skipped is checked now, which has to happen anyway, and the builder returns to this loop.
    return performance.now() - started < SLICE_MS;
  };
  for (;;) {
    await checkpoint();
    started = performance.now();
    const next = builder.getSemanticDiagnosticsOfNextAffectedFile(undefined, base ? skipUntilSliceEnds : skipAll);
    if (!next) return { builder, affected };
    if (!('fileName' in next.affected)) for (const { fileName } of program.getSourceFiles()) affected.add(fileName);
  }

  /** Without a base every file is affected: the builder has nothing to compute, so this takes no time. */
  function skipAll({ fileName }: ts.SourceFile): boolean {
    affected.add(fileName);
    return true;
  }
}

/** Not in the declared API, but on the program of every 5.x and 6.x compiler. */
interface ProgramInternals extends ts.Program {
  /** Whether the file is another project's source, read in place of its declarations. */
  isSourceOfProjectReferenceRedirect(file: string): boolean;
}
