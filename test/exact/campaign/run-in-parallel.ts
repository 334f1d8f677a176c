import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { onProcessExit } from '../../support/vscode/processes';
import type { CampaignConfig, CampaignResult } from './campaign';

/**
 * Starts all campaigns in this order, as many at a time as there are cores. Each campaign keeps only one core
 * busy, because it waits for its judge and for its compiler in turn.
 */
export function runInParallel(configs: readonly CampaignConfig[]): readonly Promise<CampaignResult>[] {
  let free = availableParallelism();
  const waiting: (() => void)[] = [];
  return configs.map(async (config) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await runInProcess(config);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  });
}

function runInProcess(config: CampaignConfig): Promise<CampaignResult> {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(__dirname, 'campaign-process.ts'), [], {
      execArgv: ['--require', require.resolve('tsx/cjs')],
    });
    const stopWatching = onProcessExit(() => child.kill());
    child.once('message', (message: { readonly result?: CampaignResult; readonly error?: string }) => {
      if (message.result) resolve(message.result);
      else reject(new Error(message.error));
    });
    child.once('error', reject);
    child.once('close', (code) => {
      stopWatching();
      reject(new Error(`the campaign's process ended with ${code} before it sent a result`));
    });
    child.send(config);
  });
}
