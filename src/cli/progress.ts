import { styleText } from 'node:util';
import type { RunEvent } from '../engine/contract/events';
import type { Evidence } from '../engine/contract/evidence';
import { plural } from '../engine/platform/plural';

type Colour = 'red' | 'green' | 'yellow' | 'dim' | 'bold' | 'cyan';

/** A run's events as lines for a person. */
export function progressLines(event: RunEvent, colour: boolean): string[] {
  const paint = (style: Colour, text: string) => (colour ? styleText(style, text) : text);
  switch (event.type) {
    case 'run-start':
      return [
        `${paint('bold', 'loopcraft')} ${event.task.kind === 'fix' ? 'fix' : 'run'} with ${event.model} (${event.provider}) in ${event.workspace}`,
      ];
    case 'strategy':
      return [
        `${paint('cyan', 'strategy')} ${event.strategy}, at most ${event.maxIterations} iterations: ${event.why}`,
      ];
    case 'iteration-start':
      return ['', paint('bold', `iteration ${event.iteration}`)];
    case 'call-start':
      return [
        `  call ${event.call} to ${event.model} (${event.purpose}, about ${event.estimatedInputTokens} tokens in)`,
      ];
    case 'call-retry':
      return [
        `  ${paint('yellow', 'retry')} after attempt ${event.attempt}: ${event.message} Waiting ${(event.delayMs / 1000).toFixed(1)} s.`,
      ];
    case 'call-end':
      return [
        event.ok
          ? `  reply: ${event.inputTokens} tokens in, ${event.outputTokens} out${event.priced ? `, $${event.costUsd.toFixed(4)}` : ''}, ${seconds(event.ms)}`
          : `  ${paint('red', 'no reply')}: ${event.message ?? event.reason ?? ''}`,
      ];
    case 'candidate':
      return [`  candidate ${event.hash.slice(0, 8)}: ${event.files.join(', ')}`];
    case 'quick-fix':
      return [`  quick fix in ${event.path}: ${event.description}`];
    case 'stage-end':
      return [
        `  ${event.ok ? paint('green', '✓') : paint('red', '✗')} ${event.stage}, ${seconds(event.ms)}: ${event.checked}`,
        ...event.evidence.slice(0, 5).flatMap(evidenceLines),
      ];
    case 'decision':
      return [`  ${paint(event.action === 'accept' ? 'green' : 'yellow', event.action)}: ${event.why}`];
    case 'run-end':
      return [
        '',
        `${paint(event.outcome === 'succeeded' ? 'green' : 'red', `${event.outcome} (${event.reason})`)}: ${event.message}`,
        `next: ${event.next}`,
        summary(event),
      ];
    default:
      return [];
  }
}

function summary(event: Extract<RunEvent, { type: 'run-end' }>): string {
  const cost = event.priced ? `$${event.costUsd.toFixed(4)}` : 'price not known';
  return `${plural(event.iterations, 'iteration')}, ${plural(event.calls, 'call')}, ${event.inputTokens} tokens in, ${event.outputTokens} out, ${cost}, ${seconds(event.ms)}`;
}

function evidenceLines(item: Evidence): string[] {
  const place = item.path ? `${item.path}${item.line ? `:${item.line}` : ''} ` : '';
  const [first = ''] = item.message.split('\n', 1);
  const lines = [`      ${place}${item.code ? `${item.code} ` : ''}${item.test ? `"${item.test}" ` : ''}${first}`];
  if (item.expected !== undefined)
    lines.push(`      expected ${oneLine(item.expected)}, actual ${oneLine(item.actual ?? '')}`);
  return lines;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 97)}…` : line;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
