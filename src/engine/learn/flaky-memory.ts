import { z } from 'zod';
import type { FlakyTest } from '../contract/test-run';
import type { Clock } from '../platform/clock';
import { workspaceKey } from '../platform/workspace-key';
import { rememberSize } from './bounds';
import type { PatternStore } from './ports';

/** The flaky tests of one workspace, over runs and windows. The journal does not hold them: unlike patterns they cannot be rebuilt. */
export interface FlakyMemory {
  load(): Promise<readonly FlakyTest[]>;
  /** Adds tests that a run saw flicker. */
  keep(seen: readonly FlakyTest[]): Promise<void>;
}

/** Of a workspace; the ones seen last stay. */
const MAX_TESTS = 50;
/** Characters of path and name together; generated names can be pages long. */
const MAX_LENGTH = 500;
/** After that long without flickering a test counts as mended. */
const FORGOTTEN_AFTER_MS = 90 * 24 * 60 * 60_000;

const storedSchema = z.object({
  version: z.literal(1),
  tests: z.array(z.object({ path: z.string(), name: z.string(), seenAt: z.number() })),
});
type Stored = z.infer<typeof storedSchema>['tests'];

export const flakyKey = (workspace: string): string => `flaky/v1/${workspaceKey(workspace)}`;

/** A store that fails, or a damaged value, costs what was known, never the run: that is told through `log`. */
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
        return await knownFlaky(store, workspace, clock.now());
      } catch (error) {
        log(`The known flaky tests could not be loaded: ${String(error)}`);
        return [];
      }
    },
    async keep(seen) {
      const now = clock.now();
      const fresh = seen
        .filter(({ path, name }) => path.length + name.length <= MAX_LENGTH)
        .map(({ path, name }) => ({ path, name, seenAt: now }));
      if (fresh.length === 0) return;
      try {
        const others = (await knownFlaky(store, workspace, now)).filter(
          (old) => !fresh.some(({ path, name }) => path === old.path && name === old.name),
        );
        const value = { version: 1, tests: [...fresh, ...others].slice(0, MAX_TESTS) };
        await store.save(key, value);
        await rememberSize(store, key, value, now);
      } catch (error) {
        log(`Tests seen to be flaky could not be kept: ${String(error)}`);
      }
    },
  };
}

/** The one seen last first, without those that count as mended by `now` (milliseconds). */
export async function knownFlaky(store: PatternStore, workspace: string, now: number): Promise<Stored> {
  const { tests = [] } = storedSchema.safeParse(await store.load(flakyKey(workspace))).data ?? {};
  return tests.filter(({ seenAt }) => now - seenAt < FORGOTTEN_AFTER_MS);
}
