// LOOP 3: learns per workspace which strategy works. `choose` runs before a run (choosing/choose.ts: Thompson sampling
// over the patterns), `record` after it (record-outcome.ts). Read next: patterns.ts, the counts that are stored in the
// host's PatternStore (store/ports.ts: the editor's global state, or files through file-store.ts).
import { isMuchEdited, type RunRecord } from '../journal/record';
import type { Clock } from '../platform/clock';
import { addPatterns } from './add-patterns';
import { type OptionRef, withoutPin, withPin } from './by-person';
import { type Choice, type ChoiceRequest, chooseStrategy } from './choosing/choose';
import { describe, type PatternsDescription } from './describing/describe';
import { type LearnedGroup, learnedGroups } from './describing/entries';
import { forgetOption } from './forget-option';
import { learnFromRuns, recordedRunOf } from './learn-from-runs';
import { emptyPatterns, type Patterns, type ReadPatterns } from './patterns';
import { type RecordedRun, recordOutcome } from './record-outcome';
import { readOtherWorkspaces } from './store/other-workspaces';
import type { PatternStore } from './store/ports';
import { openStored, readStored, removeStored } from './store/stored-patterns';
import { type WorkspaceKeys, workspaceKeys } from './store/workspace-identity';
import { forgetTests, loadTests } from './tests/remembered-tests';
import { ACCEPTED_RED, FLAKY_TESTS } from './tests/test-lists';
import { weakenRun, withdrawRun } from './withdraw-run';

/** Loop 3 of one workspace: it chooses a strategy before a run and records the outcome after it. */
export interface PatternMemory {
  choose(request: ChoiceRequest): Promise<Choice>;
  /** Adds a run to the patterns as stored now. Runs that end at the same moment, also in other windows, all count. */
  record(run: RecordedRun): Promise<void>;
  /** Counts a recorded run as not solved: the person did not want its change, or took it back. */
  withdraw(record: RunRecord): Promise<void>;
  /** Counts a recorded run as half a success: the person accepted its change, and edited much of it. */
  weaken(record: RunRecord): Promise<void>;
  /** Adds patterns from elsewhere. Rejects if they can't be stored. */
  add(patterns: Patterns): Promise<void>;
  /** What is learned, as entries that can be pinned and forgotten. Rejects if it can't be read. */
  groups(): Promise<LearnedGroup[]>;
  /** Fixes an option: the next run in its situation takes it. Rejects if that can't be stored, as the next two do. */
  pin(option: OptionRef): Promise<void>;
  unpin(option: OptionRef): Promise<void>;
  /** Deletes what is counted for one option; the runs so far don't count for it again when patterns are rebuilt. */
  forget(option: OptionRef): Promise<void>;
  describe(): Promise<PatternsDescription>;
  /** Deletes everything recorded for this workspace. */
  reset(): Promise<void>;
  /** Replaces the stored counts with those learned from these runs; ignores runs of other workspaces. */
  rebuild(records: readonly RunRecord[]): Promise<void>;
}

interface MemoryOptions {
  readonly log?: (line: string) => void;
  /** All runs of the journal, from which damaged patterns are learned again. */
  readonly readRuns?: () => Promise<readonly RunRecord[]>;
}

/** A failing store loses what would have been learned, reported through `log`, but never fails the run. */
export function createPatternMemory(
  store: PatternStore,
  workspace: string,
  clock: Pick<Clock, 'random' | 'now'>,
  { log = () => {}, readRuns = async () => [] }: MemoryOptions = {},
): PatternMemory {
  const open = (keys: WorkspaceKeys) =>
    openStored(store, keys, clock.now(), async (decided) => learnFromRuns(await readRuns(), workspace, decided));
  /** Alone with the store. Which workspace it is, is found out while it waits for that. */
  const opened = async <T>(work: (opened: Awaited<ReturnType<typeof open>>) => Promise<T>): Promise<T> => {
    const keys = workspaceKeys(workspace);
    return store.exclusively(async () => work(await open(await keys)));
  };
  const read = async (keys = workspaceKeys(workspace)): Promise<ReadPatterns> => {
    const stored = await readStored(store, workspace, keys);
    return stored.note === undefined ? stored : opened(async (found) => found);
  };
  const change = (changed: (patterns: Patterns) => Patterns | Promise<Patterns>): Promise<void> =>
    opened(async ({ patterns, note, save }) => {
      if (note !== undefined) log(note);
      const next = await changed(patterns);
      if (next !== patterns) await save(next);
    });
  const update = (changed: (patterns: Patterns) => Patterns): Promise<void> =>
    change(changed).catch((error: unknown) => log(`Couldn't save what was learned from this run: ${String(error)}`));

  return {
    async choose(request) {
      const keys = workspaceKeys(workspace);
      const [{ patterns, note }, others] = await Promise.all([
        read(keys).catch((error: unknown): ReadPatterns => {
          log(`Couldn't load the recorded patterns: ${String(error)}`);
          return { patterns: emptyPatterns() };
        }),
        keys.then((known) => readOtherWorkspaces(store, known)).catch(() => []),
      ]);
      const choice = chooseStrategy(patterns, request, clock, others);
      return note === undefined ? choice : { ...choice, why: `${note} ${choice.why}` };
    },
    record: (run) => update((patterns) => recordOutcome(patterns, run)),
    async withdraw(record) {
      const run = recordedRunOf(record);
      if (run) await update((patterns) => withdrawRun(patterns, run, isMuchEdited(record.settled)));
    },
    async weaken(record) {
      const run = recordedRunOf(record);
      if (run) await update((patterns) => weakenRun(patterns, run));
    },
    add: (more) => change((patterns) => addPatterns(patterns, more)),
    groups: async () => learnedGroups((await read()).patterns),
    pin: (option) => change((patterns) => withPin(patterns, option)),
    unpin: (option) => change((patterns) => withoutPin(patterns, option)),
    forget: (option) => change((patterns) => forgetOption(patterns, option, clock.now())),
    describe: () => describePatterns(store, workspace, clock),
    reset: () => resetPatterns(store, workspace),
    rebuild: (records) => change((patterns) => learnFromRuns(records, workspace, patterns)),
  };
}

/** Describes what is recorded for a workspace, as text and as data. */
export async function describePatterns(
  store: PatternStore,
  workspace: string,
  clock: Pick<Clock, 'now'>,
): Promise<PatternsDescription> {
  const { patterns, note } = await readStored(store, workspace);
  const flaky = await loadTests(FLAKY_TESTS, store, workspace, clock.now());
  const accepted = await loadTests(ACCEPTED_RED, store, workspace, clock.now());
  return describe(patterns, { flaky, accepted }, note);
}

/** Deletes a workspace's patterns, flaky tests, and which failing tests were accepted. */
export async function resetPatterns(store: PatternStore, workspace: string): Promise<void> {
  await store.exclusively(() => removeStored(store, workspace));
  await forgetTests(FLAKY_TESTS, store, workspace);
  await forgetTests(ACCEPTED_RED, store, workspace);
}
