import type { EventOf, Place } from '../../contract/events';

/**
 * `, candidate 2 of 3 of branch 1`, or `, from iteration 2` where that is not the one before; empty where there is
 * nothing to say.
 */
export function placeInWords({
  iteration,
  branch,
  parent,
}: Place & Pick<EventOf<'iteration-start'>, 'iteration'>): string {
  const candidate = branch ? [`candidate ${branch.place} of ${branch.of} of branch ${branch.id}`] : [];
  const from = parent === undefined || parent === iteration - 1 ? [] : [`from iteration ${parent}`];
  return [...candidate, ...from].map((text) => `, ${text}`).join('');
}
