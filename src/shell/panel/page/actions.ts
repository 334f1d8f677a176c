import type { RunRecord } from '../../../engine/journal/record';
import type { Action } from '../../../panel/contract';
import { labelOf, type NextStep, stepsAfter } from '../../actions/next-steps';
import { isAcceptable } from '../../actions/review-of';
import { l10n } from '../../l10n';

/** What the person can do from the page: a next step as after the run, or what belongs to its state. */
export type PageAction = NextStep | 'diff' | 'revert' | 'pause' | 'resume' | 'stop';

/** What can be done about a run now, most useful first. */
export function actionsFor(run: RunRecord, isPaused = false): (Action & { readonly id: PageAction })[] {
  return idsFor(run, isPaused).map((id) => ({ id, label: actionLabel(id) }));
}

function idsFor({ state, reason, changes, calls, settled }: RunRecord, isPaused: boolean): readonly PageAction[] {
  if (state === 'running') return [isPaused ? 'resume' : 'pause', 'hint', 'stop', 'log'];
  const hasCandidate = changes.length > 0;
  if (settled?.how === 'accepted') return ['diff', 'revert', 'hint', 'log'];
  if (isAcceptable(reason)) return [...(hasCandidate ? (['diff'] as const) : []), 'hint', 'again', 'log'];
  return stepsAfter(reason ?? 'interrupted', { hasCandidate, calls });
}

function actionLabel(id: PageAction): string {
  switch (id) {
    case 'diff':
      return l10n.t('Open Diff');
    case 'revert':
      return l10n.t('Revert Run');
    case 'pause':
      return l10n.t('Pause');
    case 'resume':
      return l10n.t('Go On');
    case 'stop':
      return l10n.t('Cancel Run');
    default:
      return labelOf(id);
  }
}
