import type { Change, ShownPart } from '../../engine/contract/events';
import { type IterationEntry, iterationTree } from '../../engine/journal/iteration-tree';
import type { IterationRecord, RunRecord, StepRecord } from '../../engine/journal/record';
import { HISTORY_ITEM } from '../contributions';
import { l10n } from '../l10n';
import { formatDate, formatDuration, formatTokens } from './format';
import { fence, plainText } from './markdown';
import { GREEN, GREY, type NodeText, RED } from './node-text';
import { fileText, runText } from './run-text';

export type HistoryNode =
  /** The runs of one day. */
  | { readonly kind: 'day'; readonly label: string; readonly runs: readonly RunRecord[] }
  /** Stands for the runs that were not read yet. */
  | { readonly kind: 'older'; readonly count: number }
  | RunNode;

/** A file of a change that waits for the person, who takes it or leaves it out. */
export interface FileNode {
  readonly kind: 'file';
  readonly run: RunRecord;
  readonly change: Change;
  readonly isTaken: boolean;
}

/** A run, or a part of one. */
export type RunNode =
  | { readonly kind: 'run'; readonly run: RunRecord }
  | FileNode
  /** `below`: the iterations that went on from this candidate of a branch. */
  | {
      readonly kind: 'iteration';
      readonly run: RunRecord;
      readonly iteration: IterationRecord;
      readonly below: readonly IterationRecord[];
    }
  | {
      readonly kind: 'branch';
      readonly run: RunRecord;
      readonly branch: number;
      readonly candidates: readonly IterationEntry[];
    }
  | {
      readonly kind: 'step';
      readonly run: RunRecord;
      readonly iteration: number;
      readonly index: number;
      readonly step: StepRecord;
    }
  /** What the model was shown, below its step. */
  | { readonly kind: 'part'; readonly run: RunRecord; readonly id: string; readonly part: ShownPart };

/** `older`: how many runs there are beyond `runs`. */
export function childrenOf(node: HistoryNode | undefined, runs: readonly RunRecord[], older = 0): HistoryNode[] {
  if (node === undefined) return [...daysOf(runs), ...(older > 0 ? [{ kind: 'older', count: older } as const] : [])];
  if (node.kind === 'older') return [];
  if (node.kind === 'day') return node.runs.map((run) => ({ kind: 'run', run }));
  if (node.kind === 'run') return iterationTree(node.run.iterations).map((entry) => entryNode(node.run, entry));
  if (node.kind === 'branch') return node.candidates.map((entry) => entryNode(node.run, entry));
  if (node.kind === 'part' || node.kind === 'file') return [];
  if (node.kind === 'step') {
    const { run, step } = node;
    return (step.parts ?? []).map((part, at) => ({ kind: 'part', run, id: `${stepId(node)}/${at}`, part }));
  }
  const { run, iteration, below } = node;
  return [
    ...iteration.steps.map(
      (step, index): HistoryNode => ({ kind: 'step', run, iteration: iteration.iteration, index, step }),
    ),
    ...below.map((each): HistoryNode => ({ kind: 'iteration', run, iteration: each, below: [] })),
  ];
}

/** The days on which runs began; the runs themselves where all are of today, which needs no heading. */
function daysOf(runs: readonly RunRecord[], now = Date.now()): HistoryNode[] {
  const days = new Map<string, RunRecord[]>();
  for (const run of runs) {
    const label = dayText(new Date(run.startedAt), new Date(now));
    const ofDay = days.get(label);
    if (ofDay) ofDay.push(run);
    else days.set(label, [run]);
  }
  const [only, ...others] = [...days].map(([label, ofDay]): HistoryNode => ({ kind: 'day', label, runs: ofDay }));
  const isToday = others.length === 0 && days.has(l10n.t('Today'));
  if (only === undefined || isToday) return runs.map((run) => ({ kind: 'run', run }));
  return [only, ...others];
}

function dayText(day: Date, now: Date): string {
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  if (day.toDateString() === now.toDateString()) return l10n.t('Today');
  if (day.toDateString() === yesterday.toDateString()) return l10n.t('Yesterday');
  return formatDate(day, 'day');
}

function dayNodeText({ label, runs }: Extract<HistoryNode, { kind: 'day' }>): NodeText {
  const count = runs.length === 1 ? l10n.t('1 run') : l10n.t('{0} runs', runs.length);
  return {
    id: `day/${label}`,
    label,
    description: count,
    tooltip: '',
    icon: 'calendar',
    contextValue: HISTORY_ITEM.other,
    expandable: true,
  };
}

function olderText({ count }: Extract<HistoryNode, { kind: 'older' }>): NodeText {
  return {
    id: 'older',
    label: l10n.t('Show older runs'),
    description: l10n.t('{0} more', count),
    tooltip: '',
    icon: 'history',
    contextValue: HISTORY_ITEM.other,
    expandable: false,
    runs: 'loopcraft.showOlderRuns',
  };
}

function entryNode(run: RunRecord, entry: IterationEntry): HistoryNode {
  return 'branch' in entry ? { kind: 'branch', run, ...entry } : { kind: 'iteration', run, ...entry };
}

export function textOf(node: HistoryNode): NodeText {
  if (node.kind === 'day') return dayNodeText(node);
  if (node.kind === 'older') return olderText(node);
  if (node.kind === 'run') return runText(node.run);
  if (node.kind === 'part') return partText(node);
  if (node.kind === 'file') return fileText(node.run, node.change);
  if (node.kind === 'branch') return branchText(node);
  return node.kind === 'iteration' ? iterationText(node.run, node.iteration) : stepText(node);
}

