import { createCandidate } from '../../../../src/engine/edit/candidate';
import { type Allowances, NOTHING_ALLOWED } from '../../../../src/engine/task';
import type { Evidence } from '../../../../src/engine/verify/evidence';
import { checkIntegrity } from '../../../../src/engine/verify/integrity/integrity';
import { memorySnapshot } from '../../../support/fakes';

export type Texts = Readonly<Record<string, string | null>>;

/** What the integrity stage says of a workspace's files becoming others. */
export async function findings(before: Readonly<Record<string, string>>, after: Texts, allow: Allowances = NOTHING_ALLOWED): Promise<Evidence[]> {
  const snapshot = memorySnapshot(before);
  const candidate = createCandidate(new Map(Object.entries(after).filter(([path, text]) => before[path] !== text)));
  return checkIntegrity({ candidate, snapshot, allow });
}

export async function codes(before: Readonly<Record<string, string>>, after: Texts, allow?: Allowances): Promise<(string | undefined)[]> {
  return (await findings(before, after, allow)).map(({ code }) => code);
}
