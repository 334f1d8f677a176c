import type { Evidence } from '../../../engine/contract/evidence';
import { type IterationEntry, iterationTree } from '../../../engine/journal/iteration-tree';
import type { RunRecord, StepRecord } from '../../../engine/journal/record';
import type { Entry, Finding, Part, Tone } from '../../../panel/contract';
import { formatDate, shorten } from '../../views/format';
import { childrenOf, type RunNode, textOf } from '../../views/history-nodes';
import { GREEN, RED } from '../../views/node-text';
import { fileDiff } from './file-diff';

/** Characters of one text that are shown. */
const MAX_TEXT = 20_000;
/** Findings of one step that are shown. */
const MAX_FINDINGS = 100;
const MAX_LABEL = 300;

/** A run's iterations and steps in the words of the history, with all there is to say of each. */
export function timelineOf(run: RunRecord): Entry[] {
  return iterationTree(run.iterations).map((entry) => entryOf(nodeOf(run, entry)));
}

function nodeOf(run: RunRecord, entry: IterationEntry): RunNode {
  return 'branch' in entry ? { kind: 'branch', run, ...entry } : { kind: 'iteration', run, ...entry };
}

function entryOf(node: RunNode): Entry {
  const { id, label, description, icon, color } = textOf(node);
  const below = childrenOf(node, []).filter(isRunNode);
  const tone = icon.endsWith('~spin') ? 'running' : toneOf(color);
  const shared = { id, icon: icon.replace(/~.*/, ''), tone, label: shorten(label, MAX_LABEL), note: description };
  const nothing = { time: '', detail: '', findings: [], diff: [], parts: [] };
  if (node.kind !== 'step') return { ...shared, ...nothing, children: below.map(entryOf) };
  return { ...shared, ...stepParts(node.step), parts: below.map(partOf), children: [] };
}

/** All below a run is a part of one. */
const isRunNode = (node: ReturnType<typeof childrenOf>[number]): node is RunNode => node.kind !== 'day';

function stepParts(step: StepRecord): Pick<Entry, 'time' | 'detail' | 'findings' | 'diff' | 'call'> {
  const { at, evidence = [], changes = [], detail, kind, call } = step;
  // What is shown in full below is not said twice.
  const text =
    evidence.length > 0 ? (detail.split('\n', 1)[0] ?? '') : kind === 'context' || kind === 'candidate' ? '' : detail;
  return {
    time: at === undefined ? '' : formatDate(new Date(at), 'seconds'),
    detail: cut(text === step.label ? '' : text),
    findings: evidence.slice(0, MAX_FINDINGS).map(findingOf),
    diff: changes.map(fileDiff),
    ...(call === undefined || step.state === 'running' ? {} : { call }),
  };
}

function toneOf(color: string | undefined): Tone {
  if (color === GREEN) return 'ok';
  return color === RED ? 'failed' : 'plain';
}

function findingOf({ message, path, line, code, test, expected, actual, level }: Evidence): Finding {
  return {
    name: code ?? test,
    text: cut(message),
    place: path === undefined ? undefined : { path, line },
    expected: expected === undefined ? undefined : cut(expected),
    actual: expected === undefined ? undefined : cut(actual ?? ''),
    told: level === 'tell',
  };
}

function partOf(node: RunNode): Part {
  const { label, description, opens } = textOf(node);
  return { text: label, why: description, place: opens && { path: opens.path, line: opens.lines?.startLine } };
}

function cut(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
}
