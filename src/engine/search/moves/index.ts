import { backtrack } from './backtrack';
import { correct } from './correct';
import { freshStart } from './fresh-start';
import type { Move } from './move';

/** What `decide` chooses from after a red verdict; of equal ones the first. Accepting and stopping are in stop.ts. */
export const MOVES: readonly Move[] = [backtrack, correct, freshStart];
