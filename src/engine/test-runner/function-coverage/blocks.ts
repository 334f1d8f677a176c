import type { CoveredFunction } from '../../contract/test-run';

/** Blocks of one function that are looked at. */
const MAX_BLOCKS = 200;

/** A part of a function that some test left out, as a whole: V8 joins parts that lie side by side. */
export interface Block {
  readonly start: number;
  readonly end: number;
  /** Failing tests that ran the function and not this. */
  readonly skippedByFailed: Set<number>;
  /** How many passing tests did. */
  skippedByPassed: number;
}

/**
 * What failing tests ran of a function and some passing test, which ran the function, did not. Blocks overlap, so that
 * the pieces between all of their ends are looked at; those that the same tests ran count once.
 */
export function suspectBlocks(
  blocks: readonly Block[],
  { failed, passed }: { readonly failed: ReadonlySet<number>; readonly passed: number },
): NonNullable<CoveredFunction['blocks']> {
  if (failed.size === 0) return [];
  const all = blocks.slice(0, MAX_BLOCKS);
  const ends = [...new Set(all.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const found = ends.flatMap((start, at) => {
    const end = ends[at + 1] ?? start;
    const around = all.filter((block) => block.start <= start && end <= block.end && start < end);
    const by = [...failed].filter((test) => !around.some((block) => block.skippedByFailed.has(test)));
    const without = around.reduce((sum, block) => sum + block.skippedByPassed, 0);
    return by.length > 0 && without > 0 ? [{ failed: by, passed: Math.max(0, passed - without) }] : [];
  });
  return [...new Map(found.map((block) => [JSON.stringify(block), block])).values()];
}
