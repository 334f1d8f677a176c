import { join } from 'node:path';
import { readRuns } from '../../engine/journal/read';
import type { RunRecord } from '../../engine/journal/record';
import { plural } from '../../engine/platform/plural';
import { EXIT, type ExitCode, type Io } from '../io';
import type { Options } from '../options/options';

/** Prints the earlier runs in this workspace, newest first. */
export async function runsCommand(options: Options, root: string, io: Io): Promise<ExitCode> {
  const runs = (await readRuns(join(options.stateDir, 'runs'))).filter((run) => run.workspace === root);
  for (const run of runs) {
    if (options.json) {
      io.out(`${JSON.stringify(run)}\n`);
      continue;
    }
    io.out(`${runLine(run)}\n`);
  }
  if (runs.length === 0) io.err('No run is recorded in this workspace yet. Start one with: loopcraft run "<task>"\n');
  return EXIT.ok;
}

/** As much of a run's id as tells runs apart. */
export const shortId = (runId: string): string => runId.slice(0, 8);

function runLine({
  runId,
  startedAt,
  state,
  outcome,
  reason,
  iterations,
  calls,
  priced,
  costUsd,
  ms,
  task,
}: RunRecord): string {
  const result = state === 'ended' ? `${outcome} (${reason})` : state;
  const spent = [
    plural(iterations.filter(({ iteration }) => iteration > 0).length, 'iteration'),
    plural(calls, 'call'),
    priced ? `$${costUsd.toFixed(4)}` : 'price not known',
    `${(ms / 1000).toFixed(1)} s`,
  ].join(', ');
  return [shortId(runId), startedAt, result, spent, `${task.kind}: ${task.text}`].join('  ');
}
