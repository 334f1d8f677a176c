import type { Evidence } from '../../../src/engine/contract/evidence';
import type { Verdict } from '../../../src/engine/contract/verdict';
import { hashOf } from '../../support/simulated-model/world';

type Judge<Args extends readonly unknown[]> = (...args: Args) => Promise<Verdict>;

/**
 * A judge whose evidence is worded as that of another task. Fingerprints and counts stay, so that the control decides
 * as it would; only the model is misled. A gain that is left then does not come from evidence.
 */
export function otherEvidence<Args extends readonly unknown[]>(
  judge: Judge<Args>,
  pool: readonly Evidence[],
): Judge<Args> {
  return async (...args) => {
    const verdict = await judge(...args);
    return { ...verdict, evidence: verdict.evidence.map((item) => wordedAs(item, pool)) };
  };
}

function wordedAs(item: Evidence, pool: readonly Evidence[]): Evidence {
  const same = pool.filter(({ stage }) => stage === item.stage);
  const other = same[hashOf(item.fingerprint) % Math.max(1, same.length)];
  return other ? { ...other, fingerprint: item.fingerprint } : item;
}
