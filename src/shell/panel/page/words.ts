import type { Words } from '../../../panel/contract';
import { l10n } from '../../l10n';

/** The page's own words; the page itself knows no language. */
export function pageWords(): Words {
  return {
    request: l10n.t('Request'),
    next: l10n.t('Next Steps'),
    strategy: l10n.t('Strategy'),
    facts: l10n.t('The Run in Numbers'),
    timeline: l10n.t('Timeline'),
    plots: l10n.t('Plots'),
    compare: l10n.t('Compare'),
    compareWith: l10n.t('Compare with'),
    noOther: l10n.t('(no other run)'),
    thisRun: l10n.t('This run'),
    iteration: l10n.t('Iteration'),
    findings: l10n.t('Findings left'),
    stage: l10n.t('Red stage'),
    tokens: l10n.t('Tokens'),
    money: l10n.t('Cost in US dollars'),
    asTable: l10n.t('The plots as a table'),
    noPoints: l10n.t('There is nothing to plot before the first iteration.'),
    prompt: l10n.t('Prompt and reply'),
    reply: l10n.t('Reply'),
    loading: l10n.t('Loading…'),
    noExchange: l10n.t('The prompt was not kept: the run is older than this view, or newer prompts took its place.'),
    noReply: l10n.t('The call brought no reply.'),
    shown: l10n.t('What the model was shown, and why'),
    diff: l10n.t('Changes'),
    expected: l10n.t('expected'),
    actual: l10n.t('actual'),
    told: l10n.t('told only'),
    open: l10n.t('Open {0}', '{0}'),
    empty: l10n.t('Nothing has happened yet.'),
    failed: l10n.t('failed'),
    running: l10n.t('running'),
    expandAll: l10n.t('Expand All'),
    collapseAll: l10n.t('Collapse All'),
  };
}
