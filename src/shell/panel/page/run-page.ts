// Turns a run's record and events into what the page of the run panel shows. The words are those of the history and the
// messages; all texts are made safe at the end, in one place. Nothing here knows VS Code.
import type { RunEvent } from '../../../engine/contract/events';
import type { RunRecord } from '../../../engine/journal/record';
import type { Comparison, Exchange, RunPage, Tone } from '../../../panel/contract';
import { l10n } from '../../l10n';
import { titleOf } from '../../run-title';
import { endedText } from '../../views/ended-text';
import { formatTokens, shorten } from '../../views/format';
import { GREEN, RED } from '../../views/node-text';
import { runText } from '../../views/run-text';
import { actionsFor } from './actions';
import { addedTo, factsOf } from './facts';
import { pointsOf } from './points';
import { safeTexts } from './safe-text';
import { timelineOf } from './timeline';
import { pageWords } from './words';

const MAX_TITLE = 120;
/** Runs that are offered to compare with, the newest. */
const MAX_OTHERS = 100;

export interface PageSource {
  readonly run: RunRecord;
  readonly events: readonly RunEvent[];
  readonly isPaused?: boolean | undefined;
  /** Of the same workspace, newest first. */
  readonly others: readonly RunRecord[];
  /** The run beside it. */
  readonly comparedWith?: { readonly run: RunRecord; readonly events: readonly RunEvent[] } | undefined;
  readonly language: string;
}

export function runPage({ run, events, isPaused = false, others, comparedWith, language }: PageSource): RunPage {
  const { icon, color, description } = runText(run);
  const offered = others.filter(({ runId }) => runId !== run.runId).slice(0, MAX_OTHERS);
  return safeTexts({
    runId: run.runId,
    title: shorten(titleOf(run), MAX_TITLE),
    language,
    state: { icon: icon.replace(/~.*/, ''), tone: toneOf(run, color), text: description },
    outcome: outcomeOf(run, isPaused),
    next: run.state === 'ended' && run.outcome === 'unsolved' ? (run.next ?? '') : '',
    actions: actionsFor(run, isPaused),
    request: run.task.text.trim() === '' ? titleOf(run) : run.task.text,
    added: addedTo(run),
    strategy: run.strategy && { name: run.strategy.strategy, why: run.strategy.why },
    facts: factsOf(run),
    points: pointsOf(events),
    priced: run.priced,
    timeline: timelineOf(run),
    others: offered.map((other) => ({ runId: other.runId, label: labelOf(other) })),
    comparison: comparedWith && comparison(run, comparedWith),
    words: pageWords(),
  });
}

/** An exchange as the page shows it. */
export function pageExchange(exchange: Exchange): Exchange {
  return safeTexts(exchange);
}

function outcomeOf(run: RunRecord, isPaused: boolean): string {
  if (run.state === 'ended') return endedText(run);
  if (run.state === 'interrupted')
    return l10n.t('The window or the computer ended before the run did. Nothing was written.');
  if (isPaused) return l10n.t('Paused before the next call.');
  const step = run.iterations.at(-1)?.steps.findLast(({ state }) => state === 'running');
  return [step?.label ?? l10n.t('The run is working.'), formatTokens(run.inputTokens + run.outputTokens)].join(' · ');
}

function toneOf({ state, outcome }: RunRecord, color: string | undefined): Tone {
  if (state === 'running') return 'running';
  if (color === GREEN) return 'ok';
  if (color === RED) return 'failed';
  return outcome === 'unsolved' ? 'warning' : 'plain';
}

function labelOf(run: RunRecord): string {
  return `${shorten(titleOf(run), 60)} – ${runText(run).description}`;
}

function comparison(mine: RunRecord, { run, events }: NonNullable<PageSource['comparedWith']>): Comparison {
  const other = factsOf(run);
  return {
    runId: run.runId,
    title: labelOf(run),
    rows: factsOf(mine).map(({ name, value }, at) => ({ name, values: [value, other[at]?.value ?? ''] })),
    points: pointsOf(events),
  };
}
