import { z } from 'zod';
import { type RedTest, redTestSchema } from '../contract/stop';
import type { Clock } from '../platform/clock';
import { workspaceKey } from '../platform/workspace-key';
import type { PatternStore } from './ports';
import { addToIndex, removeFromIndex } from './store-index';

/**
 * The failing tests by which a person accepted, with the reason `red-as-before`, that a change leaves them as they
 * were. Changes that leave nothing else red need not be accepted again in this workspace.
 */
export interface AcceptedRed {
  load(): Promise<readonly RedTest[]>;
  /** Adds tests; those accepted before are renewed. */
  add(tests: readonly RedTest[]): Promise<void>;
}

/** Tests per workspace; those accepted last are kept. */
const MAX_TESTS = 200;
/** Characters of path and name together. Generated test names can be very long; such tests are not stored. */
const MAX_LENGTH = 500;
/** After this time the person is asked again. */
const EXPIRES_AFTER_MS = 90 * 24 * 60 * 60_000;

const storedSchema = z.object({
  version: z.literal(1),
  tests: z.array(redTestSchema.extend({ acceptedAt: z.number() })),
});
type Stored = z.infer<typeof storedSchema>['tests'];

export const acceptedRedKey = (workspace: string): string => `accepted-red/v1/${workspaceKey(workspace)}`;

/** A failing store loses what was accepted, reported through `log`, but never fails a run. */
export function createAcceptedRed(
  store: PatternStore,
  workspace: string,
  clock: Pick<Clock, 'now'>,
  log: (line: string) => void,
): AcceptedRed {
  const key = acceptedRedKey(workspace);
  return {
    async load() {
      try {
        return await loadAcceptedRed(store, workspace, clock.now());
      } catch (error) {
        log(`Couldn't load which failing tests were accepted: ${String(error)}`);
        return [];
      }
    },
    async add(tests) {
      const now = clock.now();
      const added = tests
        .filter(({ path = '', name }) => path.length + name.length <= MAX_LENGTH)
        .map(({ path, name }) => ({ ...(path === undefined ? {} : { path }), name, acceptedAt: now }));
      if (added.length === 0) return;
      try {
        const others = (await loadAcceptedRed(store, workspace, now)).filter((old) => !includesTest(added, old));
        const value = { version: 1, tests: [...added, ...others].slice(0, MAX_TESTS) };
        await store.save(key, value);
        await addToIndex(store, key, value, now);
      } catch (error) {
        log(`Couldn't save which failing tests were accepted: ${String(error)}`);
      }
    },
  };
}

export function includesTest(tests: readonly RedTest[], test: RedTest): boolean {
  return tests.some(({ path, name }) => path === test.path && name === test.name);
}

/** Loads the tests whose acceptance has not expired at `now` (milliseconds since the epoch), the last one first. */
export async function loadAcceptedRed(store: PatternStore, workspace: string, now: number): Promise<Stored> {
  const { tests = [] } = storedSchema.safeParse(await store.load(acceptedRedKey(workspace))).data ?? {};
  return tests.filter(({ acceptedAt }) => now - acceptedAt < EXPIRES_AFTER_MS);
}

/** From now on the person is asked again. */
export async function forgetAcceptedRed(store: PatternStore, workspace: string): Promise<void> {
  const key = acceptedRedKey(workspace);
  await store.remove(key);
  await removeFromIndex(store, key);
}
