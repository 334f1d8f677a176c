import type { Strategy } from '../contract/events';
import type { Stop } from '../contract/stop';
import type { Task } from '../contract/task';
import type { Context } from '../prompt/context';
import { initialPrompt } from '../prompt/initial-prompt';
import { readReply } from '../reply/read-reply';
import type { Baseline } from '../verify/baseline';
import type { Snapshot } from '../workspace/snapshot';
import type { Answer, Ask } from './ask';
import { type Dialogue, openDirect, openWithPlan, planRequest } from './dialogue';

export interface OpenDialogueDeps {
  readonly task: Task;
  readonly snapshot: Snapshot;
  readonly gatherContext: (suspects: readonly string[], signal: AbortSignal) => Promise<Context>;
}

export interface Opened {
  readonly dialogue: Dialogue;
  readonly focus: readonly string[];
  /** The reply to the request for a plan, where the model wrote the change right away. */
  readonly early?: Answer | undefined;
}

/** Gathers context, asks for a plan first where the strategy says so, and builds the opening of the dialogue. */
export async function openDialogue(
  deps: OpenDialogueDeps,
  run: { readonly baseline: Baseline; readonly strategy: Strategy; readonly ask: Ask },
  signal: AbortSignal,
): Promise<Opened | Stop> {
  const { task, snapshot } = deps;
  const { baseline, strategy, ask } = run;
  const { goals } = baseline;
  const red = [...baseline.types, ...baseline.tests];
  const suspects = [...new Set((goals.length > 0 ? goals : red).flatMap(({ path }) => (path ? [path] : [])))];
  const context = await deps.gatherContext(suspects, signal);
  const { focus } = context;
  const first = await initialPrompt(
    task,
    context,
    { goals, other: red.filter((item) => !goals.includes(item)) },
    snapshot,
  );
  if (strategy === 'direct') return { dialogue: openDirect(first), focus };

  const plan = await ask('plan', planRequest(first), signal);
  if ('reason' in plan) return plan;
  const change = await readReply(plan.text, { snapshot, current: new Map(), focus });
  return change.ok
    ? { dialogue: openDirect(first), focus, early: plan }
    : { dialogue: openWithPlan(first, plan.text), focus };
}
