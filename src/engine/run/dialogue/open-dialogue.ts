import type { ReplyFormat, ShownPart, Strategy } from '../../contract/events';
import type { Stop } from '../../contract/stop';
import type { Recipe } from '../../contract/task';
import type { ExperienceMemory } from '../../learn/experience/experience-memory';
import type { Allowance } from '../../prompt/allowance';
import { findExample } from '../../prompt/context/example';
import type { ShownFile } from '../../prompt/context/fill-context';
import type { Context } from '../../prompt/context/gather-context';
import type { Red } from '../../prompt/context/preview-context';
import { experienceParts } from '../../prompt/experience';
import { initialPrompt } from '../../prompt/initial-prompt';
import { shownParts } from '../../prompt/shown-parts';
import { fitParts, type Part } from '../../prompt/token-budget';
import { readReply } from '../../reply/read-reply';
import type { Unseen } from '../../search/tools/tool';
import type { Baseline } from '../../verify/baseline';
import { commandWithoutTests } from '../../verify/describe-run';
import { CODE } from '../../workspace/imports/resolve-import';
import type { Snapshot } from '../../workspace/snapshot';
import type { Ask } from '../ask/ask';
import type { Answer } from '../ask/look';
import type { Listening } from '../person/listen';
import { NO_CHANGE } from '../progress';
import { type ReplyDeps, replyBase } from '../read-candidate';
import { type Dialogue, openDirect, openWithExample, openWithLook, openWithPlan, planRequest } from './dialogue';
import { type WidenContext, widen, withoutOmitted } from './widen';

export interface OpenDialogueDeps extends ReplyDeps {
  readonly allowance: Allowance;
  /** Chooses what the model sees, from what is red and which functions the failing tests ran, if that is known. */
  readonly gatherContext: (
    red: Red & { readonly recipe?: Recipe | undefined },
    signal: AbortSignal,
  ) => Promise<Context>;
  readonly widenContext: WidenContext;
  /** What earlier runs solved here; absent: nothing is recalled. */
  readonly experience?: Pick<ExperienceMemory, 'recall'> | undefined;
}

export interface Opened {
  readonly dialogue: Dialogue;
  readonly focus: readonly string[];
  /** What the opening shows of the workspace. */
  readonly shown: readonly ShownFile[];
  /** The same for the events, with the parts that are no files, as far as all of them fit. */
  readonly parts: readonly ShownPart[];
  /** What the model may look at with tools; absent: it sees all of it. */
  readonly unseen?: Unseen | undefined;
  /** The reply to the request for a plan, where the model wrote the change right away. */
  readonly early?: Answer | undefined;
}

/** What is red, and whether there are any tests. */
function redOf({ goals, types, tests, report }: Baseline, { files }: Snapshot): Parameters<typeof initialPrompt>[2] {
  const other = [...types, ...tests].filter((item) => !goals.includes(item));
  return { goals, other, withoutTests: commandWithoutTests(report, files) };
}

