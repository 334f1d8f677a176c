import type { Evidence } from '../../contract/evidence';
import type { TestReport } from '../../contract/test-run';
import { memo } from '../../platform/memo';
import { keyOf, testKey } from '../to-evidence';
import { looseName } from './test-names';

/**
 * Those of `found` that are among the `known` failures. The name of a test may vary from run to run, by a seed, a port
 * or random data. It is then another name for an old failure if neither run has a test of the other one's name, and
 * if the rest of the name is the same. In files that the change can't affect, it is enough that as many failures have
 * gone: elsewhere a new name may be a test that the change broke.
 */
export async function oldFailures(
  found: readonly Evidence[],
  known: readonly Evidence[],
  runs: {
    readonly before: TestReport;
    readonly now: TestReport;
    readonly mayReach: (testFile: string) => Promise<boolean>;
  },
): Promise<ReadonlySet<Evidence>> {
  const [namesBefore, namesNow] = [runs.before, runs.now].map(({ tests }) => new Set(tests.map(testKey)));
  const exact = new Set(known.map(keyOf));
  const old = new Set(found.filter((item) => exact.has(keyOf(item))));
  const gone = known.filter(
    (item) => !namesNow?.has(keyOf(item)) && !found.some((each) => keyOf(each) === keyOf(item)),
  );
  const fresh = found.filter((item) => item.test !== undefined && !old.has(item) && !namesBefore?.has(keyOf(item)));

  const loose = new Set(gone.map(looseKeyOf));
  for (const item of fresh) if (loose.has(looseKeyOf(item))) old.add(item);

  const named = new Set(fresh.filter((item) => old.has(item)).map(looseKeyOf));
  const left = new Map<string, Evidence[]>();
  for (const item of gone)
    if (item.test !== undefined && item.path !== undefined && !named.has(looseKeyOf(item)))
      memo(left, item.path, () => []).push(item);
  for (const item of fresh) {
    const { path } = item;
    if (old.has(item) || path === undefined || !left.has(path) || (await runs.mayReach(path))) continue;
    if (left.get(path)?.pop() !== undefined) old.add(item);
  }
  return old;
}

/** Whether the failure of a test is the same but for what varies from run to run in names and messages. */
export function isSameFailure(a: Evidence, b: Evidence): boolean {
  if (a.fingerprint === b.fingerprint) return true;
  const text = ({ message, expected = '', actual = '' }: Evidence) => looseName(`${message}\n${expected}\n${actual}`);
  return a.test !== b.test && looseKeyOf(a) === looseKeyOf(b) && text(a) === text(b);
}

function looseKeyOf(item: Evidence): string {
  return item.test === undefined ? item.fingerprint : testKey({ path: item.path, name: looseName(item.test) });
}
