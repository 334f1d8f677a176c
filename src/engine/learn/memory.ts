// LOOP 3: learns per workspace which strategy works. `choose` runs before a run (choose.ts: Thompson sampling over the
// patterns), `record` after it (record-outcome.ts). Read next: patterns.ts, the counts that are stored in the host's
// PatternStore (store/ports.ts: the editor's global state, or files through file-store.ts), bounded by store-index.ts.
import type { RunRecord } from '../journal/record';
import type { Clock } from '../platform/clock';
import { workspaceKey } from '../platform/workspace-key';
import { addPatterns } from './add-patterns';
import { type Choice, chooseStrategy } from './choose';
import { describe, type PatternsDescription } from './describe';
import {
  emptyPatterns,
  type Patterns,
  patternsKey,
  readPatterns,
  type StoredPatterns,
  type TaskKind,
} from './patterns';
import { type RecordedRun, recordOutcome } from './record-outcome';
import type { PatternStore } from './store/ports';
import { setAside } from './store/set-aside';
import { addToIndex, removeFromIndex } from './store/store-index';
import { forgetTests, loadTests } from './tests/remembered-tests';
import { ACCEPTED_RED, FLAKY_TESTS } from './tests/test-lists';

/** Loop 3 of one workspace: it chooses a strategy before a run and records the outcome after it. */
export interface PatternMemory {
  /**
   * `maxIterations` is the settings' limit, which the choice never exceeds; `canLook` says whether the model gets tools
   * to look at the workspace.
   */
  choose(kind: TaskKind, maxIterations: number, canLook: boolean): Promise<Choice>;
  /** Adds a run to the patterns as stored now. Runs that end at the same moment, also in other windows, all count. */
  record(run: RecordedRun): Promise<void>;
  /** Adds patterns from elsewhere. Rejects if they can't be stored. */
  add(patterns: Patterns): Promise<void>;
  describe(): Promise<PatternsDescription>;
  /** Deletes everything recorded for this workspace. */
  reset(): Promise<void>;
  /** Replaces the stored patterns with those learned from these runs; ignores runs of other workspaces. */
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
  const key = patternsKey(workspaceKey(workspace));
  const save = async (patterns: Patterns): Promise<void> => {
    await store.save(key, patterns);
    await addToIndex(store, key, patterns, clock.now());
  };

  /** Called while the store is held. Sets damaged patterns aside, and learns them again from the journal. */
  const load = async (): Promise<StoredPatterns> => {
    const stored = await store.load(key);
    const read = readPatterns(stored);
    if (read.note === undefined) return read;
    await setAside(store, key, stored, clock.now());
    const patterns = learnFrom(await readRuns(), workspace);
    await save(patterns);
    return { patterns, note: `${read.note} They were set aside, and learned again from the runs on record.` };
  };

  const loadToChoose = async (): Promise<StoredPatterns> => {
    const read = readPatterns(await store.load(key));
    return read.note === undefined ? read : store.exclusively(load);
  };

  return {
    async choose(kind, maxIterations, canLook) {
      const { patterns, note } = await loadToChoose().catch((error: unknown): StoredPatterns => {
        log(`Couldn't load the recorded patterns: ${String(error)}`);
        return { patterns: emptyPatterns() };
      });
      const choice = chooseStrategy(patterns, { kind, maxIterations, canLook }, clock);
      return note === undefined ? choice : { ...choice, why: `${note} ${choice.why}` };
    },
    record: (run) =>
      store
        .exclusively(async () => {
          const { patterns, note } = await load();
          if (note !== undefined) log(note);
          const next = recordOutcome(patterns, run);
          if (next !== patterns) await save(next);
        })
        .catch((error: unknown) => log(`Couldn't save what was learned from this run: ${String(error)}`)),
    add: (patterns) => store.exclusively(async () => save(addPatterns((await load()).patterns, patterns))),
    describe: () => describePatterns(store, workspace, clock),
    reset: () => resetPatterns(store, workspace),
    rebuild: (records) => store.exclusively(() => save(learnFrom(records, workspace))),
  };
}

/** Describes what is recorded for a workspace, as text and as data. */
export async function describePatterns(
  store: PatternStore,
  workspace: string,
  clock: Pick<Clock, 'now'>,
): Promise<PatternsDescription> {
  const { patterns, note } = readPatterns(await store.load(patternsKey(workspaceKey(workspace))));
  const flaky = await loadTests(FLAKY_TESTS, store, workspace, clock.now());
  const accepted = await loadTests(ACCEPTED_RED, store, workspace, clock.now());
  return describe(patterns, { flaky, accepted }, note);
}

/** Deletes a workspace's patterns, flaky tests, and which failing tests were accepted. */
export async function resetPatterns(store: PatternStore, workspace: string): Promise<void> {
  const key = patternsKey(workspaceKey(workspace));
  await store.exclusively(async () => {
    await store.remove(key);
    await removeFromIndex(store, key);
  });
  await forgetTests(FLAKY_TESTS, store, workspace);
  await forgetTests(ACCEPTED_RED, store, workspace);
}

/** The patterns of these runs; those of other workspaces teach nothing. */
function learnFrom(records: readonly RunRecord[], workspace: string): Patterns {
  return records
    .filter((record) => workspaceKey(record.workspace) === workspaceKey(workspace))
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    .flatMap(toRecordedRun)
    .reduce(recordOutcome, emptyPatterns());
}

/** Runs without a strategy or an end teach nothing, nor do those that went on from another one. */
function toRecordedRun(record: RunRecord): RecordedRun[] {
  const { strategy, reason, task, iterations, costUsd } = record;
  // What a candidate of another run made easier says nothing of the strategy.
  if (!strategy || !reason || task.continues !== undefined) return [];
  return [
    {
      kind: task.kind,
      strategy: strategy.strategy,
      reason,
      iterations: iterations.filter(({ iteration }) => iteration > 0).length,
      costUsd,
    },
  ];
}
