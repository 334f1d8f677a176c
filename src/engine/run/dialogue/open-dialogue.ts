import type { ShownPart, Strategy } from '../../contract/events';
import type { Evidence } from '../../contract/evidence';
import type { Stop } from '../../contract/stop';
import type { Allowance } from '../../prompt/allowance';
import type { ShownFile } from '../../prompt/context/fill-context';
import type { Context } from '../../prompt/context/gather-context';
import { initialPrompt } from '../../prompt/initial-prompt';
import { shownParts } from '../../prompt/shown-parts';
import { fitParts } from '../../prompt/token-budget';
import { readReply } from '../../reply/read-reply';
import type { Baseline } from '../../verify/baseline';
import type { Answer, Ask } from '../ask';
import { type ReplyDeps, replyBase } from '../read-candidate';
import { type Dialogue, openDirect, openWithPlan, planRequest } from './dialogue';
import { type WidenContext, widen, withoutOmitted } from './widen';

export interface OpenDialogueDeps extends ReplyDeps {
  readonly allowance: Allowance;
  readonly gatherContext: (evidence: readonly Evidence[], signal: AbortSignal) => Promise<Context>;
  readonly widenContext: WidenContext;
}

export interface Opened {
  readonly dialogue: Dialogue;
  readonly focus: readonly string[];
  /** What the opening shows of the workspace. */
  readonly shown: readonly ShownFile[];
  /** The same for the events, with the parts that are no files, as far as all of them fit. */
  readonly parts: readonly ShownPart[];
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
  const context = await deps.gatherContext(goals.length > 0 ? goals : red, signal);
  const { focus, shown } = context;
  const parts = shownParts(fitParts(context.parts, deps.allowance.contextTokens).parts, shown);
  const first = await initialPrompt(
    task,
    context,
    { goals, other: red.filter((item) => !goals.includes(item)) },
    snapshot,
  );
  const seen = { focus, shown, parts };
  if (strategy === 'direct') return { dialogue: openDirect(first), ...seen };

  const plan = await ask('plan', planRequest(first), signal);
  if ('reason' in plan) return plan;
  const change = await readReply(plan.text, replyBase(deps, new Map(), focus, signal));
  if (change.ok) return { dialogue: openDirect(first), ...seen, early: plan };
  const asked = { evidence: [], reply: plan.text, kind: 'plan' as const, files: new Map() };
  const seenSoFar = withoutOmitted(shown, plan.omitted);
  const request = { ...asked, shown: seenSoFar, tokens: deps.allowance.widenTokens(0) };
  const { more, added } = await widen(deps.widenContext, request, signal);
  return {
    dialogue: openWithPlan(first, plan.text, more),
    focus,
    shown: [...shown, ...more],
    parts: [...parts, ...added],
  };
}
