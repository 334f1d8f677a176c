import assert from 'node:assert/strict';
import type { Evidence } from '../../../src/engine/contract/evidence';
import { NO_PERMISSIONS, type Permissions } from '../../../src/engine/contract/task';
import { checkIntegrity, type IntegrityRequest } from '../../../src/engine/integrity/check-integrity';
import { inspectCode } from '../../../src/engine/integrity/inspect-code';
import { createCandidate } from '../../../src/engine/workspace/candidate';
import { memorySnapshot, textIn } from '../../support/fakes';

/** The integrity stage with its inspection in this process. */
export async function integrityOf(request: Omit<IntegrityRequest, 'inspect'>): Promise<Evidence[]> {
  const found = await checkIntegrity({
    ...request,
    inspect: (inspected) => inspectCode(inspected, textIn(request.snapshot)),
  });
  assert.ok(!('problem' in found));
  return [...found.refused];
}

export type Texts = Readonly<Record<string, string | null>>;

/** What the integrity stage finds when the files of a workspace change from `before` to `after`. */
export async function findings(
  before: Readonly<Record<string, string>>,
  after: Texts,
  allow: Permissions = NO_PERMISSIONS,
  task = '',
): Promise<Evidence[]> {
  const snapshot = memorySnapshot(before);
  const candidate = createCandidate(new Map(Object.entries(after).filter(([path, text]) => before[path] !== text)));
  return integrityOf({ candidate, snapshot, allow, task });
}

export async function codes(
  before: Readonly<Record<string, string>>,
  after: Texts,
  allow?: Permissions,
): Promise<(string | undefined)[]> {
  return (await findings(before, after, allow)).map(({ code }) => code);
}
