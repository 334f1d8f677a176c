import { z } from 'zod';
import type { Clock } from '../../platform/clock';
import { workspaceKey } from '../../platform/workspace-key';
import type { PatternStore } from '../store/ports';
import { removeFromIndex, saveWithIndex } from '../store/store-index';

/** A test, as far as it is known. */
interface NamedTest {
  /** Workspace-relative path of its file. */
  readonly path?: string | undefined;
  readonly name: string;
}

/** One list of tests that is kept per workspace. */
export interface TestList<T extends NamedTest> {
  /** The start of the key in the store, with the version of the format: `flaky/v1`. */
  readonly prefix: string;
  readonly test: z.ZodType<T>;
  /** Tests per workspace; those added last are kept. */
  readonly maxTests: number;
  /** What the tests are, for messages: "known flaky tests". */
  readonly what: string;
}

/**
 * Tests of one workspace that all runs and windows share. Unlike patterns they can't be rebuilt, because the journal
 * doesn't contain them. A failing store loses them, which is reported, but never fails a run.
 */
export interface RememberedTests<T> {
  /** The last added first. */
  load(): Promise<readonly T[]>;
  /** Adds tests; those added before are renewed. */
  add(tests: readonly T[]): Promise<void>;
}

/** Characters of path and name together. Generated test names can be very long; such tests are not stored. */
const MAX_LENGTH = 500;
/** A test that was not added again for this long no longer counts. */
const EXPIRES_AFTER_MS = 90 * 24 * 60 * 60_000;

const storedSchema = z.object({
  version: z.literal(1),
  tests: z.array(z.looseObject({ seenAt: z.number() })),
});

export function rememberTests<T extends NamedTest>(
  list: TestList<T>,
  store: PatternStore,
  workspace: string,
  clock: Pick<Clock, 'now'>,
  log: (line: string) => void,
): RememberedTests<T> {
  const key = testsKey(list, workspace);
  return {
    async load() {
      try {
        return await loadTests(list, store, workspace, clock.now());
      } catch (error) {
        log(`Couldn't load the ${list.what}: ${String(error)}`);
        return [];
      }
    },
    async add(tests) {
      const now = clock.now();
      const added = tests.filter(({ path = '', name }) => path.length + name.length <= MAX_LENGTH);
      if (added.length === 0) return;
      try {
        await store.exclusively(async () => {
          const stored = await loadStored(list, store, workspace, now);
          const others = stored.filter(({ test }) => !includesTest(added, test));
          const all = [...added.map((test) => ({ test, seenAt: now })), ...others].slice(0, list.maxTests);
          const value = { version: 1, tests: all.map(({ test, seenAt }) => ({ ...list.test.parse(test), seenAt })) };
          await saveWithIndex(store, key, value, now);
        });
      } catch (error) {
        log(`Couldn't save the ${list.what}: ${String(error)}`);
      }
    },
  };
}

/** The tests that have not expired at `now` (milliseconds since the epoch), the last added first. */
export async function loadTests<T extends NamedTest>(
  list: TestList<T>,
  store: PatternStore,
  workspace: string,
  now: number,
): Promise<readonly T[]> {
  return (await loadStored(list, store, workspace, now)).map(({ test }) => test);
}

export async function forgetTests<T extends NamedTest>(
  list: TestList<T>,
  store: PatternStore,
  workspace: string,
): Promise<void> {
  const key = testsKey(list, workspace);
  await store.exclusively(async () => {
    await store.remove(key);
    await removeFromIndex(store, key);
  });
}

export function includesTest(tests: readonly NamedTest[], test: NamedTest): boolean {
  return tests.some(({ path, name }) => path === test.path && name === test.name);
}

export function testsKey({ prefix }: { readonly prefix: string }, workspace: string): string {
  return `${prefix}/${workspaceKey(workspace)}`;
}

async function loadStored<T extends NamedTest>(
  list: TestList<T>,
  store: PatternStore,
  workspace: string,
  now: number,
): Promise<{ readonly test: T; readonly seenAt: number }[]> {
  const { tests = [] } = storedSchema.safeParse(await store.load(testsKey(list, workspace))).data ?? {};
  return tests.flatMap((stored) => {
    const { data } = list.test.safeParse(stored);
    return data && now - stored.seenAt < EXPIRES_AFTER_MS ? [{ test: data, seenAt: stored.seenAt }] : [];
  });
}
