import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { STRATEGIES, type Strategy } from '../../src/engine/contract/events';
import { createPatternMemory } from '../../src/engine/learn/memory';
import { createFileStore } from '../../src/engine/learn/store/file-store';
import { systemClock } from '../../src/engine/platform/clock';

/** Records earlier runs of a workspace with the scripted provider: only those with this strategy were solved. */
export async function recordBest(
  best: Strategy,
  { workspace, stateDir }: { readonly workspace: string; readonly stateDir: string },
): Promise<void> {
  const store = createFileStore(join(stateDir, 'patterns'));
  const memory = createPatternMemory(store, realpathSync(workspace), systemClock);
  for (const strategy of STRATEGIES)
    for (let run = 0; run < 5; run++) {
      const reason = strategy === best ? 'verified' : 'stalled';
      await memory.record({ kind: 'generate', strategy, reason, iterations: 1, tokens: 0, model: 'scripted/scripted' });
    }
}
