import { ask } from './ask';
import { backtrack } from './backtrack';
import { branch } from './branch';
import { correct } from './correct';
import { escalate } from './escalate';
import { freshStart } from './fresh-start';
import type { Move } from './move';

/** What `decide` chooses from after a red verdict; of equal ones the first. Accepting and stopping are in stop.ts. */
export const MOVES: readonly Move[] = [backtrack, correct, freshStart, branch, escalate, ask];
