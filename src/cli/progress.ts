import { styleText } from 'node:util';
import type { EventOf, RunEvent } from '../engine/contract/events';
import type { Evidence } from '../engine/contract/evidence';
import { placeInWords } from '../engine/journal/words/place-in-words';
import { plural } from '../engine/platform/plural';

type Colour = 'red' | 'green' | 'yellow' | 'dim' | 'bold' | 'cyan';
type Paint = (colour: Colour, text: string) => string;

/** Findings of a stage that are printed. */
const SHOWN_FINDINGS = 5;

/** Files of the context that are named. */
const SHOWN_PATHS = 8;

/** A run's event as lines for people; none for an event that another one includes. */
export function progressLines(event: RunEvent, colour: boolean): string[] {
  const paint: Paint = (style, text) => (colour ? styleText(style, text) : text);
  switch (event.type) {
    case 'run-start':
      return [runStart(event, paint)];
    case 'strategy':
      return [
        `${paint('cyan', 'strategy')} ${event.strategy}, at most ${event.maxIterations} iterations: ${event.why}`,
      ];
    case 'iteration-start':
      return ['', `${paint('bold', `iteration ${event.iteration}`)}${placeInWords(event)}`];
    case 'context':
      return [`  ${shown(event)}`];
    case 'call-start':
      return [
        `  call ${event.call} to ${event.model} (${event.purpose}, about ${event.estimatedInputTokens} tokens in)`,
      ];
    case 'call-retry':
      return [callRetry(event, paint)];
    case 'call-progress':
      return [callProgress(event)];
    case 'call-end':
      return [callEnd(event, paint)];
    case 'limit-near':
      return [`  ${paint('yellow', 'limit near')}: ${event.message}`];
    case 'hint':
      return [`  ${paint('cyan', 'hint')}: ${oneLine(event.text)}`];
    case 'tool-result':
      return [toolResult(event, paint)];
    case 'candidate':
      return [`  candidate ${event.hash.slice(0, 8)}: ${event.files.join(', ')}`];
    case 'quick-fix':
      return [`  quick fix in ${event.path}: ${event.description}`];
    case 'stage-start':
      return stageStart(event);
    case 'stage-end':
      return stageEnd(event, paint);
    case 'decision':
      return [`  ${paint(event.action === 'accept' ? 'green' : 'yellow', event.action)}: ${event.why}`];
    case 'run-end':
      return runEnd(event, paint);
    default:
      return [];
  }
}

function runStart({ task, model, provider, workspace }: EventOf<'run-start'>, paint: Paint): string {
  const command = task.kind === 'fix' ? 'fix' : 'run';
  return `${paint('bold', 'loopcraft')} ${command} with ${model} (${provider}) in ${workspace}`;
}

function shown({ parts, added }: EventOf<'context'>): string {
  const tokens = parts.reduce((sum, part) => sum + part.tokens, 0);
  const paths = [...new Set(parts.flatMap(({ path }) => path ?? []))];
  const more = paths.length > SHOWN_PATHS ? ` and ${paths.length - SHOWN_PATHS} more` : '';
  const names = paths.length > 0 ? `: ${paths.slice(0, SHOWN_PATHS).join(', ')}${more}` : '';
  const what = `${plural(parts.length, 'part')} of the workspace, about ${tokens} tokens`;
  return `shows ${added ? 'also ' : ''}${what}${names}`;
}

function callRetry({ attempt, message, delayMs }: EventOf<'call-retry'>, paint: Paint): string {
  const waiting = delayMs > 0 ? ` Waiting ${seconds(delayMs)}.` : '';
  return `  ${paint('yellow', 'retry')} after attempt ${attempt}: ${message}${waiting}`;
}

function callProgress({ phase, ms }: EventOf<'call-progress'>): string {
  return phase === 'reading'
    ? `  the model is reading the prompt (${Math.round(ms / 1000)} s)`
    : `  the model began to answer after ${Math.round(ms / 1000)} s`;
}

function callEnd(event: EventOf<'call-end'>, paint: Paint): string {
  if (!event.ok) return `  ${paint('red', 'no reply')}: ${event.message ?? event.reason ?? ''}`;
  const cost = event.priced ? `, $${event.costUsd.toFixed(4)}` : '';
  return `  reply: ${event.inputTokens} tokens in, ${event.outputTokens} out${cost}, ${seconds(event.ms)}`;
}

/** The other stages take no time to speak of. */
function stageStart({ stage }: EventOf<'stage-start'>): string[] {
  if (stage === 'types') return ['  types: checking …'];
  return stage === 'tests' ? ['  tests: running …'] : [];
}

function toolResult({ tool, ok, summary, tokens }: EventOf<'tool-result'>, paint: Paint): string {
  return `  ${ok ? 'looks' : paint('yellow', 'looks in vain')}: ${tool}, ${oneLine(summary)} (about ${tokens} tokens)`;
}

function stageEnd({ stage, ok, ms, checked, evidence, told = [] }: EventOf<'stage-end'>, paint: Paint): string[] {
  const mark = ok ? paint('green', '✓') : paint('red', '✗');
  return [
    `  ${mark} ${stage}, ${seconds(ms)}: ${checked}`,
    ...[...evidence, ...told].slice(0, SHOWN_FINDINGS).flatMap(evidenceLines),
  ];
}

function runEnd(event: EventOf<'run-end'>, paint: Paint): string[] {
  const result = paint(event.outcome === 'succeeded' ? 'green' : 'red', `${event.outcome} (${event.reason})`);
  const spent = [
    plural(event.iterations, 'iteration'),
    plural(event.calls, 'call'),
    `${event.inputTokens} tokens in`,
    `${event.outputTokens} out`,
    event.priced ? `$${event.costUsd.toFixed(4)}` : 'price not known (--price gives it)',
    seconds(event.ms),
  ];
  return ['', `${result}: ${event.message}`, `next: ${event.next}`, spent.join(', ')];
}

/** `src/a.ts:3 TS2322 message`; the code is a compiler's code or the id of a rule. */
function evidenceLines({ path, line, code, test, message, expected, actual }: Evidence): string[] {
  const place = path ? [`${path}${line ? `:${line}` : ''}`] : [];
  const [firstLine = ''] = message.split('\n', 1);
  const finding = [...place, ...(code ? [code] : []), ...(test ? [`"${test}"`] : []), firstLine].join(' ');
  const lines = [`      ${finding}`];
  if (expected !== undefined) lines.push(`      expected ${oneLine(expected)}, actual ${oneLine(actual ?? '')}`);
  return lines;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 97)}…` : line;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
