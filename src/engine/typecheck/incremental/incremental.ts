import type * as ts from 'typescript';
import { memo } from '../../platform/memo';
import type { Pause } from '../pause';
import type { Compiler, Ts } from '../projects/compilers';
import { createDeclarationSignatures, type DeclarationSignatures } from './declaration-signatures';
import { carriesOver, type GlobalEffects, globalEffectsOf } from './global-effects';
import { isReportedOnce } from './once-reported-errors';

/** Type errors of a program, file by file only where a change since the last time can reach. */
export interface Incremental {
  /**
   * Names of the files that a change since the last time can reach. `structure` is that of the files
   * when the program was made. `pause` is called between files and may throw.
   */
  affected(program: ts.Program, structure: number, pause: Pause): Promise<ReadonlySet<string>>;
  /** After `affected`, for the same program: the type errors of one of its files. */
  ofFile(file: string): readonly ts.Diagnostic[];
  /**
   * After `affected`, for the same program: all type errors. Where they may depend on what was asked
   * or carried over before, they are found out of `fresh`, the same program of which nothing was asked yet.
   */
  all(fresh: () => ts.Program, structure: number, pause: Pause): Promise<readonly ts.Diagnostic[]>;
  /** After `all`, for the same program. */
  declarations(program: ts.Program, pause: Pause): Promise<readonly ts.Diagnostic[]>;
}

/** What the builder found to be affected. */
interface Followed {
  readonly builder: ts.SemanticDiagnosticsBuilderProgram;
  readonly affected: ReadonlySet<string>;
}

interface Done extends Followed {
  readonly program: ts.Program;
  readonly reach: GlobalEffects;
  /** Nothing was carried over, and nothing asked of it in another order than that of its files. */
  readonly isPristine: boolean;
  /** An error came up while only a shape was asked for: it has no place, and its file will not tell it again. */
  readonly isSwallowed: boolean;
}

/**
 * Leans on the compiler's own builder, as `tsc --watch` does, and starts afresh in the cases that
 * the builder is known to miss: a file that changes what others see without being imported by
 * them, and an import that leads elsewhere although its file is unchanged.
 */
export function createIncremental({ ts }: Compiler): Incremental {
  let last: Done | undefined;
  const declared = new Map<string, readonly ts.Diagnostic[]>();
  const shapes = createDeclarationSignatures(ts);

  const advance = async (program: ts.Program, structure: number, carry: boolean, pause: Pause): Promise<Done> => {
    const reach = globalEffectsOf(ts, program, structure, last?.reach);
    const from = carry && last && carriesOver(last.reach, reach) ? last : undefined;
    const placeless = program.getGlobalDiagnostics().length;
    const carried = from && (await follow(ts, program, from, shapes, pause));
    // A spreading file was reached: nothing can be carried over after all.
    const isCarried = carried !== undefined && ![...carried.affected].some((file) => reach.spreading.has(file));
    const found = isCarried ? carried : await follow(ts, program, undefined, shapes, pause);
    if (!isCarried) declared.clear();
    for (const file of found.affected) declared.delete(file);
    // Kept only now that it is complete: one given up half-way would be taken for the whole.
    last = {
      program,
      reach,
      ...found,
      isPristine: from === undefined,
      isSwallowed: program.getGlobalDiagnostics().length > placeless,
    };
    return last;
  };

  const done = (): Done => {
    if (!last) throw new Error('what is affected has to be known first');
    return last;
  };

  /** Files that, when all was asked the last time, had an error that is told once. */
  let withToldOnce: ReadonlySet<string> = new Set();

  const inOrder = async (pause: Pause) => {
    const { builder, program } = done();
    const found = new Set<string>();
    for (const source of program.getSourceFiles()) {
      await pause();
      if (builder.getSemanticDiagnostics(source).some(isReportedOnce)) found.add(source.fileName);
    }
    return { diagnostics: builder.getSemanticDiagnostics(), found };
  };

  return {
    async affected(program, structure, pause) {
      if (last?.program !== program) return (await advance(program, structure, true, pause)).affected;
      last = { ...last, isPristine: false };
      return last.affected;
    },
    ofFile(file) {
      const { builder } = done();
      return builder.getSemanticDiagnostics(builder.getSourceFile(file));
    },
    async all(fresh, structure, pause) {
      const { affected, program, isPristine, isSwallowed } = done();
      const first = await inOrder(pause);
      const isOld =
        isSwallowed ||
        (!isPristine &&
          [...withToldOnce, ...first.found].some((file) => affected.has(file) || !program.getSourceFile(file)));
      if (isOld) await advance(fresh(), structure, false, pause);
      const { diagnostics, found } = isOld ? await inOrder(pause) : first;
      withToldOnce = found;
      return diagnostics;
    },
    async declarations(program, pause) {
      const found: ts.Diagnostic[] = [];
      for (const source of program.getSourceFiles()) {
        if (source.isDeclarationFile || (program as Redirecting).isSourceOfProjectReferenceRedirect(source.fileName))
          continue;
        await pause();
        found.push(...memo(declared, source.fileName, () => program.getDeclarationDiagnostics(source)));
      }
      return found;
    },
  };
}

/** How long the compiler may look for what is affected before it lets messages in, in milliseconds. */
const SLICE_MS = 25;

/** Lets the builder find out what is affected, without checking it yet. */
async function follow(
  ts: Ts,
  program: ts.Program,
  from: Done | undefined,
  shapes: DeclarationSignatures,
  pause: Pause,
): Promise<Followed> {
  const builder = ts.createSemanticDiagnosticsBuilderProgram(
    shapes.of(program, from?.program),
    { createHash: shapes.hash },
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
    await pause();
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
