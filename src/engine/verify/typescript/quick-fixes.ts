import type * as ts from 'typescript';
import type { QuickFix } from '../ports';
import type { ClassicProject } from './classic-project';
import type { Pause } from './pause';

/**
 * The compiler's own fixes that carry the author's meaning. Left out on purpose: whatever writes a
 * stub that throws, a member nobody asked for, `any`, `unknown`, a non-null `!` or a suppression.
 */
const ALLOWED = new Set([
  'spelling', 'import', 'addMissingAwait', 'addMissingAwaitToInitializer', 'fixAwaitInSyncFunction', 'fixReturnTypeInAsyncFunction',
  'fixConvertConstToLet', 'addMissingConst', 'forgottenThisPropertyAccess', 'addMissingNewOperator', 'fixMissingCallParentheses',
  'returnValueCorrect', 'fixOverrideModifier', 'convertToTypeOnlyImport', 'convertToTypeOnlyExport', 'splitTypeOnlyImport',
  'extendsInterfaceBecomesImplements', 'constructorForDerivedNeedSuperCall', 'classSuperMustPrecedeThisAccess',
  'fixNoPropertyAccessFromIndexSignature', 'fixPropertyAssignment', 'useBigintLiteral', 'fixExpectedComma',
  'correctQualifiedNameToIndexedAccessType', 'fixAddMissingTypeof', 'addMissingTypeof', 'useDefaultImport',
]);
/** What a fix may never write, even one from the list. */
const SUSPECT = /\bany\b|\bunknown\b|@ts-|Method not implemented|\bdebugger\b/;
/** How many fixes are tried at most: each costs a check of the edited files. */
const MAX_TRIES = 24;
/** How many more fixes may follow one that uncovered errors (an import gives a name its type) to undo them. */
const MAX_FOLLOWERS = 2;

interface Workbench {
  readonly projects: readonly ClassicProject[];
  /** Absolute paths of the files that may be changed. */
  readonly edited: readonly string[];
  read(file: string): string | undefined;
  /** Puts a text over the file; the projects follow. */
  write(file: string, text: string): void;
}

/**
 * Applies fixes to the edited files one by one. A fix, or a short row of them, stays only when the
 * errors of these files become strictly fewer and none is new (by file, code and message), and when
 * it changes nothing but these files. Paths are absolute here.
 */
export async function applyQuickFixes(workbench: Workbench, pause: Pause): Promise<readonly QuickFix[]> {
  const applied: QuickFix[] = [];
  const search: Search = { workbench, refused: new Set(), triesLeft: MAX_TRIES, pause };
  for (let errors = await errorsOf(workbench, pause); errors.length > 0; ) {
    const step = await improve(search, errors, errors, MAX_FOLLOWERS);
    if (!step) break;
    applied.push(...step.fixes);
    errors = step.after;
  }
  return applied;
}

interface Search {
  readonly workbench: Workbench;
  /** Proposals that led nowhere as a first step. */
  readonly refused: Set<string>;
  triesLeft: number;
  readonly pause: Pause;
}

interface Step {
  readonly fixes: readonly QuickFix[];
  readonly after: readonly Found[];
}

/** A fix or row of fixes from the `current` errors to something better than `base`; else all is as it was. */
async function improve(search: Search, base: readonly Found[], current: readonly Found[], followers: number): Promise<Step | undefined> {
  const { workbench, refused, pause } = search;
  const isFirst = current === base;
  for (const error of isFirst ? current : added(current, base)) {
    await pause();
    for (const action of unambiguous(actionsFor(error))) {
      const proposal = propose(workbench, error, action);
      if (!proposal || (isFirst && refused.has(proposal.key))) continue;
      if (search.triesLeft-- <= 0) return undefined;
      const before = workbench.read(proposal.fix.path) ?? '';
      workbench.write(proposal.fix.path, proposal.fix.newText);
      const after = await errorsOf(workbench, pause);
      if (after.length < base.length && added(after, base).length === 0) return { fixes: [proposal.fix], after };
      const isGone = added([error], after).length > 0;
      const rest = isGone && followers > 0 ? await improve(search, base, after, followers - 1) : undefined;
      if (rest) return { fixes: [proposal.fix, ...rest.fixes], after: rest.after };
      workbench.write(proposal.fix.path, before);
      if (isFirst) refused.add(proposal.key);
    }
  }
  return undefined;
}

