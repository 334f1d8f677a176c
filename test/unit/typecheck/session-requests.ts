import assert from 'node:assert/strict';
import type { TypeReport } from '../../../src/engine/contract/type-check';
import type { Checkpoint } from '../../../src/engine/typecheck/checkpoint';
import type { Session } from '../../../src/engine/typecheck/session';

export const never: Checkpoint = async () => {};

export interface CheckInput {
  readonly overlay?: Readonly<Record<string, string | null>>;
  readonly edited?: readonly string[];
}

export async function report(
  session: Session,
  root: string,
  { overlay = {}, edited }: CheckInput = {},
): Promise<TypeReport> {
  const scope = edited ? 'near' : 'whole';
  const answer = await session.check(
    { root, overlay: new Map(Object.entries(overlay)), edited: edited ?? [], scope },
    never,
  );
  assert.ok('diagnostics' in answer, JSON.stringify(answer));
  return answer;
}

/** In the format of `TempWorkspace.tsc`. */
export async function places(session: Session, root: string, input: CheckInput = {}): Promise<string[]> {
  const { diagnostics } = await report(session, root, input);
  return diagnostics.map(({ path, line, column, code }) => `${path}(${line},${column}) TS${code}`).sort();
}
