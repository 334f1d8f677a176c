// Patterns from elsewhere: the extension and the command line keep their own, and a person may bring them together.
import { z } from 'zod';
import { STRATEGIES } from '../contract/events';
import type { Clock } from '../platform/clock';
import { workspaceKey } from '../platform/workspace-key';
import { type Arm, type KindPatterns, type Patterns, patternsKey, patternsSchema, readPatterns } from './patterns';
import type { PatternStore } from './ports';
import { addToIndex } from './store-index';

const FORMAT = 'loopcraft-patterns';
const exportSchema = z.object({ format: z.literal(FORMAT), patterns: patternsSchema });

/** What is learned of a workspace, as JSON: counts only, no code and no texts. */
export async function exportPatterns(store: PatternStore, workspace: string): Promise<string> {
  const { patterns } = readPatterns(await store.load(patternsKey(workspaceKey(workspace))));
  return JSON.stringify({ format: FORMAT, patterns }, null, 2);
}

/**
 * Adds exported patterns to those of the workspace. The same file added twice counts twice. What is no such export
 * changes nothing.
 */
export async function importPatterns(
  text: string,
  store: PatternStore,
  workspace: string,
  clock: Pick<Clock, 'now'>,
): Promise<{ readonly ok: true } | { readonly ok: false; readonly message: string }> {
  const read = exportSchema.safeParse(parsed(text));
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    return { ok: false, message: `It holds no exported patterns (${where}${issue?.message ?? 'not readable'}).` };
  }
  const key = patternsKey(workspaceKey(workspace));
  const { patterns: own } = readPatterns(await store.load(key));
  const sum = addPatterns(own, read.data.patterns);
  await store.save(key, sum);
  await addToIndex(store, key, sum, clock.now());
  return { ok: true };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function addPatterns(a: Patterns, b: Patterns): Patterns {
  return {
    version: 1,
    kinds: { generate: addKinds(a.kinds.generate, b.kinds.generate), fix: addKinds(a.kinds.fix, b.kinds.fix) },
  };
}

function addKinds(a: KindPatterns, b: KindPatterns): KindPatterns {
  const arms = { ...a.arms };
  for (const strategy of STRATEGIES) arms[strategy] = addArms(a.arms[strategy], b.arms[strategy]);
  return {
    arms,
    solvedAfter: addCounts(a.solvedAfter, b.solvedAfter),
    cutOffAfter: addCounts(a.cutOffAfter, b.cutOffAfter),
  };
}

/** What the schema of stored patterns accepts at most. */
const MAX_WEIGHT = 1e6;
const bounded = (weight: number): number => Math.min(MAX_WEIGHT, weight);

function addArms(a: Arm, b: Arm): Arm {
  return {
    runs: a.runs + b.runs,
    solved: a.solved + b.solved,
    successes: bounded(a.successes + b.successes),
    failures: bounded(a.failures + b.failures),
    costUsd: bounded(a.costUsd + b.costUsd),
  };
}

function addCounts(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, at) => bounded((a[at] ?? 0) + (b[at] ?? 0)));
}
