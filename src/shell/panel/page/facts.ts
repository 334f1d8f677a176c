import type { RunRecord } from '../../../engine/journal/record';
import type { Fact } from '../../../panel/contract';
import { l10n } from '../../l10n';
import { formatCalls, formatCost, formatDate, formatDuration, formatTokens } from '../../views/format';
import { runText } from '../../views/run-text';

/** What the person gave the run beside the request. */
export function addedTo({ task, hints }: RunRecord): Fact[] {
  const { files, selection, targets = [], allow } = task;
  const all = [...(task.hints ?? []), ...hints];
  const inFocus = selection
    ? l10n.t('{0}, lines {1} to {2}', selection.path, selection.startLine, selection.endLine)
    : files.join(', ');
  const allowed = [
    ...(allow.tests === true ? [l10n.t('tests')] : allow.tests === 'add' ? [l10n.t('more tests')] : []),
    ...(allow.config ? [l10n.t('configuration')] : []),
  ];
  const tests = targets.map(({ name, path }) => (path === undefined ? name : `${name} (${path})`));
  return [
    { name: l10n.t('In focus'), value: inFocus },
    { name: l10n.t('Tests to fix'), value: tests.join('\n') },
    { name: l10n.t('May also change'), value: allowed.join(', ') },
    { name: l10n.t('Hints'), value: all.join('\n') },
  ].filter(({ value }) => value !== '');
}

/** What a run was and what it took; two runs have the same facts in the same order. */
export function factsOf(run: RunRecord): Fact[] {
  const { startedAt, provider, model, calls, inputTokens, outputTokens, costUsd, priced, ms, files } = run;
  const iterations = run.iterations.filter(({ iteration }) => iteration > 0).length;
  const tokens = l10n.t(
    '{0} ({1} in, {2} out)',
    inWords(inputTokens + outputTokens),
    inWords(inputTokens),
    inWords(outputTokens),
  );
  return [
    { name: l10n.t('Outcome'), value: runText(run).description },
    { name: l10n.t('Strategy'), value: run.strategy?.strategy ?? '–' },
    { name: l10n.t('Model'), value: `${provider} ${model}` },
    { name: l10n.t('Started'), value: formatDate(new Date(startedAt), 'both') },
    { name: l10n.t('Took'), value: formatDuration(ms) },
    { name: l10n.t('Iterations'), value: String(iterations) },
    { name: l10n.t('Model calls'), value: formatCalls(calls) },
    { name: l10n.t('Tokens'), value: inputTokens + outputTokens === 0 ? formatTokens(0) : tokens },
    { name: l10n.t('Cost'), value: formatCost(costUsd, priced) },
    { name: l10n.t('Files'), value: files.join('\n') || '–' },
  ];
}

const inWords = (tokens: number): string => tokens.toLocaleString('en-US');
