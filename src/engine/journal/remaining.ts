import type { EventOf, RunEvent } from '../contract/events';
import type { Evidence } from '../contract/evidence';
import type { Remaining } from './record';
import { WROTE_NO_CODE } from './words/words';

/** How many findings are named. */
const NAMED = 3;

/** What is red in the candidate that a run ended with; undefined where it is green, or there is none. */
export function remainingOf(events: readonly RunEvent[], end: EventOf<'run-end'>): Remaining | undefined {
  // A candidate that comes back as it was is not judged again.
  for (const [at, candidate] of events.entries()) {
    if (candidate.type !== 'candidate' || candidate.hash !== end.hash) continue;
    const red = redStage(events.slice(at + 1));
    if (red === undefined) continue;
    const { stage, evidence } = red;
    const first = [...new Set(evidence.map(nameOf))].slice(0, NAMED);
    return { iteration: candidate.iteration, stage, count: evidence.length, first };
  }
  return undefined;
}

/** The last red stage until the next decision. */
function redStage(rest: readonly RunEvent[]): EventOf<'stage-end'> | undefined {
  const next = rest.findIndex(({ type }) => type === 'iteration-start' || type === 'decision');
  const judged = next < 0 ? rest : rest.slice(0, next);
  return judged
    .filter((event) => event.type === 'stage-end')
    .findLast(({ ok, evidence }) => !ok && evidence.length > 0);
}

/** The model's last words in a run without any candidate. */
export function wordsIn(events: readonly RunEvent[]): string | undefined {
  if (events.some(({ type }) => type === 'candidate')) return undefined;
  const last = events.findLast((event) => event.type === 'stage-end' && event.checked.startsWith(WROTE_NO_CODE));
  return last?.type === 'stage-end' ? last.checked.slice(WROTE_NO_CODE.length) : undefined;
}

function nameOf({ test, code, path, line, message }: Evidence): string {
  if (test !== undefined) return test;
  const place = path === undefined ? '' : `${path}${line === undefined ? '' : `:${line}`}`;
  if (code !== undefined && place !== '') return `${code} in ${place}`;
  return message.split('\n', 1)[0] ?? '';
}
