import { join } from 'node:path';
import { continuedTask } from '../../engine/journal/continued-task';
import { readRuns } from '../../engine/journal/read';
import type { RunRecord } from '../../engine/journal/record';
import { EXIT, type ExitCode, type Io } from '../io';
import type { Options } from '../options/options';
import { shortId } from './runs-command';
import { runToEnd } from './task-command';

/** `continue`: a new run of an earlier task, from that run's best candidate and with what the person adds. */
export async function continueCommand(options: Options, root: string, io: Io): Promise<ExitCode> {
  const [name = '', ...words] = options.args;
  const runs = (await readRuns(join(options.stateDir, 'runs'))).filter(({ workspace }) => workspace === root);
  const found = findRun(name, runs);
  if ('problem' in found) {
    io.err(`${found.problem}\n`);
    return EXIT.usage;
  }
  const { run } = found;
  const hint = words.join(' ').trim();
  const task = continuedTask(run, hint);
  io.err(`Continuing run ${shortId(run.runId)} (${run.task.kind}: ${run.task.text || 'all failures'}).\n`);
  return runToEnd({ task, earlier: run.changes }, options, root, io);
}

function findRun(name: string, runs: readonly RunRecord[]): { readonly run: RunRecord } | { readonly problem: string } {
  const matching = name === 'last' ? runs.slice(0, 1) : runs.filter(({ runId }) => runId.startsWith(name));
  const [run, ...others] = matching;
  if (run === undefined)
    return { problem: `There is no run ${name} in this workspace. "loopcraft runs" lists the runs.` };
  if (others.length > 0)
    return { problem: `Several runs begin with ${name}. Write more of the id, as "loopcraft runs --json" shows it.` };
  if (run.state === 'running')
    return { problem: `Run ${name} is still in progress. Wait for it to end, or cancel it.` };
  return { run };
}