/** Gathers context, asks for a plan first where the strategy says so, and builds the opening of the dialogue. */
export async function openDialogue(
  deps: OpenDialogueDeps,
  run: {
    readonly baseline: Baseline;
    readonly strategy: Strategy;
    /** How the model is to write its change, where it sees all of the files. Absent: with edits. */
    readonly format?: ReplyFormat | undefined;
    /** How much of the workspace is shown. Absent: all there is room for. */
    readonly recipe?: Recipe | undefined;
    readonly ask: Ask;
    /** Absent: the person is not asked about the plan. */
    readonly listening?: Pick<Listening, 'confirm'> | undefined;
  },
  signal: AbortSignal,
): Promise<Opened | Stop> {
  const { task, snapshot } = deps;
  const { baseline, strategy, recipe, ask, listening } = run;
  const { goals } = baseline;
  const gathered = await deps.gatherContext({ ...redFor(baseline), recipe }, signal);
  const recalled = experienceParts((await deps.experience?.recall(goals)) ?? []);
  const example = strategy === 'example-led' ? await findExample(gathered, snapshot) : undefined;
  const context = withMore(gathered, recalled, example);
  const { focus, shown } = context;
  const { parts: fitting, omitted } = fitParts(context.parts, deps.allowance.contextTokens);
  const parts = shownParts(fitting, shown);
  const unseen = unseenOf(snapshot, withoutOmitted(shown, omitted), fitting);
  const first = await initialPrompt(task, context, redOf(baseline, snapshot), snapshot, deps.allowance.evidenceTokens);
  const seen = { focus, shown, parts, unseen };
  // What is shown as an excerpt can't be written whole.
  const format = shown.some(({ isExcerpt }) => isExcerpt) ? 'edits' : run.format;
  if (strategy === 'look-first') return { dialogue: openWithLook(first, format), ...seen };
  if (example) return { dialogue: openWithExample(first, example.path, format), ...seen };
  if (strategy !== 'plan-first') return { dialogue: openDirect(first, format), ...seen };

  const plan = await ask('plan', planRequest(first), signal, { lookAt: unseen && { candidate: NO_CHANGE, unseen } });
  if ('reason' in plan) return plan;
  const change = await readReply(plan.text, replyBase(deps, new Map(), focus, signal));
  if (change.ok) return { dialogue: openDirect(first, format), ...seen, early: plan };
  const confirmed = await listening?.confirm({ kind: 'plan', plan: plan.text }, signal);
  if (confirmed && 'reason' in confirmed) return confirmed;
  const text = confirmed?.plan ?? plan.text;
  const asked = { evidence: [], reply: text, kind: 'plan' as const, files: new Map() };
  const seenSoFar = [...withoutOmitted(shown, plan.omitted), ...plan.looked];
  const request = { ...asked, shown: seenSoFar, tokens: deps.allowance.widenTokens(0) };
  const { more, added } = await widen(deps.widenContext, request, signal);
  return {
    dialogue: openWithPlan(first, text, [...plan.looked, ...more], format),
    focus,
    shown: [...shown, ...plan.looked, ...more],
    parts: [...parts, ...added],
    unseen,
  };
}

/** What helped before and an example come first: what is needed less gives way to them. */
function withMore(
  { focus, shown, parts }: Context,
  recalled: readonly Part[],
  example: ShownFile | undefined,
): Context {
  if (!example) return { focus, shown, parts: [...recalled, ...parts] };
  return { focus, shown: [example, ...shown], parts: [...recalled, example.part, ...parts] };
}

/**
 * What the context is chosen by: the goals, or all that is red where there are none. What the compiler says of the
 * goals' own tests is no goal, because only the code can be changed, but names what these miss.
 */
function redFor({ goals, types, tests, report: { coverage } }: Baseline): Red {
  if (goals.length === 0) return { evidence: [...types, ...tests], coverage };
  const failing = new Set(goals.flatMap(({ stage, path }) => (stage === 'tests' ? (path ?? []) : [])));
  const inTests = types.filter((item) => item.path !== undefined && failing.has(item.path) && !goals.includes(item));
  return { evidence: [...goals, ...inTests], coverage };
}

/**
 * What of the workspace's code and of the documents in its folders is not shown. Where nothing is, tools would only
 * cost their definitions; so would some of them where all code is shown, and more where the prompt names the documents.
 * What lies beside package.json, such as a readme, is hardly what a change depends on. Tools are offered from the first
 * call on or never: what a run's calls begin with is read from the provider's cache, and tools come first in it, so
 * adding them later would have all of it paid again, which costs more than they do.
 */
function unseenOf({ files }: Snapshot, shown: readonly ShownFile[], parts: readonly Part[]): Unseen | undefined {
  const whole = new Set(shown.flatMap(({ path, isExcerpt }) => (isExcerpt ? [] : [path])));
  const unseen = files.filter((path) => !whole.has(path));
  if (unseen.some((path) => CODE.test(path))) return 'code';
  const documents = unseen.filter((path) => DOCUMENT.test(path));
  if (documents.length === 0) return undefined;
  const lines = new Set(parts.flatMap(({ text }) => text.split('\n')));
  return documents.length <= FEW && documents.every((path) => lines.has(path)) ? 'named-documents' : 'documents';
}

/** Documents that can be read one after the other. */
const FEW = 5;
const DOCUMENT = /^[^./][^/]*\/.*\.(?:md|txt|rst|adoc|csv)$/;
