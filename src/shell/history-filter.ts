import type { RunRecord } from '../engine/journal/record';
import { l10n } from './l10n';
import { titleOf } from './run-title';

/** How a run ended, as the history can be narrowed to it. */
export const ENDINGS = ['solved', 'unsolved', 'failed', 'cancelled', 'accepted', 'withdrawn'] as const;
export type Ending = (typeof ENDINGS)[number];

/** What the history shows; every run where both parts are absent. */
export interface HistoryFilter {
  readonly ending?: Ending | undefined;
  /** Each of these words must occur in the request, its files, the changed files, the model or the reason. */
  readonly words?: string | undefined;
}

export const isFiltering = ({ ending, words }: HistoryFilter): boolean => ending !== undefined || words !== undefined;

export function matches(run: RunRecord, { ending, words = '' }: HistoryFilter): boolean {
  if (ending !== undefined && !endsAs(run, ending)) return false;
  const { task, files, model, reason = '' } = run;
  const text = [titleOf(run), ...task.files, ...files, model, reason].join('\n').toLowerCase();
  const wanted = words.toLowerCase().split(/\s+/);
  return wanted.every((word) => text.includes(word));
}

function endsAs({ outcome, settled, state }: RunRecord, ending: Ending): boolean {
  switch (ending) {
    case 'solved':
      return outcome === 'succeeded';
    case 'accepted':
      return settled?.how === 'accepted';
    case 'withdrawn':
      return settled?.how === 'discarded' || settled?.how === 'reverted';
    case 'cancelled':
      return outcome === 'cancelled' || state === 'interrupted';
    default:
      return outcome === ending;
  }
}

export function endingText(ending: Ending): string {
  switch (ending) {
    case 'solved':
      return l10n.t('Solved');
    case 'unsolved':
      return l10n.t('Not solved');
    case 'failed':
      return l10n.t('Failed');
    case 'cancelled':
      return l10n.t('Cancelled or interrupted');
    case 'accepted':
      return l10n.t('Accepted');
    case 'withdrawn':
      return l10n.t('Discarded or reverted');
  }
}

/** What the view says of a filter; undefined where all runs are shown. */
export function filterText(filter: HistoryFilter, shown: number, all: number): string | undefined {
  if (!isFiltering(filter)) return undefined;
  const ending = filter.ending === undefined ? [] : [endingText(filter.ending)];
  const words = filter.words === undefined ? [] : [`"${filter.words}"`];
  const by = [...ending, ...words].join(', ');
  return shown === 0 ? l10n.t('none of {0} runs: {1}', all, by) : l10n.t('{0} of {1} runs: {2}', shown, all, by);
}
