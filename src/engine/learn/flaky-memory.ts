import { z } from 'zod';
import type { FlakyTest } from '../contract/test-run';
import type { Clock } from '../platform/clock';
import { workspaceKey } from '../platform/workspace-key';
import type { PatternStore } from './ports';
import { addToIndex } from './store-index';

/**
 * The flaky tests of one workspace, shared by all runs and windows. Unlike patterns they can't be rebuilt, because the
 * journal doesn't contain them.
 */
export interface FlakyMemory {
  load(): Promise<readonly FlakyTest[]>;
  /** Adds tests that a run found to be flaky. */
  keep(seen: readonly FlakyTest[]): Promise<void>;
}

/** Tests per workspace; the most recently seen ones are kept. */
const MAX_TESTS = 50;
/** Characters of path and name together. Generated test names can be very long; such tests are not stored. */
const MAX_LENGTH = 500;
/** A test that was not flaky for this long counts as fixed. */
const EXPIRES_AFTER_MS = 90 * 24 * 60 * 60_000;

const storedSchema = z.object({
  version: z.literal(1),
  tests: z.array(z.object({ path: z.string(), name: z.string(), seenAt: z.number() })),
});
type Stored = z.infer<typeof storedSchema>['tests'];

export const flakyKey = (workspace: string): string => `flaky/v1/${workspaceKey(workspace)}`;

/** A failing store loses the known flaky tests, reported through `log`, but never fails the run. */
export function createFlakyMemory(
  store: PatternStore,
  workspace: string,
  clock: Pick<Clock, 'now'>,
  log: (line: string) => void,
): FlakyMemory {
  const key = flakyKey(workspace);
  return {
    async load() {
      try {
        return await loadFlakyTests(store, workspace, clock.now());
      } catch (error) {
        log(`Couldn't load the known flaky tests: ${String(error)}`);
        return [];
      }
    },
    async keep(seen) {
      const now = clock.now();
      const added = seen
        .filter(({ path, name }) => path.length + name.length <= MAX_LENGTH)
        .map(({ path, name }) => ({ path, name, seenAt: now }));
      if (added.length === 0) return;
      try {
        const others = (await loadFlakyTests(store, workspace, now)).filter(
          (old) => !added.some(({ path, name }) => path === old.path && name === old.name),
        );
        const value = { version: 1, tests: [...added, ...others].slice(0, MAX_TESTS) };
        await store.save(key, value);
        await addToIndex(store, key, value, now);
      } catch (error) {
        log(`Couldn't save newly found flaky tests: ${String(error)}`);
      }
    },
  };
}

/** Loads the flaky tests that have not expired at `now` (milliseconds since the epoch), most recently seen first. */
export async function loadFlakyTests(store: PatternStore, workspace: string, now: number): Promise<Stored> {
  const { tests = [] } = storedSchema.safeParse(await store.load(flakyKey(workspace))).data ?? {};
  return tests.filter(({ seenAt }) => now - seenAt < EXPIRES_AFTER_MS);
}
