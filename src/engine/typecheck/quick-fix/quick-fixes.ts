import type * as ts from 'typescript';
import { notKnown, typeFingerprint } from '../../contract/fingerprint';
import type { QuickFix } from '../../contract/type-check';
import type { Pause } from '../pause';
import type { ClassicProject } from '../projects/classic-project';
import type { Project } from '../projects/project';
import { type PlacedError, proposalsFor } from './quick-fix-proposals';

/** How many fixes are tried at most: each costs a check of the edited files. */
const MAX_TRIES = 24;
/** How many more fixes may follow one that uncovered errors (an import gives a name its type) to undo them. */
const MAX_FOLLOWERS = 2;

interface Workbench {
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
export async function applyQuickFixes(workbench: Workbench, pause: Pause): Promise<readonly QuickFix[]> {
  const applied: QuickFix[] = [];
  const search: Search = { workbench, refused: new Set(), triesLeft: MAX_TRIES, pause };
  const harms = createHarmCheck(workbench, pause);
  for (let errors = await errorsOf(workbench, pause); errors.length > 0; ) {
    const before = textsOf(workbench);
    const step = await improve(search, errors, errors, MAX_FOLLOWERS);
    if (!step) break;
    if (await harms(before)) {
      put(workbench, before);
      search.refused.add(step.key);
      continue;
    }
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
  /** That of the first fix's proposal. */
  readonly key: string;
  readonly fixes: readonly QuickFix[];
  readonly after: readonly PlacedError[];
}

/** A fix or row of fixes from the `current` errors to something better than `base`; else all is as it was. */
async function improve(
  search: Search,
  base: readonly PlacedError[],
  current: readonly PlacedError[],
  followers: number,
): Promise<Step | undefined> {
  const { workbench, refused, pause } = search;
  const isFirst = current === base;
  for (const error of mendable(isFirst ? current : added(current, base))) {
    await pause();
    for (const { key, fix } of proposalsFor(workbench, error)) {
      if (isFirst && refused.has(key)) continue;
      if (search.triesLeft-- <= 0) return undefined;
      const before = workbench.read(fix.path) ?? '';
      workbench.write(fix.path, fix.newText);
      const after = await errorsOf(workbench, pause);
      if (after.length < base.length && added(after, base).length === 0) return { key, fixes: [fix], after };
      const isGone = added([error], after).length > 0;
      const rest = isGone && followers > 0 ? await improve(search, base, after, followers - 1) : undefined;
      if (rest) return { key, fixes: [fix, ...rest.fixes], after: rest.after };
      workbench.write(fix.path, before);
      if (isFirst) refused.add(key);
    }
  }
  return undefined;
}

/** What broken syntax makes of names and types means nothing, so with it nothing else is mended. */
function mendable(errors: readonly PlacedError[]): readonly PlacedError[] {
  const syntactic = errors.filter(({ kind }) => kind === 'syntactic');
  return syntactic.length > 0 ? syntactic : errors;
}

/**
 * Whether the step from these texts to those there are now brings an error to a file that depends on
 * the edited ones. Most steps change nothing that others see, and the projects know that at once.
 */
function createHarmCheck(workbench: Workbench, pause: Pause): (before: Texts) => Promise<boolean> {
  let known: readonly string[] | undefined;
  const look = async (): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const project of workbench.judges) {
      for await (const told of project.allDependents(workbench.edited, pause)) {
        found.push(...told.filter(({ category }) => category === 'error').map(typeFingerprint));
      }
    }
    return found;
  };
  return async (before) => {
    const after = await look();
    // Without any error there is no need to know what there was before: the look that costs most.
    if (after.length > 0 && !known) {
      const now = textsOf(workbench);
      put(workbench, before);
      known = await look();
      put(workbench, now);
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

function textsOf({ edited, read }: Workbench): Texts {
  return new Map(
    edited.flatMap((file) => {
      const text = read(file);
      return text === undefined ? [] : [[file, text]];
    }),
  );
}

function put({ read, write }: Workbench, texts: Texts): void {
  for (const [file, text] of texts) if (read(file) !== text) write(file, text);
}

async function errorsOf({ projects, edited }: Workbench, pause: Pause): Promise<readonly PlacedError[]> {
  const found = new Map<string, PlacedError>();
  for (const project of projects) {
    for (const file of edited) {
      await pause();
      for (const kind of ['syntactic', 'semantic'] as const) {
        for (const diagnostic of project.diagnosticsOf(file, kind)) {
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

function hasPlace(diagnostic: ts.Diagnostic): diagnostic is PlacedError['diagnostic'] {
  return diagnostic.file !== undefined && diagnostic.start !== undefined;
}

/** Errors that `base` does not have. */
function added(errors: readonly PlacedError[], base: readonly PlacedError[]): PlacedError[] {
  return notKnown(
    errors,
    base.map(({ fingerprint }) => fingerprint),
  );
}
