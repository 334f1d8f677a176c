import type { Remaining } from '../../engine/journal/record';
import { l10n } from '../l10n';

/** What is still red in the best try: `2 tests fail: "a", "b"`. No full stop. */
export function remainingText({ stage, count, first }: Remaining): string {
  const more = count > first.length ? l10n.t(', and {0} more', count - first.length) : '';
  const names = first.map((name) => (stage === 'tests' ? `"${name}"` : name)).join(', ') + more;
  return `${headOf(stage, count)}: ${names}`;
}

function headOf(stage: Remaining['stage'], count: number): string {
  switch (stage) {
    case 'tests':
      return count === 1 ? l10n.t('1 test fails') : l10n.t('{0} tests fail', count);
    case 'types':
      return count === 1 ? l10n.t('1 type error is left') : l10n.t('{0} type errors are left', count);
    case 'integrity':
      return l10n.t('The checks pass, but the change circumvents them');
    case 'guard':
      return l10n.t('It changes files that a run may not change');
    case 'reply':
      return l10n.t('The reply could not be applied');
    case 'review':
      return l10n.t('The review objects');
  }
}
