import { join } from 'node:path';
import { readRuns } from '../engine/journal/read';
import { EXIT, type ExitCode, type Io } from './io';
import type { Options } from './options';

/** What ran before in this workspace, newest first. */
export async function runsCommand(options: Options, root: string, io: Io): Promise<ExitCode> {
  const runs = (await readRuns(join(options.stateDir, 'runs'))).filter((run) => run.workspace === root);
  for (const run of runs) {
    if (options.json) {
      io.out(`${JSON.stringify(run)}\n`);
      continue;
    }
    const cost = run.priced ? `$${run.costUsd.toFixed(4)}` : 'price not known';
    const how = run.state === 'ended' ? `${run.outcome} (${run.reason})` : run.state;
    io.out(
      `${run.startedAt}  ${how}  ${run.iterations.filter(({ iteration }) => iteration > 0).length} iterations, ${run.calls} calls, ${cost}, ${(run.ms / 1000).toFixed(1)} s  ${run.task.kind}: ${run.task.text}\n`,
    );
  }
  if (runs.length === 0) io.err('No run is recorded for this workspace yet. Start one with: loopcraft run "<task>"\n');
  return EXIT.ok;
}
