import path from 'node:path';
import type * as ts from 'typescript';
import type { Ts } from '../projects/compilers';
import { enumInputs } from './enum-constants';
import type { SourceFileInternals } from './source-file-internals';

/** What can change a file's errors without a change of anything it imports. */
export interface GlobalEffects {
  /**
   * Files that others depend on without importing them: `declare module './other'`, `declare global`,
   * `export as namespace`, and scripts that import a type from a module. The builder follows an edit of
   * such a file itself, but not a change that affects it through its imports.
   */
  readonly augmentingFiles: ReadonlySet<string>;
  /**
   * Files that are not modules: all files see their declarations. The builder considers only what a file is now,
   * so it misses a script that has become a module.
   */
  readonly scripts: ReadonlySet<string>;
  /** The compiler options as JSON. */
  readonly options: string;
  /** See `enumInputs` in enum-constants.ts. */
  readonly enumInputs: string;
  /**
   * What each file's imports resolve to. Kept here, because compilers before 5.3 store it in the parsed file, for
   * the newest program only.
   */
  readonly imports: ReadonlyMap<string, ImportTargets>;
  /** `Files.structureVersion` when the program was made. */
  readonly structureVersion: number;
}

interface ImportTargets {
  readonly version: string | undefined;
  /** The files that each specifier resolves to, separated by spaces. */
  readonly targets: ReadonlyMap<string, string>;
}

/** Takes from `previous` what can't have changed since. */
export function globalEffectsOf(
  ts: Ts,
  program: ts.Program,
  structureVersion: number,
  previous: GlobalEffects | undefined,
): GlobalEffects {
  const augmentingFiles = new Set<string>();
  const scripts = new Set<string>();
  for (const source of program.getSourceFiles()) {
    if (program.isSourceFileDefaultLibrary(source)) continue;
    const isModule = ts.isExternalModule(source);
    if (!isModule) scripts.add(source.fileName);
    if (isModule ? source.statements.some((node) => isAugmentation(ts, node)) : importsOf(source).length > 0)
      augmentingFiles.add(source.fileName);
  }
  const { configFile: _, ...options } = program.getCompilerOptions();
  return {
    augmentingFiles,
    scripts,
    options: JSON.stringify(options),
    enumInputs: enumInputs(ts, program),
    imports: importsIn(program, previous?.structureVersion === structureVersion ? previous : undefined),
    structureVersion,
  };
}

function importsIn(program: ts.Program, previous: GlobalEffects | undefined): ReadonlyMap<string, ImportTargets> {
  return new Map(
    (program.getSourceFiles() as readonly SourceFileInternals[]).map((source) => {
      const known = previous?.imports.get(source.fileName);
      return [
        source.fileName,
        known?.version === source.version && known
          ? known
          : { version: source.version, targets: targetsOf(program, source) },
      ];
    }),
  );
}

function isAugmentation(ts: Ts, node: ts.Statement): boolean {
  if (ts.isModuleDeclaration(node)) return ts.isStringLiteral(node.name) || node.name.text === 'global';
  return ts.isNamespaceExportDeclaration(node);
}

/** Whether earlier results still hold for the files that the builder does not name as affected. */
export function canReuseResults(before: GlobalEffects, now: GlobalEffects): boolean {
  if (
    !sameNames(before.augmentingFiles, now.augmentingFiles) ||
    !sameNames(before.scripts, now.scripts) ||
    before.options !== now.options ||
    before.enumInputs !== now.enumInputs
  )
    return false;
  return before.structureVersion === now.structureVersion || !someImportResolvesElsewhere(before, now);
}

function sameNames(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((name) => b.has(name));
}

/**
 * Whether an unchanged specifier now resolves to another file. The builder checks the importing file again, but
 * not the files that see the change through an `export * from` in it, whose text is the same as before.
 */
function someImportResolvesElsewhere(before: GlobalEffects, now: GlobalEffects): boolean {
  return [...now.imports].some(([file, { targets }]) => {
    const old = before.imports.get(file)?.targets;
    return old !== undefined && [...targets].some(([specifier, target]) => (old.get(specifier) ?? target) !== target);
  });
}

function targetsOf(program: ts.Program, source: ts.SourceFile): ReadonlyMap<string, string> {
  const checker = program.getTypeChecker();
  const targets = new Map(
    source.referencedFiles.map(({ fileName }) => {
      const file = path.posix.resolve(path.posix.dirname(source.fileName), fileName);
      return [fileName, program.getSourceFile(file) ? file : ''];
    }),
  );
  for (const specifier of importsOf(source)) {
    const declarations = checker.getSymbolAtLocation(specifier)?.declarations ?? [];
    targets.set(
      specifier.text,
      [...new Set(declarations.map((declaration) => declaration.getSourceFile().fileName))].sort().join(' '),
    );
  }
  return targets;
}

function importsOf(source: ts.SourceFile): readonly ts.StringLiteralLike[] {
  return (source as SourceFileInternals).imports ?? [];
}
