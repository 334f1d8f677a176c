import type { Strategy } from '../../contract/events';
import { isMuchEdited, isWithdrawn, type RunRecord } from '../../journal/record';
import { STRATEGY_NAMES } from '../choosing/reasons';
import { recordedRunOf } from '../learn-from-runs';
import { isSolved } from '../record-outcome';

/** What the last runs changed in what is learned. */
export interface Lesson {
  readonly runId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly strategy: Strategy;
  /** `plan first`. */
  readonly name: string;
  readonly isSolved: boolean;
  /** The person did not want its change, or took it back, so that it counts as not solved. */
  readonly isWithdrawn: boolean;
  /** The person accepted it and then edited much of it, so that it counts as half a success. */
  readonly isEdited: boolean;
  readonly tokens: number;
  readonly task: string;
}

/** How the newest of these runs that taught something were counted. */
export function lastLessons(newestFirst: readonly RunRecord[], most: number): Lesson[] {
  const lessons: Lesson[] = [];
  for (const record of newestFirst) {
    if (lessons.length >= most) break;
    const run = recordedRunOf(record);
    const solved = run && isSolved(run.reason);
    if (!run || solved === undefined) continue;
    const { runId, startedAt, task } = record;
    const withdrawn = solved && isWithdrawn(record);
    const name = STRATEGY_NAMES[run.strategy];
    lessons.push({
      ...{ runId, startedAt, name, strategy: run.strategy, tokens: run.tokens, task: task.text },
      isSolved: solved && !withdrawn,
      isWithdrawn: withdrawn,
      isEdited: solved && isMuchEdited(record.settled),
    });
  }
  return lessons;
}
