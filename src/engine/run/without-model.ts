import { posix } from 'node:path';
import type { Stop } from '../contract/stop';
import type { Task } from '../contract/task';
import { plural } from '../platform/plural';
import type { Baseline } from '../verify/baseline';
import { unknownTargets } from '../verify/red-before/target-names';
import { withoutTests } from '../verify/red-before/without-tests';
import { packageOf } from '../workspace/builds/built-packages';
import type { Snapshot } from '../workspace/snapshot';

/**
 * Ends a run without a model call when no test can run here, because nothing would show that a change works;
 * and a fix when nothing is red that a change could fix.
 */
export async function stopWithoutModel(task: Task, baseline: Baseline, snapshot: Snapshot): Promise<Stop | undefined> {
  const { report, types } = baseline;
  const stop =
    (await withoutTests(task, baseline, snapshot)) ??
    withUnknownTarget(task, baseline) ??
    besideStaleBuild(task, baseline, snapshot);
  if (stop) return stop;
  if (task.kind !== 'fix' || baseline.goals.length > 0) return undefined;
  if (task.targets?.length) {
    const names = task.targets.map(({ name }) => `"${name}"`).join(', ');
    return { reason: 'already-green', message: `${names} does not fail: nothing to fix.` };
  }
  if (types.length > 0) return onlyOutOfReach(baseline);
  if (report.executed === 0) {
    return {
      reason: 'unverifiable',
      message: `\`${report.command}\` executed no test, and there is no type error: nothing shows what to fix.`,
    };
  }
  if (report.staleBuild !== undefined)
    return { reason: 'unverifiable', message: `Types and tests are green. ${report.staleBuild}` };
  return { reason: 'already-green', message: 'Types and tests are green: nothing to fix.' };
}

/** Without a test of that name there is nothing to fix, and nothing would show that it is fixed. */
function withUnknownTarget({ targets = [] }: Task, { report }: Baseline): Stop | undefined {
  const unknown = unknownTargets(targets, report);
  if (!report.executed || unknown.length === 0) return undefined;
  const sentences = unknown.map(({ name, similar }) => {
    const hint = similar.length > 0 ? ` Similar names: ${similar.map((other) => `"${other}"`).join(', ')}.` : '';
    return `\`${report.command}\` ran no test with the name "${name}".${hint}`;
  });
  return {
    reason: 'configuration',
    message: sentences.join(' '),
    next: 'Name the test as the runner reports it, with the names of its groups joined by " > ", then run again.',
  };
}

/** The tests of what the task is about load output that is older than its sources and can't be built here. */
function besideStaleBuild(
  { files, targets, kind }: Task,
  { report, goals }: Baseline,
  { files: all }: Snapshot,
): Stop | undefined {
  const { staleBuild, staleFor = [] } = report;
  const wanted = targets?.length ? targets : kind === 'fix' ? goals : [];
  const places = [...files, ...wanted.flatMap(({ path }) => path ?? [])];
  const manifests = all.filter((path) => posix.basename(path) === 'package.json');
  const packages = new Set(manifests.map((path) => (path.includes('/') ? posix.dirname(path) : '')));
  const isStale = (path: string): boolean => staleFor.includes(packageOf(path, packages) ?? '');
  const isGreen = kind === 'fix' && goals.length === 0;
  if (staleBuild === undefined || isGreen || places.length === 0 || !places.every(isStale)) return undefined;
  return {
    reason: 'unverifiable',
    message: `${staleBuild} The tests that would show whether a change works load it. No model was called.`,
    next: 'Build it so that its output is newer than its sources, or let the tests load the sources. Then run again.',
  };
}

function onlyOutOfReach({ types }: Baseline): Stop {
  const [first] = types;
  const place = first?.path === undefined ? '' : ` in ${first.path}${first.line ? `:${first.line}` : ''}`;
  return {
    reason: 'configuration',
    message:
      `The tests are green, and ${plural(types.length, 'type error')} stood before that no change of the sources ` +
      'can fix: installed packages, configuration, or files that a run may not edit. The first one: ' +
      `${first?.code}${place}: ${first?.message.split('\n', 1)[0] ?? ''}`,
    next: 'Fix these yourself, or put the file in focus (--file) if a run may change it, then run again.',
  };
}
