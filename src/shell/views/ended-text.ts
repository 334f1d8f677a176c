import type { RunRecord, StepRecord } from '../../engine/journal/record';
import { l10n } from '../l10n';
import { formatCost, formatDuration, formatTokens, sentences, shorten } from './format';
import { remainingText } from './remaining-text';

/** Characters of the model's words that a message shows. */
const MAX_SAID = 300;

/** How a run ended, for the person: what was checked or what is left, and what it cost. */
export function endedText(run: RunRecord): string {
  const { reason, message = '', next = '' } = run;
  if (reason === 'verified') return sentences(l10n.t('Verified: {0}', checkedText(run)), notesOf(run), sizeText(run));
  // The question whether to accept it says what to do next.
  if (reason === 'red-as-before') return sentences(message, spentText(run));
  if (run.outcome !== 'unsolved') return sentences(message, next, spentText(run));
  return sentences(notSolvedText(run), bestText(run), spentText(run));
}

function notSolvedText(run: RunRecord): string {
  const tries = triesOf(run);
  const after = tries === 1 ? l10n.t('Not solved after 1 try') : l10n.t('Not solved after {0} tries', tries);
  switch (run.reason) {
    case 'stalled':
      return l10n.t('{0}: they bring nothing new', after);
    case 'oscillating':
      return l10n.t('{0}: an earlier state came back', after);
    case 'iterations-exhausted':
      return after;
    default:
      return `${after}: ${run.message ?? ''}`;
  }
}

function bestText({ remaining, said }: RunRecord): string {
  if (said !== undefined) return l10n.t('The model wrote no code. It said: "{0}"', shorten(said, MAX_SAID));
  return remaining === undefined ? '' : l10n.t('Best: try {0}. {1}', remaining.iteration, remainingText(remaining));
}

/** "types OK, 17 tests pass" */
function checkedText(run: RunRecord): string {
  const types = stageOf(run, 'Types') === undefined ? l10n.t('types not checked') : l10n.t('types OK');
  const tests = testsIn(stageOf(run, 'Tests')?.detail ?? '');
  if (tests === undefined) return types;
  return `${types}, ${tests === 1 ? l10n.t('1 test passes') : l10n.t('{0} tests pass', tests.toLocaleString('en-US'))}`;
}

/** What the verdict says beyond what was checked: what nothing checked, what rules tell, what a reviewer noted. */
function notesOf(run: RunRecord): string {
  const message = run.message ?? '';
  const checked = ['Types', 'Tests'].map((name) => firstLine(stageOf(run, name)?.detail ?? ''));
  const head = `Green: ${checked.join('; ')}`;
  return message.startsWith(head) ? message.slice(head.length).replace(/^[.;]\s*/, '') : message;
}

/** The last of the steps of a stage, which has its result. */
function stageOf({ iterations }: RunRecord, name: string): StepRecord | undefined {
  return iterations
    .flatMap(({ steps }) => steps)
    .findLast(({ kind, label }) => kind === 'stage' && label.startsWith(name));
}

/** How many tests ran, as the stage's own words say it. */
function testsIn(checked: string): number | undefined {
  const count = [...checked.matchAll(/(\d+) tests? run/g)].at(-1)?.[1];
  return count === undefined ? undefined : Number(count);
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

function sizeText(run: RunRecord): string {
  const { length } = run.files;
  return `${length === 1 ? l10n.t('1 file') : l10n.t('{0} files', length)}, ${spentText(run)}`;
}

/** "26,594 tokens, $0.01, 16 s"; nothing where no model answered. */
function spentText({ inputTokens, outputTokens, costUsd, priced, ms }: RunRecord): string {
  if (inputTokens + outputTokens === 0) return '';
  const cost = priced ? [formatCost(costUsd, priced)] : [];
  return [formatTokens(inputTokens + outputTokens), ...cost, formatDuration(ms)].join(', ');
}

function triesOf({ iterations }: RunRecord): number {
  return iterations.filter(({ iteration }) => iteration > 0).length;
}
