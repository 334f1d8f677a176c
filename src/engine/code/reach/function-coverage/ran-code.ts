import type { FileOutline, OutlineEntry, RanDeclaration } from '../../../contract/code-reach';
import type { CoveredFunction, FunctionCoverage, TestTarget } from '../../../contract/test-run';
import type { Ts } from '../../source';
import { isTestFile } from '../../tests/test-files';
import type { ModuleCode } from '../module-code';
import { lineOf } from '../outline/lines-of';
import { matchFunctions } from './match-functions';
import { sourceFunctions } from './source-functions';

export interface ReadCode {
  readonly module: (path: string) => ModuleCode | undefined;
  readonly outline: (path: string) => FileOutline | undefined;
}

/** How much more code counts that all other failing tests ran as well: most likely they have the same cause. */
const SAME_CAUSE = 2;
/** So many other tests are needed before half of that is believed; a single one may fail for any reason. */
const HALF_SURE = 5;

/**
 * The declarations that failing tests ran, the most suspicious first: those that most of the failing and fewest of the
 * passing tests ran, by Ochiai's coefficient (Abreu, Zoeteweij and van Gemund, 2007). `tests`: the failing tests that
 * the task is about; where none of them was watched, all that were count. What other failing tests did not run is less
 * suspicious, but still is.
 */
export function ranCode(
  compiler: Ts,
  coverage: FunctionCoverage,
  tests: readonly TestTarget[],
  read: ReadCode,
): RanDeclaration[] {
  const about = failingOf(coverage, tests);
  const found = new Map<OutlineEntry, RanDeclaration>();
  for (const { path, functions } of coverage.files) {
    if (isTestFile(path)) continue;
    const tree = read.module(path)?.tree;
    const entries = read.outline(path)?.entries ?? [];
    if (!tree) continue;
    for (const { covered, start, end } of matchFunctions(functions, sourceFunctions(compiler, tree))) {
      const failed = covered.failed.filter((index) => about.has(index)).length;
      const isLoaded = covered.loaded.some((index) => about.has(index));
      const entry = failed > 0 || isLoaded ? innermost(entries, lineOf(tree, start), lineOf(tree, end)) : undefined;
      if (!entry) continue;
      const suspicion = suspicionOf(covered, about, coverage.failing.length - about.size);
      const { startLine, endLine, name } = entry;
      if (suspicion <= (found.get(entry)?.suspicion ?? -1)) continue;
      found.set(entry, { path, startLine, endLine, name, suspicion });
    }
  }
  return [...found.values()].sort((a, b) => b.suspicion - a.suspicion);
}

/**
 * That of the function or of its most suspicious block: a faulty branch may lie in what every test runs. `others`: how
 * many failing tests the task is not about.
 */
function suspicionOf(covered: CoveredFunction, about: ReadonlySet<number>, others: number): number {
  const each = [covered, ...(covered.blocks ?? [])].map(({ failed, passed }) => {
    const count = failed.filter((index) => about.has(index)).length;
    const share = 1 - (others - (failed.length - count)) / (others + HALF_SURE);
    const shared = (1 + SAME_CAUSE * share) / (1 + SAME_CAUSE);
    return (shared * count) / Math.sqrt(about.size * Math.max(1, count + passed));
  });
  return Math.max(...each);
}

/** Indexes of the watched tests that the task is about. */
function failingOf({ failing }: FunctionCoverage, tests: readonly TestTarget[]): ReadonlySet<number> {
  const all = failing.map((_, index) => index);
  const isAbout = (watched: TestTarget): boolean =>
    tests.some(({ path, name }) => path === watched.path && (name === '' || name === watched.name));
  const about = all.filter((index) => failing[index] && isAbout(failing[index]));
  return new Set(about.length > 0 ? about : all);
}

/** The smallest entry that holds these lines. */
function innermost(entries: readonly OutlineEntry[], startLine: number, endLine: number): OutlineEntry | undefined {
  return entries
    .filter((entry) => entry.startLine <= startLine && endLine <= entry.endLine)
    .sort((a, b) => a.endLine - a.startLine - (b.endLine - b.startLine) || b.depth - a.depth)[0];
}
