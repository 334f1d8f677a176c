/**
 * `quick-fix/` applies the compiler's own fixes to a candidate. This file decides which of them stay;
 * `quick-fix-proposals.ts` decides which are allowed at all.
 */
import type * as ts from 'typescript';
import { notKnown, typeFingerprint } from '../../contract/fingerprint';
import type { QuickFix } from '../../contract/type-check';
import type { Checkpoint } from '../checkpoint';
import type { ClassicProject } from '../projects/classic-project';
import type { Project } from '../projects/project';
import { type LocatedError, proposalsFor } from './quick-fix-proposals';

/** The largest number of fixes to try: each costs a check of the edited files. */
const MAX_TRIES = 24;
/** How many further fixes may follow one that uncovered new errors (an import gives a name its type), to fix these. */
const MAX_FOLLOWERS = 2;

interface FixContext {
  /** The projects that offer the fixes. */
  readonly projects: readonly ClassicProject[];
  /** The projects in whose other files a fix may not cause an error. */
  readonly guarded: readonly Project[];
  /** Absolute paths of the files that may be changed. */
  readonly edited: readonly string[];
  read(file: string): string | undefined;
  /** Puts a text over the file; the projects see it in their next answer. */
  write(file: string, text: string): void;
}

/**
 * Applies the compiler's own fixes to the edited files one by one. A fix, or a short sequence of fixes, stays
 * only if the errors of these files become strictly fewer, if no error is new (by fingerprint) in them or in a
 * file that depends on them, and if it changes only these files. All paths are absolute.
 */
export async function applyQuickFixes(context: FixContext, checkpoint: Checkpoint): Promise<readonly QuickFix[]> {
  const applied: QuickFix[] = [];
  const search: Search = { context: context, refused: new Set(), triesLeft: MAX_TRIES, checkpoint };
  const breaksDependents = createDependentsCheck(context, checkpoint);
  for (let errors = await errorsOf(context, checkpoint); errors.length > 0; ) {
    const before = textsOf(context);
    const step = await findImprovement(search, errors, errors, MAX_FOLLOWERS);
    if (!step) break;
    if (await breaksDependents(before)) {
      restoreTexts(context, before);
      search.refused.add(step.key);
      continue;
    }
    applied.push(...step.fixes);
    errors = step.after;
  }
  return applied;
}

interface Search {
  readonly context: FixContext;
  /** Keys of the proposals that did not help as a first step. */
  readonly refused: Set<string>;
  triesLeft: number;
  readonly checkpoint: Checkpoint;
}

interface Step {
  /** The key of the first fix's proposal. */
  readonly key: string;
  readonly fixes: readonly QuickFix[];
  readonly after: readonly LocatedError[];
}

/**
 * Finds a fix, or a sequence of fixes, that leads from the `current` errors to fewer than `base` has, and leaves
 * it applied. Without one, all texts are as before.
 */
async function findImprovement(
  search: Search,
  base: readonly LocatedError[],
  current: readonly LocatedError[],
  followers: number,
): Promise<Step | undefined> {
  const { context, refused, checkpoint } = search;
  const isFirst = current === base;
  for (const error of fixableErrors(isFirst ? current : newErrors(current, base))) {
    await checkpoint();
    for (const { key, fix } of proposalsFor(context, error)) {
      if (isFirst && refused.has(key)) continue;
      if (search.triesLeft-- <= 0) return undefined;
      const before = context.read(fix.path) ?? '';
      context.write(fix.path, fix.newText);
      const after = await errorsOf(context, checkpoint);
      if (after.length < base.length && newErrors(after, base).length === 0) return { key, fixes: [fix], after };
      const isGone = newErrors([error], after).length > 0;
      const rest = isGone && followers > 0 ? await findImprovement(search, base, after, followers - 1) : undefined;
      if (rest) return { key, fixes: [fix, ...rest.fixes], after: rest.after };
      context.write(fix.path, before);
      if (isFirst) refused.add(key);
    }
  }
  return undefined;
}

/** With broken syntax the other errors are unreliable, so then only the syntax errors are fixed. */
function fixableErrors(errors: readonly LocatedError[]): readonly LocatedError[] {
  const syntactic = errors.filter(({ kind }) => kind === 'syntactic');
  return syntactic.length > 0 ? syntactic : errors;
}

/**
 * Returns a function that says whether the step from the texts `before` to the present ones causes an error in a
 * file that depends on the edited ones. Most steps change nothing that other files see, and the projects find
 * that out quickly.
 */
function createDependentsCheck(context: FixContext, checkpoint: Checkpoint): (before: Texts) => Promise<boolean> {
  let known: readonly string[] | undefined;
  const dependentErrors = async (): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const project of context.guarded) {
      for await (const diagnostics of project.allDependentDiagnostics(context.edited, checkpoint)) {
        found.push(...diagnostics.filter(({ category }) => category === 'error').map(typeFingerprint));
      }
    }
    return found;
  };
  return async (before) => {
    const after = await dependentErrors();
    // The errors before are computed only if there are errors now, because the first such check is the most expensive.
    if (after.length > 0 && !known) {
      const now = textsOf(context);
      restoreTexts(context, before);
      known = await dependentErrors();
      restoreTexts(context, now);
    }
    if (
      notKnown(
        after.map((fingerprint) => ({ fingerprint })),
        known ?? [],
      ).length > 0
    )
      return true;
    known = after;
    return false;
  };
}

type Texts = ReadonlyMap<string, string>;

function textsOf({ edited, read }: FixContext): Texts {
  return new Map(
    edited.flatMap((file) => {
      const text = read(file);
      return text === undefined ? [] : [[file, text]];
    }),
  );
}

function restoreTexts({ read, write }: FixContext, texts: Texts): void {
  for (const [file, text] of texts) if (read(file) !== text) write(file, text);
}

async function errorsOf({ projects, edited }: FixContext, checkpoint: Checkpoint): Promise<readonly LocatedError[]> {
  const found = new Map<string, LocatedError>();
  for (const project of projects) {
    for (const file of edited) {
      await checkpoint();
      for (const kind of ['syntactic', 'semantic'] as const) {
        for (const diagnostic of project.compilerDiagnostics(file, kind)) {
          if (diagnostic.category !== project.compiler.ts.DiagnosticCategory.Error || !hasPlace(diagnostic)) continue;
          const message = project.compiler.ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
          const fingerprint = typeFingerprint({ path: file, code: diagnostic.code, message });
          found.set(`${fingerprint} ${diagnostic.start}`, { project, diagnostic, fingerprint, kind });
        }
      }
    }
  }
  return [...found.values()];
}

function hasPlace(diagnostic: ts.Diagnostic): diagnostic is LocatedError['diagnostic'] {
  return diagnostic.file !== undefined && diagnostic.start !== undefined;
}

/** Returns the errors that `base` does not have, by fingerprint. */
function newErrors(errors: readonly LocatedError[], base: readonly LocatedError[]): LocatedError[] {
  return notKnown(
    errors,
    base.map(({ fingerprint }) => fingerprint),
  );
}
