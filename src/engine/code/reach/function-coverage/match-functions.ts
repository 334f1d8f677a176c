import type { CoveredFunction } from '../../../contract/test-run';
import { memo } from '../../../platform/memo';
import type { SourceFunction } from './source-functions';

/** A function that was run, and where it lies in the file's own text: a function of it, or only a position. */
export interface Matched {
  readonly covered: CoveredFunction;
  readonly start: number;
  readonly end: number;
}

interface Anchor {
  /** In the text that was run. */
  readonly from: number;
  /** In the file's own text. */
  readonly to: number;
}

/** V8's names for what runs when a class is defined or an object is made. */
const INITIALIZER = /^<(?:static_initializer|instance_members_initializer)>$/;
const NO_NAME = /^(?:Object\.)?<anonymous>$|^$/;

/**
 * Finds the functions that were run in the file's own text. A translation moves functions and keeps their names and
 * their order: names that are unique are found by them, and lie at anchors between which the others are looked for.
 */
export function matchFunctions(covered: readonly CoveredFunction[], own: readonly SourceFunction[]): Matched[] {
  const byName = new Map<string, SourceFunction[]>();
  for (const item of own) if (item.name !== '') memo(byName, item.name, () => []).push(item);
  const sameName = new Map<string, number>();
  for (const { name } of covered) sameName.set(nameIn(name), (sameName.get(nameIn(name)) ?? 0) + 1);
  const anchors = rising(
    covered.flatMap((item) => {
      const [only, another] = byName.get(nameIn(item.name)) ?? [];
      if (!only || another || sameName.get(nameIn(item.name)) !== 1) return [];
      return [
        { from: item.start, to: only.start },
        { from: item.end, to: only.end },
      ];
    }),
  );
  const lowest = Math.min(...covered.map(({ start }) => start));
  const highest = Math.max(...covered.map(({ end }) => end));
  return covered.flatMap((item) => {
    const isModule = NO_NAME.test(item.name) && item.start === lowest && item.end === highest && covered.length > 1;
    if (isModule || INITIALIZER.test(item.name)) return [];
    const expected = moved(item.start, anchors);
    const named = byName.get(nameIn(item.name)) ?? [];
    const candidates = named.length > 0 ? named : own.filter(({ name }) => name === '');
    const nearest = candidates.reduce<SourceFunction | undefined>(
      (best, each) => (best && Math.abs(best.start - expected) <= Math.abs(each.start - expected) ? best : each),
      undefined,
    );
    if (named.length > 0 && nearest) return [{ covered: item, start: nearest.start, end: nearest.end }];
    // Without anchors nothing is known of where it lies.
    if (!NO_NAME.test(item.name) || anchors.length === 0 || !nearest) return [];
    return [{ covered: item, start: nearest.start, end: nearest.end }];
  });
}

/** The last part of V8's name: old code has `Cart.of`, `exports.total`. */
function nameIn(name: string): string {
  if (NO_NAME.test(name)) return '';
  return /^[gs]et /.test(name) ? name : (name.split('.').at(-1) ?? name);
}

/** As many anchors as possible whose positions rise in both texts, because an order that changed misleads. */
function rising(anchors: readonly Anchor[]): Anchor[] {
  const sorted = anchors.toSorted((a, b) => a.from - b.from || a.to - b.to);
  /** By length: the index of the anchor with which the lowest chain of that length ends. */
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  for (const [index, { to }] of sorted.entries()) {
    const found = ends.findIndex((end) => (sorted[end]?.to ?? 0) > to);
    const length = found < 0 ? ends.length : found;
    before.push(ends[length - 1]);
    ends[length] = index;
  }
  const chain: Anchor[] = [];
  for (let at = ends.at(-1); at !== undefined; at = before[at]) {
    const anchor = sorted[at];
    if (anchor) chain.push(anchor);
  }
  return chain.reverse();
}

/** Where a position of the text that was run lies in the file's own, between the anchors around it. */
function moved(position: number, anchors: readonly Anchor[]): number {
  const next = anchors.findIndex(({ from }) => from > position);
  const after = next < 0 ? undefined : anchors[next];
  const before = next < 0 ? anchors.at(-1) : anchors[next - 1];
  if (before && after)
    return before.to + ((position - before.from) * (after.to - before.to)) / (after.from - before.from);
  const only = before ?? after;
  return only ? position - only.from + only.to : position;
}