interface Found {
  readonly project: ClassicProject;
  readonly diagnostic: ts.Diagnostic & { readonly file: ts.SourceFile; readonly start: number };
  readonly key: string;
}

async function errorsOf({ projects, edited }: Workbench, pause: Pause): Promise<readonly Found[]> {
  const found = new Map<string, Found>();
  for (const project of projects) {
    for (const file of edited) {
      await pause();
      for (const diagnostic of [...project.diagnosticsOf(file, 'syntactic'), ...project.diagnosticsOf(file, 'semantic')]) {
        if (diagnostic.category !== project.compiler.ts.DiagnosticCategory.Error || !hasPlace(diagnostic)) continue;
        const message = project.compiler.ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
        const key = JSON.stringify([file, diagnostic.code, message]);
        found.set(`${key}${diagnostic.start}`, { project, diagnostic, key });
      }
    }
  }
  return [...found.values()];
}

function hasPlace(diagnostic: ts.Diagnostic): diagnostic is Found['diagnostic'] {
  return diagnostic.file !== undefined && diagnostic.start !== undefined;
}

/** Errors that `base` does not have; counted: two of a kind where there was one are one more. */
function added(errors: readonly Found[], base: readonly Found[]): Found[] {
  const left = new Map<string, number>();
  for (const { key } of base) left.set(key, (left.get(key) ?? 0) + 1);
  return errors.filter(({ key }) => {
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

interface Proposal {
  /** Says "the same proposal" again after it was refused. */
  readonly key: string;
  readonly fix: QuickFix;
}

function actionsFor({ project, diagnostic }: Found): readonly ts.CodeFixAction[] {
  const { ts } = project.compiler;
  const { file, start, length = 0, code } = diagnostic;
  const newLine = file.text.includes('\r\n') ? '\r\n' : '\n';
  try {
    const format = { ...ts.getDefaultFormatCodeSettings(newLine), ...indentOf(file.text) };
    const quotePreference = quotesOf(file.text);
    const actions = project.service.getCodeFixesAtPosition(file.fileName, start, start + length, [code], format, { quotePreference });
    const inImport = file.statements.some((node) => ts.isImportDeclaration(node) && node.pos <= start && start < node.end);
    // Nothing depends on an import that nobody uses; any other unused name may be a half-done thought.
    return actions.filter(({ fixName }) => ALLOWED.has(fixName) || (inImport && fixName === 'unusedIdentifier'));
  } catch {
    // Some of the compiler's fixes throw on code they were not written for (4 in 1,384 programs, measured).
    return [];
  }
}

function indentOf(text: string): { readonly indentSize: number; readonly convertTabsToSpaces: boolean } {
  const indent = /^(\t| {2,8})\S/m.exec(text)?.[1] ?? '    ';
  return indent === '\t' ? { indentSize: 4, convertTabsToSpaces: false } : { indentSize: indent.length, convertTabsToSpaces: true };
}

function quotesOf(text: string): 'single' | 'double' {
  return (text.match(/'/g)?.length ?? 0) > (text.match(/"/g)?.length ?? 0) ? 'single' : 'double';
}

/** A name that several modules export is not ours to choose; one of the workspace's own beats packages. */
function unambiguous(actions: readonly ts.CodeFixAction[]): readonly ts.CodeFixAction[] {
  const imports = actions.filter(({ fixName }) => fixName === 'import');
  if (imports.length < 2) return actions;
  const own = imports.filter(({ description }) => /["']\.{1,2}\//.test(description));
  const chosen = own.length === 1 ? own : [];
  return actions.filter((action) => action.fixName !== 'import' || chosen.includes(action));
}

function propose({ edited, read }: Workbench, error: Found, { changes, description, fixName }: ts.CodeFixAction): Proposal | undefined {
  const [change, ...others] = changes;
  if (!change || others.length > 0 || change.isNewFile || !edited.includes(change.fileName)) return undefined;
  if (change.textChanges.some(({ newText }) => SUSPECT.test(newText))) return undefined;
  const text = read(change.fileName);
  if (text === undefined) return undefined;
  let newText = text;
  for (const { span, newText: put } of [...change.textChanges].sort((a, b) => b.span.start - a.span.start)) {
    newText = newText.slice(0, span.start) + put + newText.slice(span.start + span.length);
  }
  if (newText === text) return undefined;
  const key = JSON.stringify([error.key, fixName, description]);
  return { key, fix: { path: change.fileName, description, newText } };
}
