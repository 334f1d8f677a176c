import type * as ts from 'typescript';
import type { QuickFix } from '../../contract/type-check';
import type { ClassicProject } from '../projects/classic-project';

/**
 * The compiler's own fixes that keep what the author meant. Left out on purpose: every fix that writes a
 * stub that throws, a member that was not asked for, `any`, `unknown`, a non-null `!` or a suppression.
 */
const ALLOWED_FIXES = new Set([
  'spelling',
  'import',
  'addMissingAwait',
  'addMissingAwaitToInitializer',
  'fixAwaitInSyncFunction',
  'fixReturnTypeInAsyncFunction',
  'fixConvertConstToLet',
  'addMissingConst',
  'forgottenThisPropertyAccess',
  'addMissingNewOperator',
  'fixMissingCallParentheses',
  'returnValueCorrect',
  'fixOverrideModifier',
  'convertToTypeOnlyImport',
  'convertToTypeOnlyExport',
  'splitTypeOnlyImport',
  'extendsInterfaceBecomesImplements',
  'constructorForDerivedNeedSuperCall',
  'classSuperMustPrecedeThisAccess',
  'fixNoPropertyAccessFromIndexSignature',
  'fixPropertyAssignment',
  'useBigintLiteral',
  'fixExpectedComma',
  'correctQualifiedNameToIndexedAccessType',
  'fixAddMissingTypeof',
  'addMissingTypeof',
  'useDefaultImport',
]);
/** Text that no fix may write, not even an allowed one. */
const FORBIDDEN_TEXT = /\bany\b|\bunknown\b|@ts-|Method not implemented|\bdebugger\b/;

/** An error with its project, whose compiler may have a fix for it. */
export interface LocatedError {
  readonly project: ClassicProject;
  readonly diagnostic: ts.Diagnostic & { readonly file: ts.SourceFile; readonly start: number };
  /** See `typeFingerprint`. */
  readonly fingerprint: string;
  readonly kind: 'syntactic' | 'semantic';
}

export interface EditedFiles {
  /** Absolute paths of the files that may be changed. */
  readonly edited: readonly string[];
  read(file: string): string | undefined;
}

export interface FixProposal {
  /** Identifies the proposal when it is made again after it was refused. */
  readonly key: string;
  readonly fix: QuickFix;
}

/** Returns the allowed fixes that the compiler offers for an error. Each changes one edited file and nothing else. */
export function proposalsFor(files: EditedFiles, error: LocatedError): FixProposal[] {
  try {
    return unambiguous(error, actionsFor(error)).flatMap((action) => propose(files, error, action) ?? []);
  } catch {
    // Some of the compiler's fixes throw on code that they don't expect (4 in 1,384 programs, measured).
    return [];
  }
}

function actionsFor({ project, diagnostic }: LocatedError): readonly ts.CodeFixAction[] {
  const { ts } = project.compiler;
  const { file, start, length = 0, code } = diagnostic;
  const newLine = file.text.includes('\r\n') ? '\r\n' : '\n';
  const format = { ...ts.getDefaultFormatCodeSettings(newLine), ...indentOf(file.text) };
  const quotePreference = quotesOf(file.text);
  const actions = project.service.getCodeFixesAtPosition(file.fileName, start, start + length, [code], format, {
    quotePreference,
  });
  const inImport = file.statements.some(
    (node) => ts.isImportDeclaration(node) && node.pos <= start && start < node.end,
  );
  // Deleting an unused import loses nothing; any other unused name may belong to unfinished code.
  return actions.filter(({ fixName }) => ALLOWED_FIXES.has(fixName) || (inImport && fixName === 'unusedIdentifier'));
}

function indentOf(text: string): { readonly indentSize: number; readonly convertTabsToSpaces: boolean } {
  const indent = /^(\t| {2,8})\S/m.exec(text)?.[1] ?? '    ';
  return indent === '\t'
    ? { indentSize: 4, convertTabsToSpaces: false }
    : { indentSize: indent.length, convertTabsToSpaces: true };
}

function quotesOf(text: string): 'single' | 'double' {
  return (text.match(/'/g)?.length ?? 0) > (text.match(/"/g)?.length ?? 0) ? 'single' : 'double';
}

/** A relative module specifier in a fix's description: a module of the workspace. */
const OWN_MODULE = /["'](\.{1,2}(?:\/[^"']*)?)["']/;

/**
 * A name that some module exports is not misspelt but not imported, so spelling fixes are dropped then. Where
 * several modules export it, an import is chosen only if all of them export the same symbol; a module of the
 * workspace is preferred to packages.
 */
function unambiguous(error: LocatedError, actions: readonly ts.CodeFixAction[]): readonly ts.CodeFixAction[] {
  const imports = actions.filter(({ fixName }) => fixName === 'import');
  if (imports.length === 0) return actions;
  const own = imports.filter(({ description }) => OWN_MODULE.test(description));
  const chosen = imports.length === 1 ? imports[0] : own.length === 1 ? own[0] : fromDeclaringModule(error, own);
  return actions.filter(
    (action) => action.fixName !== 'spelling' && (action.fixName !== 'import' || action === chosen),
  );
}

/**
 * If all imports are of one symbol, returns the import from the module that declares it, otherwise the
 * compiler's first; undefined if they are of different symbols.
 */
function fromDeclaringModule(
  { project, diagnostic: { file, start, length = 0 } }: LocatedError,
  imports: readonly ts.CodeFixAction[],
): ts.CodeFixAction | undefined {
  const { ts } = project.compiler;
  const program = project.program();
  const checker = program.getTypeChecker();
  const host = { fileExists: (name: string) => program.getSourceFile(name) !== undefined, readFile: () => undefined };
  const name = file.text.slice(start, start + length);
  const candidates = imports.map((action) => {
    const specifier = OWN_MODULE.exec(action.description)?.[1] ?? '';
    const resolved = ts.resolveModuleName(specifier, file.fileName, program.getCompilerOptions(), host).resolvedModule
      ?.resolvedFileName;
    const source = resolved === undefined ? undefined : program.getSourceFile(resolved);
    const module = source && checker.getSymbolAtLocation(source);
    const exported = module && checker.tryGetMemberInModuleExports(name, module);
    const symbol = exported && exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    return {
      action,
      symbol,
      isDeclaring: symbol?.declarations?.some((declaration) => declaration.getSourceFile() === source) ?? false,
    };
  });
  const symbol = candidates[0]?.symbol;
  if (!symbol || candidates.some((other) => other.symbol !== symbol)) return undefined;
  return (candidates.find(({ isDeclaring }) => isDeclaring) ?? candidates[0])?.action;
}

function propose(
  { edited, read }: EditedFiles,
  error: LocatedError,
  { changes, description, fixName }: ts.CodeFixAction,
): FixProposal | undefined {
  const [change, ...others] = changes;
  if (!change || others.length > 0 || change.isNewFile || !edited.includes(change.fileName)) return undefined;
  if (change.textChanges.some(({ newText }) => FORBIDDEN_TEXT.test(newText))) return undefined;
  const text = read(change.fileName);
  if (text === undefined) return undefined;
  let newText = text;
  for (const { span, newText: inserted } of [...change.textChanges].sort((a, b) => b.span.start - a.span.start)) {
    newText = newText.slice(0, span.start) + inserted + newText.slice(span.start + span.length);
  }
  if (newText === text) return undefined;
  const key = JSON.stringify([error.fingerprint, fixName, description]);
  return { key, fix: { path: change.fileName, description, newText } };
}
