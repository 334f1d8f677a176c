import type { EventOf, RunEvent } from '../contract/events';
import type { Evidence } from '../contract/evidence';
import { plural } from '../platform/plural';
import type { StepRecord } from './record';
import { ACTION_WORDS, failureInWords, STAGE_WORDS } from './words/words';

/** Findings that a tooltip shows in full; the others are only counted. */
const SHOWN_FINDINGS = 10;

/** Adds an event to the steps of its iteration: as a new step, or as the end of the one under way. */
export function addStep(steps: StepRecord[], event: RunEvent): void {
  endWait(steps);
  switch (event.type) {
    case 'call-end':
      endStep(steps, 'call', `Call ${event.call}:`, callEnd(event), event.at);
      break;
    case 'tool-result':
      endStep(steps, 'tool', `${event.tool}:`, toolResult(event), event.at);
      break;
    case 'stage-end':
      endStep(steps, 'stage', STAGE_WORDS[event.stage].name, stageEnd(event), event.at);
      break;
    case 'resume':
      endStep(steps, 'pause', 'Paused', pauseEnd(event), event.at);
      break;
    default: {
      const step = newStep(event);
      if (step) steps.push({ ...step, at: event.at });
    }
  }
}

/** The step that begins with an event, or consists of it. */
function newStep(event: RunEvent): StepRecord | undefined {
  switch (event.type) {
    case 'context':
      return contextStep(event);
    case 'call-start':
      return { kind: 'call', label: callLabel(event), detail: callStart(event), state: 'running', call: event.call };
    case 'call-retry':
      return { kind: 'retry', label: retryLabel(event), detail: event.message, state: 'failed' };
    case 'tool-call':
      return { kind: 'tool', label: `${event.tool}: ${event.input}`, detail: '', state: 'running' };
    case 'limit-near':
      return { kind: 'limit', label: `Limit near: ${event.limit}`, detail: event.message, state: 'ok' };
    case 'hint':
      return { kind: 'hint', label: `Hint: ${event.text}`, detail: event.text, state: 'ok' };
    case 'pause':
      return { kind: 'pause', label: 'Paused', detail: '', state: 'running' };
    case 'candidate':
      return candidateStep(event);
    case 'quick-fix':
      return { kind: 'quick-fix', label: `Quick fix: ${event.description}`, detail: event.path, state: 'ok' };
    case 'stage-start':
      return { kind: 'stage', label: STAGE_WORDS[event.stage].name, detail: '', state: 'running' };
    case 'verdict':
      return {
        kind: 'verdict',
        label: event.ok ? 'All checks pass' : STAGE_WORDS[event.stage].failed,
        detail: event.summary,
        state: event.ok ? 'ok' : 'failed',
      };
    case 'decision':
      return {
        kind: 'decision',
        label: ACTION_WORDS[event.action],
        detail: event.why,
        state: event.action === 'stop' ? 'failed' : 'ok',
      };
    default:
      return undefined;
  }
}

function candidateStep({ files, changes }: EventOf<'candidate'>): StepRecord {
  const label = `Candidate: ${files.length === 1 ? files[0] : plural(files.length, 'file')}`;
  return { kind: 'candidate', label, detail: files.join('\n'), state: 'ok', changes };
}

/** Replaces the running step that this ends; an end without a start becomes a step of its own. */
function endStep(steps: StepRecord[], kind: StepRecord['kind'], prefix: string, ended: StepRecord, at: string): void {
  const index = steps.findLastIndex(
    (step) => step.kind === kind && step.state === 'running' && step.label.startsWith(prefix),
  );
  const started = steps[index];
  const end = { ...ended, at: started?.at ?? at };
  if (started)
    steps[index] =
      kind === 'call' ? { ...end, label: started.label, detail: `${started.detail}\n${end.detail}`.trim() } : end;
  else steps.push(end);
}

