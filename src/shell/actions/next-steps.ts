import type { StopReason } from '../../engine/contract/stop';
import { l10n } from '../l10n';

/** What a user can do from the message at the end of a run. */
export type NextStep = 'best' | 'hint' | 'edit' | 'again' | 'key' | 'model' | 'limits' | 'tests' | 'history' | 'log';

/** The text of a step's button. */
export function labelOf(step: NextStep): string {
  switch (step) {
    case 'best':
      return l10n.t('See Best Try');
    case 'hint':
      return l10n.t('Add a Hint and Continue');
    case 'edit':
      return l10n.t('Edit and Run Again');
    case 'again':
      return l10n.t('Try Again');
    case 'key':
      return l10n.t('Set API Key');
    case 'model':
      return l10n.t('Choose Model');
    case 'limits':
      return l10n.t('Open Settings');
    case 'tests':
      return l10n.t('Set Test Command');
    case 'history':
      return l10n.t('Show Runs');
    case 'log':
      return l10n.t('Show Log');
  }
}

const BY_REASON: Readonly<Record<StopReason, readonly NextStep[]>> = {
  verified: [],
  'already-green': [],
  'red-as-before': ['again'],
  stalled: ['hint', 'edit', 'model'],
  oscillating: ['hint', 'edit', 'model'],
  'iterations-exhausted': ['hint', 'edit', 'limits'],
  'token-budget': ['hint', 'limits'],
  'cost-budget': ['hint', 'limits'],
  'time-budget': ['hint', 'limits'],
  'call-budget': ['hint', 'limits'],
  'model-unavailable': ['again', 'model'],
  'model-refused': ['model'],
  authentication: ['key'],
  configuration: ['model'],
  unverifiable: ['tests'],
  conflict: ['history'],
  cancelled: ['hint'],
  interrupted: ['hint', 'again'],
  'internal-error': ['again'],
};

/** What helps where a run ended before it called a model: the workspace is to blame, not the model. */
const BEFORE_THE_MODEL: Partial<Record<StopReason, readonly NextStep[]>> = { configuration: ['tests', 'again'] };

/** The buttons for a run that did not succeed, most useful first; the log is always the last. */
export function stepsAfter(
  reason: StopReason,
  { hasCandidate, calls }: { readonly hasCandidate: boolean; readonly calls: number },
): readonly NextStep[] {
  const usual = (calls === 0 ? BEFORE_THE_MODEL[reason] : undefined) ?? BY_REASON[reason];
  return [...(hasCandidate ? (['best'] as const) : []), ...usual, 'log'];
}
