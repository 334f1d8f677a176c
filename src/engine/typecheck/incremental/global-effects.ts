import path from 'node:path';
import type * as ts from 'typescript';
import type { Ts } from '../projects/compilers';
import { enumInputs } from './enum-constants';

/** Not in the declared API, but on the source files of every 5.x and 6.x compiler. */
interface Importing extends ts.SourceFile {
  readonly imports?: readonly ts.StringLiteralLike[];
  readonly version?: string;
}

/** What can change a file's errors without an edit of what it imports. */
export interface GlobalEffects {
  /**
   * Files that others depend on without importing them: `declare module './other'`, `declare global`,
   * `export as namespace`, and scripts that take a type from a module. The builder follows an edit of
   * such a file itself, but not a change that reaches it from elsewhere.
   */
  readonly augmentingFiles: ReadonlySet<string>;
  /** Everybody sees what a script declares; the builder looks only at what a file is now, not at what it was. */
  readonly scripts: ReadonlySet<string>;
  /** The options, as text. */
  readonly options: string;
  /** What enums are computed from; empty where none is. */
  readonly enumInputs: string;
  /** Where each file's imports lead, kept apart: compilers before 5.3 note it in the parsed file, for the newest program only. */
  readonly imports: ReadonlyMap<string, ImportTargets>;
  /** The state of `Files.structure`. */
  readonly structureVersion: number;
}

interface ImportTargets {
  readonly version: string | undefined;
  /** The files that each specifier leads to. */
  readonly targets: ReadonlyMap<string, string>;
}

/** `before` lends what cannot have changed since. */
export function globalEffectsOf(
  ts: Ts,
  program: ts.Program,
  structure: number,
  before: GlobalEffects | undefined,
): GlobalEffects {
  const spreading = new Set<string>();
  const scripts = new Set<string>();
  for (const source of program.getSourceFiles()) {
    if (program.isSourceFileDefaultLibrary(source)) continue;
    const isModule = ts.isExternalModule(source);
    if (!isModule) scripts.add(source.fileName);
    if (isModule ? source.statements.some((node) => isAugmentation(ts, node)) : importsOf(source).length > 0)
      spreading.add(source.fileName);
  }
  const { configFile: _, ...options } = program.getCompilerOptions();
  const constants = enumInputs(ts, program);
  return {
    augmentingFiles: spreading,
    scripts,
    options: JSON.stringify(options),
    enumInputs: constants,
    imports: importsIn(program, before?.structureVersion === structure ? before : undefined),
    structureVersion: structure,
  };
}

function importsIn(program: ts.Program, before: GlobalEffects | undefined): ReadonlyMap<string, ImportTargets> {
  return new Map(
    (program.getSourceFiles() as readonly Importing[]).map((source) => {
      const known = before?.imports.get(source.fileName);
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

/** Whether what was found out about the files before still holds for those that the builder does not name. */
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
 * Whether a specifier now leads from its file to another one. The builder checks that file again, but
 * not those that see the change through an `export * from` in it, which reads the same as before.
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
  return (source as Importing).imports ?? [];
}
