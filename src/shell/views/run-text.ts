import type { Change } from '../../engine/contract/events';
import type { RunRecord } from '../../engine/journal/record';
import { HISTORY_ITEM } from '../contributions';
import { l10n } from '../l10n';
import { titleOf } from '../run-title';
import { formatCalls, formatCost, formatDate, formatDuration, formatIterations, formatTokens, shorten } from './format';
import { plainText } from './markdown';
import { GREEN, GREY, type NodeText, RED } from './node-text';

/** Characters of a row's label. */
const LABEL_LENGTH = 25;

/** A run as the history shows it. */
export function runText(run: RunRecord, now = Date.now()): NodeText {
  const spent = [
    formatTokens(run.inputTokens + run.outputTokens),
    formatCost(run.costUsd, run.priced),
    formatDuration(run.ms),
  ];
  const tooltip = [
    `**${plainText(shorten(titleOf(run), 400))}**`,
    run.reason === undefined || run.reason === run.outcome
      ? (run.outcome ?? run.state)
      : `${run.outcome}: ${run.reason}`,
    ...[run.message, run.next].filter((text) => text !== undefined).map(plainText),
    ...(run.strategy === undefined ? [] : [plainText(strategyText(run.strategy))]),
    [formatIterations(iterationsOf(run)), formatCalls(run.calls), ...spent].join(' · '),
    plainText(`${run.provider} ${run.model} · ${formatDate(new Date(run.startedAt), 'both')}`),
    ...(run.files.length === 0 ? [] : [plainText(run.files.join(', '))]),
  ].join('\n\n');
  const changed = run.settled?.how === 'accepted' ? HISTORY_ITEM.accepted : HISTORY_ITEM.changed;
  const ended = run.changes.length > 0 ? changed : HISTORY_ITEM.ended;
  return {
    id: run.runId,
    label: rowLabel(run),
    description: descriptionOf(run, now),
    tooltip,
    ...runIcon(run),
    contextValue: run.state === 'running' ? HISTORY_ITEM.running : ended,
    expandable: run.iterations.length > 0,
  };
}

/** Short, because a label takes the room of the description, which says what happened. The tooltip has the whole. */
function rowLabel(run: RunRecord): string {
  const { text, targets = [], allow } = run.task;
  const [target, another] = targets;
  const isOneTest = target !== undefined && another === undefined && !allow.tests && text !== '';
  if (!isOneTest) return shorten(titleOf(run), LABEL_LENGTH);
  const name = target.name.split(' > ').at(-1) ?? target.name;
  return l10n.t('Fix "{0}"', shorten(name, LABEL_LENGTH - 'Fix ""'.length));
}

/** A file of a run's change that waits for the person. */
export function fileText({ runId }: RunRecord, { path, before, after }: Change): NodeText {
  return {
    id: `${runId}/file/${path}`,
    label: path,
    description: before === null ? l10n.t('new') : after === null ? l10n.t('deleted') : '',
    tooltip: l10n.t('Without its mark the file is left out: the rest is verified again, without a model.'),
    icon: 'file',
    contextValue: HISTORY_ITEM.other,
    expandable: false,
  };
}

/** What happened comes first, because a narrow view cuts the rest; a run in progress shows its time. */
function descriptionOf(run: RunRecord, now: number): string {
  const { state, startedAt, costUsd, priced } = run;
  const cost = priced && costUsd > 0 ? [formatCost(costUsd, priced)] : [];
  const began = Date.parse(startedAt);
  if (state === 'running') return [l10n.t('running'), formatSeconds(now - began), ...cost].join(' · ');
  const time = formatDate(new Date(began), 'time');
  return [whatHappened(run), ...cost, time].join(' · ');
}

/** Whole seconds: tenths would flicker. */
function formatSeconds(ms: number): string {
  return ms < 10_000 ? l10n.t('{0} s', Math.max(0, Math.floor(ms / 1000))) : formatDuration(ms);
}

/** What became of the run, in one or two words. */
function whatHappened({ state, reason, settled }: RunRecord): string {
  switch (settled?.how) {
    case 'accepted':
      return l10n.t('accepted');
    case 'discarded':
      return l10n.t('discarded');
    case 'reverted':
      return l10n.t('reverted');
    default:
  }
  if (state === 'interrupted' || reason === 'interrupted') return l10n.t('interrupted');
  switch (reason) {
    case 'verified':
      return l10n.t('verified');
    case 'already-green':
      return l10n.t('nothing to do');
    case 'red-as-before':
      return l10n.t('red as before');
    case 'cancelled':
      return l10n.t('cancelled');
    case 'conflict':
      return l10n.t('you edited meanwhile');
    case 'authentication':
      return l10n.t('key refused');
    case 'model-unavailable':
      return l10n.t('model not available');
    case 'model-refused':
      return l10n.t('model refused');
    case 'configuration':
    case 'unverifiable':
      return l10n.t('could not be checked');
    case 'internal-error':
      return l10n.t('error in Loopcraft');
    default:
      return l10n.t('not solved');
  }
}

function runIcon({ state, outcome }: RunRecord): { icon: string; color?: string } {
  if (state === 'running') return { icon: 'sync~spin' };
  if (state === 'interrupted') return { icon: 'debug-disconnect', color: GREY };
  switch (outcome) {
    case 'succeeded':
      return { icon: 'pass-filled', color: GREEN };
    case 'cancelled':
      return { icon: 'circle-slash', color: GREY };
    case 'unsolved':
      return { icon: 'warning', color: 'list.warningForeground' };
    default:
      return { icon: 'error', color: RED };
  }
}

/** The number of candidates tried; iteration 0 only holds what happened before the first. */
function iterationsOf(run: RunRecord): number {
  return run.iterations.filter(({ iteration }) => iteration > 0).length;
}

function strategyText({ strategy, why }: NonNullable<RunRecord['strategy']>): string {
  return l10n.t('Strategy {0}: {1}', strategy, why);
}
