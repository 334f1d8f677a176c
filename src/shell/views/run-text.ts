import type { RunRecord } from '../../engine/journal/record';
import { HISTORY_ITEM } from '../contributions';
import { l10n } from '../l10n';
import { titleOf } from '../run-title';
import { formatCalls, formatCost, formatDuration, formatIterations, formatTokens, shorten } from './format';
import { plainText } from './markdown';
import { GREEN, GREY, type NodeText, RED } from './node-text';

/** A run as the history shows it. */
export function runText(run: RunRecord): NodeText {
  const spent = [
    formatTokens(run.inputTokens + run.outputTokens),
    formatCost(run.costUsd, run.priced),
    formatDuration(run.ms),
  ];
  const result = run.state === 'ended' ? (run.reason ?? l10n.t('ended')) : run.state;
  const tooltip = [
    `**${plainText(shorten(titleOf(run), 400))}**`,
    run.reason === undefined || run.reason === run.outcome
      ? (run.outcome ?? run.state)
      : `${run.outcome}: ${run.reason}`,
    ...[run.message, run.next].filter((text) => text !== undefined).map(plainText),
    ...(run.strategy === undefined ? [] : [plainText(strategyText(run.strategy))]),
    [formatIterations(iterationsOf(run)), formatCalls(run.calls), ...spent].join(' · '),
    plainText(`${run.provider} ${run.model} · ${new Date(run.startedAt).toLocaleString()}`),
    ...(run.files.length === 0 ? [] : [plainText(run.files.join(', '))]),
  ].join('\n\n');
  const changed = run.settled?.how === 'accepted' ? HISTORY_ITEM.accepted : HISTORY_ITEM.changed;
  const ended = run.changes.length > 0 ? changed : HISTORY_ITEM.ended;
  return {
    id: run.runId,
    label: shorten(titleOf(run), 36),
    description: [result, formatIterations(iterationsOf(run)), ...spent.slice(1)].join(' · '),
    tooltip,
    ...runIcon(run),
    contextValue: run.state === 'running' ? HISTORY_ITEM.running : ended,
    expandable: run.iterations.length > 0,
  };
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
