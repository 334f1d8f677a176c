import type * as ts from 'typescript';
import { notKnown, typeFingerprint } from '../../contract/fingerprint';
import type { QuickFix } from '../../contract/type-check';
import type { Checkpoint } from '../checkpoint';
import type { ClassicProject } from '../projects/classic-project';
import type { Project } from '../projects/project';
import { type LocatedError, proposalsFor } from './quick-fix-proposals';

/** How many fixes are tried at most: each costs a check of the edited files. */
const MAX_TRIES = 24;
/** How many more fixes may follow one that uncovered errors (an import gives a name its type) to undo them. */
const MAX_FOLLOWERS = 2;

interface FixContext {
  /** Those that know the fixes. */
  readonly projects: readonly ClassicProject[];
  /** Those whose other files a fix may not harm. */
  readonly judges: readonly Project[];
  /** Absolute paths of the files that may be changed. */
  readonly edited: readonly string[];
  read(file: string): string | undefined;
  /** Puts a text over the file; the projects follow. */
  write(file: string, text: string): void;
}

/**
 * Applies fixes to the edited files one by one. A fix, or a short row of them, stays only when the
 * errors of these files become strictly fewer, when none is new (by fingerprint) in them or in a
 * file that depends on them, and when it changes nothing but these files. Paths are absolute here.
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
  /** Proposals that led nowhere as a first step. */
  readonly refused: Set<string>;
  triesLeft: number;
  readonly checkpoint: Checkpoint;
}

interface Step {
  /** That of the first fix's proposal. */
  readonly key: string;
  readonly fixes: readonly QuickFix[];
  readonly after: readonly LocatedError[];
}

/** A fix or row of fixes from the `current` errors to something better than `base`; else all is as it was. */
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

/** What broken syntax makes of names and types means nothing, so with it nothing else is mended. */
function fixableErrors(errors: readonly LocatedError[]): readonly LocatedError[] {
  const syntactic = errors.filter(({ kind }) => kind === 'syntactic');
  return syntactic.length > 0 ? syntactic : errors;
}

/**
 * Whether the step from these texts to those there are now brings an error to a file that depends on
 * the edited ones. Most steps change nothing that others see, and the projects know that at once.
 */
function createDependentsCheck(context: FixContext, checkpoint: Checkpoint): (before: Texts) => Promise<boolean> {
  let known: readonly string[] | undefined;
  const look = async (): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const project of context.judges) {
      for await (const told of project.allDependentDiagnostics(context.edited, checkpoint)) {
        found.push(...told.filter(({ category }) => category === 'error').map(typeFingerprint));
      }
    }
    return found;
  };
  return async (before) => {
    const after = await look();
    // Without any error there is no need to know what there was before: the look that costs most.
    if (after.length > 0 && !known) {
      const now = textsOf(context);
      restoreTexts(context, before);
      known = await look();
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

/** Errors that `base` does not have. */
function newErrors(errors: readonly LocatedError[], base: readonly LocatedError[]): LocatedError[] {
  return notKnown(
    errors,
    base.map(({ fingerprint }) => fingerprint),
  );
}
