import type { RunRecord } from '../journal/record';
import { workspaceKey } from '../platform/workspace-key';
import { emptyPatterns, type Patterns } from './patterns';
import { modelName, type RecordedRun, recordOutcome } from './record-outcome';
import { workspaceKeys } from './store/workspace-identity';

/** The patterns of a workspace's runs, in the order in which they began; runs of other workspaces teach nothing. */
export async function learnFromRuns(records: readonly RunRecord[], workspace: string): Promise<Patterns> {
  const { key, pathKey } = await workspaceKeys(workspace);
  const isOurs = new Map<string, boolean>();
  for (const folder of new Set(records.map((record) => record.workspace)))
    isOurs.set(folder, workspaceKey(folder) === pathKey || (await workspaceKeys(folder)).key === key);
  return records
    .filter((record) => isOurs.get(record.workspace))
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    .flatMap(toRecordedRun)
    .reduce(recordOutcome, emptyPatterns());
}

/** Runs without a strategy or an end teach nothing, nor do those that went on from another one. */
function toRecordedRun(record: RunRecord): RecordedRun[] {
  const { strategy, reason, task, iterations, provider, model, inputTokens, outputTokens, outcomes } = record;
  // What a candidate of another run made easier says nothing of the strategy.
  if (!strategy || !reason || task.continues !== undefined) return [];
  return [
    {
      kind: task.kind,
      model: modelName({ provider, model }),
      strategy: strategy.strategy,
      reason,
      iterations: iterations.filter(({ iteration }) => iteration > 0).length,
      tokens: inputTokens + outputTokens,
      outcomes,
    },
  ];
}
