// What the attempts say of their branches. A branch is a number of candidates from the same state, each an iteration of
// loop 2: all of them are judged before one is corrected.
import { type Attempt, type Branch, isAhead } from './attempt';

/** The candidates of the newest branch, in their order. */
function newestBranch(attempts: readonly Attempt[]): Attempt[] {
  const newest = attempts.findLast(({ branch }) => branch)?.branch;
  return newest ? attempts.filter(({ branch }) => branch?.id === newest.id) : [];
}

/**
 * The place of the next candidate where the last attempt leaves its branch open. A branch ends early where a candidate
 * has the text of an earlier attempt: then the others will hardly differ.
 */
export function nextInBranch(attempts: readonly Attempt[]): Branch | undefined {
  const { branch, hash } = attempts.at(-1) ?? {};
  if (!branch || branch.place >= branch.of) return undefined;
  const isEcho = attempts.slice(0, -1).some((earlier) => earlier.hash === hash);
  return isEcho ? undefined : { ...branch, place: branch.place + 1 };
}

/** The candidates of the newest branch once it is complete, the best first; of equal ones the smaller change. */
export function closedBranch(attempts: readonly Attempt[]): Attempt[] {
  if (nextInBranch(attempts)) return [];
  return newestBranch(attempts).sort((a, b) => (isAhead(a, b) ? -1 : isAhead(b, a) ? 1 : 0));
}

/** How many branches the run has opened. */
export const branchCount = (attempts: readonly Attempt[]): number =>
  Math.max(0, ...attempts.map(({ branch }) => branch?.id ?? 0));
