import type { Stop } from '../contract/stop';
import type { Task } from '../contract/task';
import { type Baseline, goalsOf } from '../verify/baseline';

/** Ends a fix without a model call when nothing is red, or when nothing shows what is red. */
export function stopWithoutModel(task: Task, baseline: Baseline): Stop | undefined {
  if (task.kind !== 'fix' || goalsOf(task, baseline).length > 0) return undefined;
  const { report } = baseline;
  if (report.executed === 0) {
    return {
      reason: 'unverifiable',
      message: `\`${report.command}\` executed no test, and there is no type error: nothing shows what to fix.`,
    };
  }
  const what = task.targets?.length
    ? `${task.targets.map(({ name }) => `"${name}"`).join(', ')} does not fail`
    : 'Types and tests are green';
  return { reason: 'already-green', message: `${what}: nothing to fix.` };
}
