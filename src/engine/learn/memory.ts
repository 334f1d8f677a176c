import type { RunRecord } from '../journal/record';
import type { Clock } from '../platform/clock';
import { workspaceKey } from '../platform/workspace-key';
import { forgetSize, rememberSize } from './bounds';
import { type Choice, chooseStrategy } from './choose';
import { describe, type PatternsDescription } from './describe';
import { flakyKey, knownFlaky } from './flaky-memory';
import { emptyPatterns, type Patterns, patternsKey, readPatterns, type TaskKind } from './patterns';
import type { PatternStore } from './ports';
import { type RecordedRun, recordOutcome } from './record-outcome';

/** Loop 3 of one workspace: asked before a run, told after it. */
export interface PatternMemory {
  /** `maxIterations` is the settings' limit, which the choice never passes. */
  choose(kind: TaskKind, maxIterations: number): Promise<Choice>;
  /** Adds a run to what is stored by then, which another window may have written since. */
  record(run: RecordedRun): Promise<void>;
  describe(): Promise<PatternsDescription>;
  /** Forgets everything recorded of this workspace. */
  reset(): Promise<void>;
  /** Replaces what is stored by what these runs teach; runs of other workspaces among them are left out. */
  rebuild(records: readonly RunRecord[]): Promise<void>;
}

/** A store that fails costs what would have been learned, never the run: that is told through `log`. */
export function createPatternMemory(
  store: PatternStore,
  workspace: string,
  clock: Pick<Clock, 'random' | 'now'>,
  log: (line: string) => void = () => {},
): PatternMemory {
  const key = patternsKey(workspaceKey(workspace));
  let last: Promise<unknown> = Promise.resolve();

  /** Two runs that end together in one process must not write over each other. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };
  const save = async (patterns: Patterns): Promise<void> => {
    await store.save(key, patterns);
    await rememberSize(store, key, patterns, clock.now());
  };

  return {
    async choose(kind, maxIterations) {
      const stored = await store.load(key).catch((error: unknown) => {
        log(`The recorded patterns could not be loaded: ${String(error)}`);
        return undefined;
      });
      const { patterns, note } = readPatterns(stored);
      const choice = chooseStrategy(patterns, { kind, maxIterations }, clock);
      return note === undefined ? choice : { ...choice, why: `${note} ${choice.why}` };
    },
    record: (run) =>
      inTurn(async () => {
        const { patterns } = readPatterns(await store.load(key));
        const next = recordOutcome(patterns, run);
        if (next !== patterns) await save(next);
      }).catch((error: unknown) => log(`What this run taught could not be kept: ${String(error)}`)),
    describe: () => describePatterns(store, workspace, clock),
    reset: () => inTurn(() => resetPatterns(store, workspace)),
    rebuild: (records) =>
      inTurn(() => {
        const runs = records
          .filter((record) => workspaceKey(record.workspace) === workspaceKey(workspace))
          .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
          .flatMap(recordedRun);
        return save(runs.reduce(recordOutcome, emptyPatterns()));
      }),
  };
}

/** What is recorded of a workspace, in words and as an object. */
export async function describePatterns(
  store: PatternStore,
  workspace: string,
  clock: Pick<Clock, 'now'>,
): Promise<PatternsDescription> {
  const { patterns, note } = readPatterns(await store.load(patternsKey(workspaceKey(workspace))));
  return describe(patterns, await knownFlaky(store, workspace, clock.now()), note);
}

export async function resetPatterns(store: PatternStore, workspace: string): Promise<void> {
  for (const key of [patternsKey(workspaceKey(workspace)), flakyKey(workspace)]) {
    await store.remove(key);
    await forgetSize(store, key);
  }
}

function recordedRun(record: RunRecord): RecordedRun[] {
  const { strategy, reason, task, iterations, costUsd } = record;
  if (!strategy || !reason) return [];
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
