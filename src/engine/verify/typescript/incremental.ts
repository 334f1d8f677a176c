import path from 'node:path';
import type * as ts from 'typescript';
import type { Compiler, Ts } from './compilers';
import { versionOf } from './disk';
import { memo } from './memo';
import type { Pause } from './pause';

/** Type errors of a whole program, file by file only where a change since the last time can reach. */
export interface Incremental {
  /** `structure` is that of the files when the program was made. `pause` is called between files and may throw. */
  semantic(program: ts.Program, structure: number, pause: Pause): Promise<readonly ts.Diagnostic[]>;
  /** After `semantic`, for the same program. */
  declarations(program: ts.Program, pause: Pause): Promise<readonly ts.Diagnostic[]>;
}

interface Done {
  readonly builder: ts.SemanticDiagnosticsBuilderProgram;
  readonly structure: number;
  readonly spreading: ReadonlySet<string>;
}

/**
 * Leans on the compiler's own builder, as `tsc --watch` does, and starts afresh in the cases that
 * the builder is known to miss: a file that changes what others see without being imported by
 * them, and an import that leads elsewhere although its file is unchanged.
 */
export function createIncremental({ ts }: Compiler): Incremental {
  let last: Done | undefined;
  let declared = new Map<string, readonly ts.Diagnostic[]>();

  /** Undefined: a spreading file was reached, so that nothing of the last time can be kept. */
  const advance = async (program: ts.Program, from: Done | undefined, spreading: ReadonlySet<string>, pause: Pause) => {
    const builder = ts.createSemanticDiagnosticsBuilderProgram(program, { createHash: versionOf }, from?.builder);
    if (!from) declared = new Map();
    for (;;) {
      await pause();
      const next = builder.getSemanticDiagnosticsOfNextAffectedFile();
      if (!next) return builder;
      if ('fileName' in next.affected) {
        declared.delete(next.affected.fileName);
        if (from && spreading.has(next.affected.fileName)) return undefined;
      } else {
        declared.clear();
      }
    }
  };

  return {
    async semantic(program, structure, pause) {
      const spreading = spreadingFiles(ts, program);
      const keeps = last && sameNames(spreading, last.spreading) &&
        (structure === last.structure || !someImportMoved(last.builder.getProgram(), program));
      const builder =
        (keeps ? await advance(program, last, spreading, pause) : undefined) ?? (await advance(program, undefined, spreading, pause));
      // Kept only now that it is complete: one given up half-way would be taken for the whole.
      if (builder) last = { builder, structure, spreading };
      return builder?.getSemanticDiagnostics() ?? [];
    },
    async declarations(program, pause) {
      const found: ts.Diagnostic[] = [];
      for (const source of program.getSourceFiles()) {
        if (source.isDeclarationFile || (program as Redirecting).isSourceOfProjectReferenceRedirect(source.fileName)) continue;
        await pause();
        found.push(...memo(declared, source.fileName, () => program.getDeclarationDiagnostics(source)));
      }
      return found;
    },
  };
}

/** Not in the declared API, but on the program of every 5.x and 6.x compiler. */
interface Redirecting extends ts.Program {
  /** Whether the file is another project's source, read in place of its declarations. */
  isSourceOfProjectReferenceRedirect(file: string): boolean;
}

/** Not in the declared API, but on the source files of every 5.x and 6.x compiler. */
interface Importing extends ts.SourceFile {
  readonly imports?: readonly ts.StringLiteralLike[];
  readonly version?: string;
}

/**
 * Files that others depend on without importing them: `declare module './other'`, `declare global`,
 * and scripts that take a type from a module. The builder follows an edit of such a file itself,
 * but not a change that reaches it from elsewhere.
 */
function spreadingFiles(ts: Ts, program: ts.Program): ReadonlySet<string> {
  const found = new Set<string>();
  for (const source of program.getSourceFiles()) {
    if (program.isSourceFileDefaultLibrary(source)) continue;
    const spreads = ts.isExternalModule(source)
      ? source.statements.some((node) => ts.isModuleDeclaration(node) && (ts.isStringLiteral(node.name) || node.name.text === 'global'))
      : importsOf(source).length > 0;
    if (spreads) found.add(source.fileName);
  }
  return found;
}

function sameNames(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((name) => b.has(name));
}

/**
 * Whether a file with the same text now imports another file. The builder checks that file again,
 * but not those that see the change through its unchanged `export * from`.
 */
function someImportMoved(before: ts.Program, now: ts.Program): boolean {
  return now.getSourceFiles().some((source) => {
    const old = before.getSourceFile(source.fileName) as Importing | undefined;
    if (!old || old.version !== (source as Importing).version) return false;
    return !sameNames(targetsOf(before, old), targetsOf(now, source));
  });
}

/** Names of the files that a file's imports lead to, each with its specifier. */
function targetsOf(program: ts.Program, source: ts.SourceFile): ReadonlySet<string> {
  const checker = program.getTypeChecker();
  const targets = new Set(source.referencedFiles.map(({ fileName }) => {
    const file = path.posix.resolve(path.posix.dirname(source.fileName), fileName);
    return `${fileName} ${program.getSourceFile(file) ? file : ''}`;
  }));
  for (const specifier of importsOf(source)) {
    const declarations = checker.getSymbolAtLocation(specifier)?.declarations ?? [undefined];
    for (const declaration of declarations) targets.add(`${specifier.text} ${declaration?.getSourceFile().fileName ?? ''}`);
  }
  return targets;
}

function importsOf(source: ts.SourceFile): readonly ts.StringLiteralLike[] {
  return (source as Importing).imports ?? [];
}
