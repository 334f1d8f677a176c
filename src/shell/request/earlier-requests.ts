import type { RunRecord } from '../../engine/journal/record';

/** Requests that are offered again. */
const MAX_EARLIER = 50;

/** A request of an earlier run of this workspace, and when it last ran. */
export interface EarlierRequest {
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * What was asked for here before, newest first and each text once. The runs' journals are the record, so that nothing
 * else has to be kept; `runs` are newest first.
 */
export function earlierRequests(runs: readonly RunRecord[]): EarlierRequest[] {
  const found = new Map<string, EarlierRequest>();
  for (const { task, startedAt } of runs) {
    const text = task.text.trim();
    if (task.kind === 'generate' && text !== '' && !found.has(text)) found.set(text, { text, at: startedAt });
    if (found.size === MAX_EARLIER) break;
  }
  return [...found.values()];
}
