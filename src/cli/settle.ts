import { join } from 'node:path';
import type { Settlement } from '../engine/contract/events';
import { settleRun } from '../engine/journal/journal';
import { readRun } from '../engine/journal/read';
import { createPatternMemory } from '../engine/learn/memory';
import { createFileStore } from '../engine/learn/store/file-store';
import { systemClock } from '../engine/platform/clock';

/** Records in a run's journal what the person did with its change; a discarded one teaches that it was no success. */
export async function settle(
  runId: string,
  { root, stateDir }: { readonly root: string; readonly stateDir: string },
  how: Settlement,
  files: readonly string[],
): Promise<void> {
  const runsDir = join(stateDir, 'runs');
  const at = new Date(systemClock.now()).toISOString();
  await settleRun(runsDir, { type: 'settled', runId, at, how, files: [...files] });
  if (how === 'accepted') return;
  const run = await readRun(runsDir, runId);
  const store = createFileStore(join(stateDir, 'patterns'));
  if (run) await createPatternMemory(store, root, systemClock).withdraw(run);
}
