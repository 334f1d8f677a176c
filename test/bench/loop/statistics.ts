import { seeded } from '../../support/seeded';

const RESAMPLES = 1000;

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A statistic with its 95 % interval by bootstrap over clusters: the runs of one task are alike, so that whole tasks
 * are drawn, not runs.
 */
export function bootstrap<T>(
  clusters: readonly (readonly T[])[],
  statistic: (items: readonly T[]) => number,
): Interval {
  const random = seeded(12);
  const value = statistic(clusters.flat());
  const drawn = Array.from({ length: RESAMPLES }, () =>
    statistic(clusters.flatMap(() => clusters[Math.floor(random() * clusters.length)] ?? [])),
  )
    .filter((each) => Number.isFinite(each))
    .sort((a, b) => a - b);
  return {
    value,
    low: drawn[Math.floor(drawn.length * 0.025)] ?? value,
    high: drawn[Math.floor(drawn.length * 0.975)] ?? value,
  };
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
