import type { IterationRecord, RunRecord, StepRecord } from '../../engine/journal/record';
import { l10n } from '../l10n';
import { titleOf } from '../run-title';
import { endedText } from '../views/ended-text';
import { sentences, shorten } from '../views/format';
import { plainText } from '../views/markdown';

/** Iterations that are named; of a longer run the first and the last ones. */
const MAX_NAMED = 10;

/** What a run did and why it ended, as Markdown in which nothing of a model's or a test's text is rendered. */
export function explainRun(run: RunRecord): string {
  const { state, strategy, task, files } = run;
  const hints = [...(task.hints ?? []), ...run.hints];
  const how = state === 'running' ? l10n.t('This run is still in progress.') : endOf(run);
  return [
    `**${plainText(shorten(titleOf(run), 200))}**`,
    plainText(how),
    ...(strategy === undefined ? [] : [plainText(sentences(l10n.t('How it began: {0}', strategy.why)))]),
    ...triesOf(run),
    ...(hints.length === 0
      ? []
      : [plainText(l10n.t('You added: {0}', hints.map((hint) => shorten(hint, 200)).join('; ')))]),
    ...(files.length === 0 ? [] : [plainText(l10n.t('Changed files: {0}', files.join(', ')))]),
    ...settledText(run),
  ].join('\n\n');
}

function endOf(run: RunRecord): string {
  return run.state === 'interrupted' ? l10n.t('The run was interrupted before it ended.') : endedText(run);
}

function triesOf({ iterations }: RunRecord): string[] {
  const tries = iterations.filter(({ iteration }) => iteration > 0);
  const omitted = tries.length - MAX_NAMED;
  const named =
    omitted > 0
      ? [
          ...tries.slice(0, MAX_NAMED / 2).map(tryLine),
          `- ${plainText(l10n.t('{0} more tries', omitted))}`,
          ...tries.slice(-MAX_NAMED / 2).map(tryLine),
        ]
      : tries.map(tryLine);
  return named.length === 0 ? [] : [named.join('\n')];
}

function tryLine({ iteration, steps }: IterationRecord): string {
  const verdict = steps.findLast(({ kind }) => kind === 'verdict');
  const decision = steps.findLast(({ kind }) => kind === 'decision');
  const said =
    verdict === undefined ? (steps.at(-1)?.label ?? '') : `${verdict.label}: ${shorten(verdict.detail, 300)}`;
  const next = verdict?.state === 'ok' || decision === undefined ? '' : textOf(decision);
  return `- ${plainText(sentences(l10n.t('Try {0}. {1}', iteration, said), shorten(next, 200)))}`;
}

/** Why the run stopped; of a move only which one it was, because how moves were weighed says little. */
function textOf({ label, detail, state }: StepRecord): string {
  return state === 'failed' ? detail : label;
}

function settledText({ settled }: RunRecord): string[] {
  switch (settled?.how) {
    case 'accepted':
      return [l10n.t('You accepted the change.')];
    case 'discarded':
      return [l10n.t('You discarded the change.')];
    case 'reverted':
      return [l10n.t('You reverted the change.')];
    default:
      return [];
  }
}
