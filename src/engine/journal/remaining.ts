import type { EventOf, RunEvent } from '../contract/events';
import type { Evidence } from '../contract/evidence';
import type { Remaining } from './record';

/** How many findings are named. */
const NAMED = 3;

/** What is red in the candidate that a run ended with; undefined where it is green, or there is none. */
export function remainingOf(events: readonly RunEvent[], end: EventOf<'run-end'>): Remaining | undefined {
  const at = events.findLastIndex((event) => event.type === 'candidate' && event.hash === end.hash);
  const candidate = events[at];
  if (candidate?.type !== 'candidate') return undefined;
  const rest = events.slice(at + 1);
  const next = rest.findIndex(({ type }) => type === 'iteration-start' || type === 'decision');
  const judged = next < 0 ? rest : rest.slice(0, next);
  const red = judged.findLast((event) => event.type === 'stage-end' && !event.ok && event.evidence.length > 0);
  if (red?.type !== 'stage-end') return undefined;
  const { stage, evidence } = red;
  const first = [...new Set(evidence.map(nameOf))].slice(0, NAMED);
  return { iteration: candidate.iteration, stage, count: evidence.length, first };
}

function nameOf({ test, code, path, line, message }: Evidence): string {
  if (test !== undefined) return test;
  const place = path === undefined ? '' : `${path}${line === undefined ? '' : `:${line}`}`;
  if (code !== undefined && place !== '') return `${code} in ${place}`;
  return message.split('\n', 1)[0] ?? '';
}