/** The changes that belong to a node's id: those of a run, or of one of its candidates. */
export function changesOf(id: string, runs: readonly RunRecord[]): readonly Change[] | undefined {
  const [runId, iteration, index] = id.split('/');
  const run = runs.find((record) => record.runId === runId);
  if (iteration === undefined) return run?.changes;
  return run?.iterations.find((record) => String(record.iteration) === iteration)?.steps[Number(index)]?.changes;
}

function iterationText(run: RunRecord, record: IterationRecord): NodeText {
  const { iteration, branch, steps } = record;
  const verdict = steps.findLast(({ kind }) => kind === 'verdict' || kind === 'decision');
  const red = steps.filter(({ kind, state }) => kind === 'stage' && state === 'failed').map(({ label }) => label);
  const running = steps.some(({ state }) => state === 'running');
  const green = steps.some(({ kind, state }) => kind === 'verdict' && state === 'ok');
  return {
    id: `${run.runId}/${iteration}`,
    label: iterationLabel(iteration, branch),
    description: green
      ? l10n.t('green')
      : red.join(', ') || ((steps.findLast(({ state }) => state === 'failed') ?? steps.at(-1))?.label ?? ''),
    tooltip: plainText(verdict?.detail ?? ''),
    ...iterationIcon(running, green, iteration > 0 && steps.some(isRed)),
    contextValue: HISTORY_ITEM.other,
    expandable: steps.length > 0,
  };
}

/** A stage that is red, or a call that failed. A failed attempt may be followed by a good one. */
function isRed({ kind, state }: StepRecord): boolean {
  return state === 'failed' && (kind === 'stage' || kind === 'call');
}

function iterationLabel(iteration: number, branch: IterationRecord['branch']): string {
  if (iteration === 0) return l10n.t('Before the first iteration');
  if (!branch) return l10n.t('Iteration {0}', iteration);
  return l10n.t('Iteration {0}, candidate {1} of {2}', iteration, branch.place, branch.of);
}

function branchText({ run, branch, candidates }: Extract<HistoryNode, { kind: 'branch' }>): NodeText {
  const steps = candidates.flatMap((entry) => ('iteration' in entry ? [entry.iteration, ...entry.below] : []));
  const all = steps.flatMap((iteration) => iteration.steps);
  const running = all.some(({ state }) => state === 'running');
  const green = all.some(({ kind, state }) => kind === 'verdict' && state === 'ok');
  return {
    id: `${run.runId}/branch-${branch}`,
    label: l10n.t('Branch {0}', branch),
    description: l10n.t('{0} candidates', candidates.length),
    tooltip: l10n.t('Different approaches to the same change: all are judged before the best are corrected.'),
    ...iterationIcon(running, green, !running && !green),
    contextValue: HISTORY_ITEM.other,
    expandable: true,
  };
}

function iterationIcon(running: boolean, green: boolean, red: boolean): { icon: string; color?: string } {
  if (running) return { icon: 'sync~spin' };
  if (green) return { icon: 'pass', color: GREEN };
  return red ? { icon: 'error', color: RED } : { icon: 'circle-outline', color: GREY };
}

const STEP_ICON = {
  context: 'eye',
  call: 'comment-discussion',
  retry: 'watch',
  limit: 'dashboard',
  tool: 'search',
  hint: 'comment',
  pause: 'debug-pause',
  candidate: 'diff-multiple',
  'quick-fix': 'lightbulb-autofix',
  stage: 'beaker',
  verdict: 'law',
  decision: 'git-branch',
} as const;

/** Steps that can't be green. */
const PLAIN: ReadonlySet<StepRecord['kind']> = new Set(['context', 'call', 'tool', 'candidate', 'decision']);

type StepNode = Extract<HistoryNode, { kind: 'step' }>;

const stepId = ({ run, iteration, index }: StepNode): string => `${run.runId}/${iteration}/${index}`;

function stepText(node: StepNode): NodeText {
  const { step } = node;
  const plain = PLAIN.has(step.kind);
  const color = step.state === 'failed' ? RED : step.state === 'ok' && !plain ? GREEN : undefined;
  return {
    id: stepId(node),
    label: step.label,
    description: step.ms === undefined ? '' : formatDuration(step.ms),
    tooltip: step.detail === '' ? plainText(step.label) : `${plainText(step.label)}\n\n${fence(step.detail)}`,
    icon: step.state === 'running' ? 'sync~spin' : STEP_ICON[step.kind],
    ...(color === undefined ? {} : { color }),
    contextValue: step.changes === undefined ? HISTORY_ITEM.other : HISTORY_ITEM.candidate,
    expandable: (step.parts ?? []).length > 0,
  };
}

function partText({ run, id, part }: Extract<HistoryNode, { kind: 'part' }>): NodeText {
  const { title, why, tokens, path, lines = [] } = part;
  const ranges = lines.toSorted((a, b) => a.startLine - b.startLine);
  const at = ranges.map(({ startLine, endLine }) => (startLine === endLine ? startLine : `${startLine}–${endLine}`));
  const label = path === undefined ? title : [path, ...(at.length > 0 ? [at.join(', ')] : [])].join(':');
  return {
    id,
    label,
    description: `${why} · ${formatTokens(tokens)}`,
    tooltip: plainText(`${label}: ${why}, ${formatTokens(tokens)}`),
    icon: path === undefined ? 'note' : 'file-code',
    contextValue: HISTORY_ITEM.other,
    expandable: false,
    opens: path === undefined ? undefined : { workspace: run.workspace, path, lines: lines[0] },
  };
}
