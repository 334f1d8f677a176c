import type { ReachedDeclaration } from '../../contract/code-reach';
import { isTestFile } from '../tests/test-files';
import type { Modules } from './modules';
import { linesOf } from './outline/lines-of';
import type { Reached } from './reach';

/** A declaration that a search found, and how far it is. */
export type Item = Omit<ReachedDeclaration, 'tests'> & { readonly distance: number };

/** What a search reached, by its lines. */
export function described(items: readonly Reached[], modules: Modules): Item[] {
  return items.flatMap(({ declaration: { path, name, node }, steps, distance }) => {
    const tree = modules.get(path)?.tree;
    return tree ? [{ ...linesOf(tree, node), path, name, steps, distance }] : [];
  });
}

/** How much nearer code is that every failing test leads to, and no passing one. */
const ONLY_FAILING = 3;

/**
 * Merges what several searches found. Of what is about as far, that comes first to which most of the failing and
 * fewest of the passing tests lead.
 */
export function createCollection() {
  const all = new Map<string, ReachedDeclaration & { readonly distance: number }>();
  const passing = new Map<string, number>();
  let failed = 0;
  let passed = 0;
  const keyOf = ({ path, name, startLine }: Item): string => `${path}\u0000${name}\u0000${startLine}`;
  return {
    add(items: readonly Item[], isTest: boolean): void {
      if (isTest) failed += 1;
      for (const item of items) {
        const key = keyOf(item);
        const known = all.get(key);
        const tests = (known?.tests ?? 0) + (isTest ? 1 : 0);
        const steps = Math.min(item.steps, known?.steps ?? item.steps);
        all.set(key, { ...item, steps, distance: Math.min(item.distance, known?.distance ?? item.distance), tests });
      }
    },
    /** What a passing test leads to. */
    pass(items: readonly Item[]): void {
      passed += 1;
      for (const key of new Set(items.map(keyOf))) passing.set(key, (passing.get(key) ?? 0) + 1);
    },
    sorted(): ReachedDeclaration[] {
      const isTest = (path: string): number => (isTestFile(path) ? 0 : 1);
      const more = (key: string, tests: number): number =>
        passed === 0 || tests === 0 ? 0 : ONLY_FAILING * ((passing.get(key) ?? 0) / passed - tests / failed);
      // A place that evidence names stays in front.
      return [...all]
        .map(([key, item]) => ({
          ...item,
          distance: item.distance + (item.distance < 0 ? -ONLY_FAILING : more(key, item.tests)),
        }))
        .sort((a, b) => a.distance - b.distance || isTest(a.path) - isTest(b.path) || b.tests - a.tests)
        .map(({ distance: _, ...found }) => found);
    },
  };
}
