import { isMuchEdited, isWithdrawn, type RunRecord } from '../journal/record';
import { workspaceKey } from '../platform/workspace-key';
import { type ByPerson, NOTHING_DECIDED } from './by-person';
import { emptyPatterns, type Patterns } from './patterns';
import { modelName, type RecordedRun, recordOutcome } from './record-outcome';
import { workspaceKeys } from './store/workspace-identity';
import { weakenRun, withdrawRun } from './withdraw-run';

/**
 * The patterns of a workspace's runs, in the order in which they began; runs of other workspaces teach nothing. What a
 * person `decided` is kept: an option that was forgotten counts only in runs that ended later.
 */
export async function learnFromRuns(
  records: readonly RunRecord[],
  workspace: string,
  { pins, forgotten }: ByPerson = NOTHING_DECIDED,
): Promise<Patterns> {
  const { key, pathKey } = await workspaceKeys(workspace);
  const isOurs = new Map<string, boolean>();
  for (const folder of new Set(records.map((record) => record.workspace)))
    isOurs.set(folder, workspaceKey(folder) === pathKey || (await workspaceKeys(folder)).key === key);
  return records
    .filter((record) => isOurs.get(record.workspace))
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    .reduce(addRecord, { ...emptyPatterns(), pins, forgotten });
}

function addRecord(patterns: Patterns, record: RunRecord): Patterns {
  const run = recordedRunOf(record);
  if (!run) return patterns;
  const next = recordOutcome(patterns, run);
  if (isWithdrawn(record)) return withdrawRun(next, run);
  return isMuchEdited(record.settled) ? weakenRun(next, run) : next;
}

/** Runs without a strategy or an end teach nothing, nor do those that went on from another one. */
export function recordedRunOf(record: RunRecord): RecordedRun | undefined {
  const { strategy, reason, task, iterations, provider, model, inputTokens, outputTokens, outcomes } = record;
  // What a candidate of another run made easier says nothing of the strategy.
  if (!strategy || !reason || task.continues !== undefined) return undefined;
  return {
    kind: task.kind,
    model: modelName({ provider, model }),
    strategy: strategy.strategy,
    recipe: strategy.recipe,
    reason,
    iterations: iterations.filter(({ iteration }) => iteration > 0).length,
    tokens: inputTokens + outputTokens,
    endedAt: Date.parse(record.startedAt) + record.ms,
    outcomes,
  };
}
