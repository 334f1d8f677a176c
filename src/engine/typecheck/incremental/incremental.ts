import type * as ts from 'typescript';
import { memo } from '../../platform/memo';
import type { Checkpoint } from '../checkpoint';
import type { Compiler, Ts } from '../projects/compilers';
import { createDeclarationSignatures, type DeclarationSignatures } from './declaration-signatures';
import { canReuseResults, type GlobalEffects, globalEffectsOf } from './global-effects';
import { isReportedOnce } from './once-reported-errors';

/** Type errors of a program, file by file only where a change since the last time can reach. */
export interface IncrementalChecker {
  /**
   * Names of the files that a change since the last time can reach. `structure` is that of the files
   * when the program was made. `pause` is called between files and may throw.
   */
  affectedFiles(program: ts.Program, structure: number, checkpoint: Checkpoint): Promise<ReadonlySet<string>>;
  /** After `affected`, for the same program: the type errors of one of its files. */
  fileDiagnostics(file: string): readonly ts.Diagnostic[];
  /**
   * After `affected`, for the same program: all type errors. Where they may depend on what was asked
   * or carried over before, they are found out of `fresh`, the same program of which nothing was asked yet.
   */
  allDiagnostics(fresh: () => ts.Program, structure: number, checkpoint: Checkpoint): Promise<readonly ts.Diagnostic[]>;
  /** After `all`, for the same program. */
  declarationDiagnostics(program: ts.Program, checkpoint: Checkpoint): Promise<readonly ts.Diagnostic[]>;
}

/** What the builder found to be affected. */
interface AffectedFiles {
  readonly builder: ts.SemanticDiagnosticsBuilderProgram;
  readonly affected: ReadonlySet<string>;
}

interface CheckedProgram extends AffectedFiles {
  readonly program: ts.Program;
  readonly globalEffects: GlobalEffects;
  /** Nothing was carried over, and nothing asked of it in another order than that of its files. */
  readonly isPristine: boolean;
  /** An error came up while only a shape was asked for: it has no place, and its file will not tell it again. */
  readonly lostGlobalError: boolean;
}

/**
 * Leans on the compiler's own builder, as `tsc --watch` does, and starts afresh in the cases that
 * the builder is known to miss: a file that changes what others see without being imported by
 * them, and an import that leads elsewhere although its file is unchanged.
 */
export function createIncrementalChecker({ ts }: Compiler): IncrementalChecker {
  let last: CheckedProgram | undefined;
  const declarationErrors = new Map<string, readonly ts.Diagnostic[]>();
  const signatures = createDeclarationSignatures(ts);

  const advance = async (
    program: ts.Program,
    structure: number,
    reuse: boolean,
    checkpoint: Checkpoint,
  ): Promise<CheckedProgram> => {
    const globalEffects = globalEffectsOf(ts, program, structure, last?.globalEffects);
    const from = reuse && last && canReuseResults(last.globalEffects, globalEffects) ? last : undefined;
    const globalErrorCount = program.getGlobalDiagnostics().length;
    const carried = from && (await findAffectedFiles(ts, program, from, signatures, checkpoint));
    // A spreading file was reached: nothing can be carried over after all.
    const isCarried =
      carried !== undefined && ![...carried.affected].some((file) => globalEffects.augmentingFiles.has(file));
    const found = isCarried ? carried : await findAffectedFiles(ts, program, undefined, signatures, checkpoint);
    if (!isCarried) declarationErrors.clear();
    for (const file of found.affected) declarationErrors.delete(file);
    // Kept only now that it is complete: one given up half-way would be taken for the whole.
    last = {
      program,
      globalEffects,
      ...found,
      isPristine: from === undefined,
      lostGlobalError: program.getGlobalDiagnostics().length > globalErrorCount,
    };
    return last;
  };

  const current = (): CheckedProgram => {
    if (!last) throw new Error('what is affected has to be known first');
    return last;
  };

  /** Files that, when all was asked the last time, had an error that is told once. */
  let filesWithOnceReported: ReadonlySet<string> = new Set();

  const checkInFileOrder = async (checkpoint: Checkpoint) => {
    const { builder, program } = current();
    const found = new Set<string>();
    for (const source of program.getSourceFiles()) {
      await checkpoint();
      if (builder.getSemanticDiagnostics(source).some(isReportedOnce)) found.add(source.fileName);
    }
    return { diagnostics: builder.getSemanticDiagnostics(), found };
  };

  return {
    async affectedFiles(program, structure, checkpoint) {
      if (last?.program !== program) return (await advance(program, structure, true, checkpoint)).affected;
      last = { ...last, isPristine: false };
      return last.affected;
    },
    fileDiagnostics(file) {
      const { builder } = current();
      return builder.getSemanticDiagnostics(builder.getSourceFile(file));
    },
    async allDiagnostics(fresh, structure, checkpoint) {
      const { affected, program, isPristine, lostGlobalError: isSwallowed } = current();
      const first = await checkInFileOrder(checkpoint);
      const isOld =
        isSwallowed ||
        (!isPristine &&
          [...filesWithOnceReported, ...first.found].some(
            (file) => affected.has(file) || !program.getSourceFile(file),
          ));
      if (isOld) await advance(fresh(), structure, false, checkpoint);
      const { diagnostics, found } = isOld ? await checkInFileOrder(checkpoint) : first;
      filesWithOnceReported = found;
      return diagnostics;
    },
    async declarationDiagnostics(program, checkpoint) {
      const found: ts.Diagnostic[] = [];
      for (const source of program.getSourceFiles()) {
        if (source.isDeclarationFile || (program as Redirecting).isSourceOfProjectReferenceRedirect(source.fileName))
          continue;
        await checkpoint();
        found.push(...memo(declarationErrors, source.fileName, () => program.getDeclarationDiagnostics(source)));
      }
      return found;
    },
  };
}

/** How long the compiler may look for what is affected before it lets messages in, in milliseconds. */
const SLICE_MS = 25;

/** Lets the builder find out what is affected, without checking it yet. */
async function findAffectedFiles(
  ts: Ts,
  program: ts.Program,
  from: CheckedProgram | undefined,
  signatures: DeclarationSignatures,
  checkpoint: Checkpoint,
): Promise<AffectedFiles> {
  const builder = ts.createSemanticDiagnosticsBuilderProgram(
    signatures.programForBuilder(program, from?.program),
    { createHash: signatures.hash },
    from?.builder,
  );
  const affected = new Set<string>();
  let started = performance.now();
  const passOver = ({ fileName }: ts.SourceFile): boolean => {
    affected.add(fileName);
    // Not passed over, the file is checked now, which it has to be anyway, and control comes back here.
    return performance.now() - started < SLICE_MS;
  };
  for (;;) {
    await checkpoint();
    started = performance.now();
    const next = builder.getSemanticDiagnosticsOfNextAffectedFile(undefined, from ? passOver : all);
    if (!next) return { builder, affected };
    if (!('fileName' in next.affected)) for (const { fileName } of program.getSourceFiles()) affected.add(fileName);
  }

  /** Without a program before there is nothing to find out, so it takes no time. */
  function all({ fileName }: ts.SourceFile): boolean {
    affected.add(fileName);
    return true;
  }
}

/** Not in the declared API, but on the program of every 5.x and 6.x compiler. */
interface Redirecting extends ts.Program {
  /** Whether the file is another project's source, read in place of its declarations. */
  isSourceOfProjectReferenceRedirect(file: string): boolean;
}