function contextStep({ parts, added }: EventOf<'context'>): StepRecord {
  const tokens = parts.reduce((sum, part) => sum + part.tokens, 0).toLocaleString('en-US');
  return {
    kind: 'context',
    label: `${added ? 'Also shown' : 'Shown'} to the model: ${plural(parts.length, 'part')}, ${tokens} tokens`,
    detail: parts.map(({ title, why }) => `${title}: ${why}`).join('\n'),
    state: 'ok',
    parts,
  };
}

const WAIT = '; trying again in ';
const retryLabel = ({ attempt, reason, delayMs }: EventOf<'call-retry'>) =>
  `Attempt ${attempt}: ${failureInWords(reason)}${delayMs > 0 ? `${WAIT}${seconds(delayMs)}` : ''}`;
const callLabel = (event: EventOf<'call-start'>) => `Call ${event.call}: ${event.purpose}`;

/** Whatever follows a wait ends it. */
function endWait(steps: StepRecord[]): void {
  const last = steps.at(-1);
  if (last?.kind === 'retry') steps[steps.length - 1] = { ...last, label: last.label.split(WAIT, 1).join('') };
}

const callStart = (event: EventOf<'call-start'>) => `${event.model}, about ${event.estimatedInputTokens} input tokens`;

function callEnd(event: EventOf<'call-end'>): StepRecord {
  const cached = event.cachedInputTokens > 0 ? ` (${event.cachedInputTokens} cached)` : '';
  const parts = [
    `${event.inputTokens} input tokens${cached}, ${event.outputTokens} output tokens`,
    event.priced ? `$${event.costUsd.toFixed(4)}` : 'price not known',
    seconds(event.ms),
    plural(event.attempts, 'attempt'),
  ];
  const failure = event.ok ? '' : `\n${event.message ?? failureInWords(event.reason ?? 'failed')}`;
  return {
    kind: 'call',
    label: `Call ${event.call}:`,
    detail: parts.join(' · ') + failure,
    state: event.ok ? 'ok' : 'failed',
    ms: event.ms,
    call: event.call,
  };
}

function toolResult({ tool, ok, summary, text, ms }: EventOf<'tool-result'>): StepRecord {
  return { kind: 'tool', label: `${tool}: ${summary}`, detail: text, state: ok ? 'ok' : 'failed', ms };
}

function stageEnd(event: EventOf<'stage-end'>): StepRecord {
  const { stage, ok, ms, evidence, told = [], checked } = event;
  const what = stage === 'types' ? 'error' : stage === 'tests' ? 'failure' : 'finding';
  const { name, ok: green, failed } = STAGE_WORDS[stage];
  const label = evidence.length > 0 ? `${name}: ${plural(evidence.length, what)}` : ok ? green : failed;
  const findings = [...evidence, ...told];
  const more = findings.length > SHOWN_FINDINGS ? [`… and ${findings.length - SHOWN_FINDINGS} more`] : [];
  const detail = [checked, ...findings.slice(0, SHOWN_FINDINGS).map(findingText), ...more].join('\n');
  const also = told.length > 0 ? `, ${told.length} told` : '';
  return { kind: 'stage', label: `${label}${also}`, detail, state: ok ? 'ok' : 'failed', ms, evidence: findings };
}

const pauseEnd = ({ ms }: EventOf<'resume'>): StepRecord => ({
  kind: 'pause',
  label: 'Paused',
  detail: '',
  state: 'ok',
  ms,
});

/** `src/a.test.ts:3 existing-test: <message>`: where, then the rule's id or the test's name. */
function findingText(item: Evidence): string {
  const place = item.path === undefined ? '' : `${item.path}${item.line === undefined ? '' : `:${item.line}`} `;
  const name = item.code ?? item.test;
  const comparison =
    item.expected === undefined ? '' : `\n  expected ${item.expected}\n  actual   ${item.actual ?? '(none)'}`;
  return `${place}${name === undefined ? '' : `${name}: `}${item.message}${comparison}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
