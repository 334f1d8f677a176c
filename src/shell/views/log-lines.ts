import type { EventOf, RunEvent } from '../../engine/contract/events';
import type { Evidence } from '../../engine/contract/evidence';
import { placeInWords } from '../../engine/journal/words/place-in-words';
import { plural } from '../../engine/platform/plural';
import { formatCost, formatDuration, formatTokens } from './format';

/** Shows each event of this window's runs in the history and in the log channel. */
export function showEvents(
  history: { add(event: RunEvent): void },
  log: { info(line: string): void },
): (event: RunEvent) => void {
  return (event) => {
    history.add(event);
    const line = logLine(event);
    if (line !== undefined) log.info(line);
  };
}

/**
 * An event as a line of the log channel; undefined for a `stage-start`, because its end has all there is to say, and
 * for an `exchange`, which the run panel shows.
 */
export function logLine(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'run-start':
      return runStart(event);
    case 'strategy':
      return `Strategy ${event.strategy}, at most ${plural(event.maxIterations, 'iteration')}: ${event.why}`;
    case 'iteration-start':
      return `Iteration ${event.iteration}${placeInWords(event)}`;
    case 'context':
      return shown(event);
    case 'call-start':
      return callStart(event);
    case 'call-retry':
      return callRetry(event);
    case 'call-progress':
      return callProgress(event);
    case 'call-end':
      return callEnd(event);
    case 'limit-near':
      return `Limit near: ${event.message}`;
    case 'tool-call':
      return `Call ${event.call} uses ${event.tool} ${event.input}`;
    case 'tool-result':
      return toolResult(event);
    case 'hint':
      return `Hint: ${event.text}`;
    case 'pause':
      return 'Paused';
    case 'resume':
      return `Went on after ${formatDuration(event.ms)}`;
    case 'candidate':
      return `Candidate ${event.hash.slice(0, 8)}: ${event.files.join(', ')}`;
    case 'quick-fix':
      return `Quick fix in ${event.path}: ${event.description}`;
    case 'stage-start':
    case 'exchange':
      return undefined;
    case 'stage-end':
      return stageEnd(event);
    case 'verdict':
      return `Verdict ${event.ok ? 'green' : 'red'}: ${event.summary}`;
    case 'decision':
      return `Decision ${event.action}: ${event.why}`;
    case 'run-end':
      return runEnd(event);
    case 'settled':
      return `Run ${event.runId} was ${event.how}${event.files.length > 0 ? `: ${event.files.join(', ')}` : ''}`;
  }
}

function runStart({ runId, task, workspace, provider, model }: EventOf<'run-start'>): string {
  return `Run ${runId} (${task.kind}) in ${workspace} with ${provider} ${model}: ${task.text || 'all failures'}`;
}

function callStart({ call, model, purpose, estimatedInputTokens }: EventOf<'call-start'>): string {
  return `Call ${call} to ${model} (${purpose}), about ${formatTokens(estimatedInputTokens)}`;
}

function shown({ parts, added }: EventOf<'context'>): string {
  const tokens = parts.reduce((sum, part) => sum + part.tokens, 0);
  const what = `${plural(parts.length, 'part')}, ${formatTokens(tokens)}`;
  const head = `${added ? 'Also shown' : 'Shown'} to the model: ${what}`;
  return [head, ...parts.map((part) => `${part.title}: ${part.why}`)].join('\n    ');
}

function callRetry({ call, attempt, reason, message, delayMs }: EventOf<'call-retry'>): string {
  const failed = `Call ${call}, attempt ${attempt} failed (${reason}): ${message}`;
  return delayMs > 0 ? `${failed}; next attempt in ${formatDuration(delayMs)}` : failed;
}

function callProgress({ call, phase, ms }: EventOf<'call-progress'>): string {
  const what = phase === 'reading' ? 'the model is reading the prompt' : 'the model began to answer';
  return `Call ${call}: ${what}, ${formatDuration(ms)} after the request`;
}

function callEnd(event: EventOf<'call-end'>): string {
  return event.ok
    ? `Call ${event.call} answered: ${spentOn(event)}`
    : `Call ${event.call} failed (${event.reason ?? 'unknown'}): ${event.message ?? ''} ${spentOn(event)}`;
}

function toolResult({ tool, ok, summary, tokens, ms }: EventOf<'tool-result'>): string {
  return `${tool} ${ok ? 'showed' : 'answered'}: ${summary}, ${formatTokens(tokens)}, ${formatDuration(ms)}`;
}

function stageEnd({ stage, ok, ms, checked, evidence, told = [] }: EventOf<'stage-end'>): string {
  const head = `Stage ${stage} ${ok ? 'green' : 'red'} in ${formatDuration(ms)}: ${checked}`;
  return [head, ...[...evidence, ...told].map(evidenceLine)].join('\n    ');
}

/** `src/a.ts:3 TS2322 message`; the code is a compiler's code or the id of a rule. */
function evidenceLine({ path, line, code, message }: Evidence): string {
  const place = path === undefined ? [] : [`${path}:${line ?? 1}`];
  return [...place, ...(code === undefined ? [] : [code]), message].join(' ');
}

function runEnd(event: EventOf<'run-end'>): string {
  const counts = `${plural(event.iterations, 'iteration')}, ${plural(event.calls, 'call')}, ${spentOn(event)}`;
  return `Run ended: ${event.outcome}, ${event.reason}. ${event.message} ${counts}`;
}

function spentOn(event: EventOf<'call-end'> | EventOf<'run-end'>): string {
  const { inputTokens, outputTokens, costUsd, priced, ms } = event;
  return `${formatTokens(inputTokens + outputTokens)}, ${formatCost(costUsd, priced)}, ${formatDuration(ms)}`;
}
