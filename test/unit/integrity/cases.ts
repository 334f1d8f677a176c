import assert from 'node:assert/strict';
import type { Evidence } from '../../../src/engine/contract/evidence';
import { NO_PERMISSIONS, type Permissions } from '../../../src/engine/contract/task';
import { guard } from '../../../src/engine/guard/guard';
import { createCandidate } from '../../../src/engine/workspace/candidate';
import { memorySnapshot } from '../../support/fakes';
import { integrityOf } from './support';
import { CART, cart, replaceIn, type Texts, WORKSPACE } from './workspace';

type Files = Readonly<Record<string, string>>;

/** A candidate over a workspace; `WORKSPACE` unless it needs files of its own. */
export interface Case {
  readonly name: string;
  readonly after: Texts;
  readonly before: Files;
  readonly allow: Permissions;
}

/** A candidate that must be refused, with the code of a finding that must be among its findings. */
export interface Cheat extends Case {
  readonly code: string;
}

export const TESTS_ALLOWED: Permissions = { tests: true, config: false };
export const TESTS_TO_ADD: Permissions = { tests: 'add', config: false };
export const CONFIG_ALLOWED: Permissions = { tests: false, config: true };

export function cheat(
  name: string,
  code: string,
  after: Texts,
  before: Files = WORKSPACE,
  allow: Permissions = NO_PERMISSIONS,
): Cheat {
  return { name, code, after, before, allow };
}

export function honest(
  name: string,
  after: Texts,
  before: Files = WORKSPACE,
  allow: Permissions = NO_PERMISSIONS,
): Case {
  return { name, after, before, allow };
}

export function withFiles(more: Files): Files {
  return { ...WORKSPACE, ...more };
}

const NET = '  const net = ';

/** The cart with a statement at the start of `total`. */
export function first(statement: string): Texts {
  return cart(NET, `  ${statement}\n${NET}`);
}

/** The cart with text above it. */
export function top(text: string): Texts {
  return { 'src/cart.ts': `${text}\n${CART}` };
}

/** The cart with imports above it and a statement at the start of `total`. */
export function importing(imports: string, statement: string): Texts {
  return { 'src/cart.ts': `${imports}\n${replaceIn(CART, NET, `  ${statement}\n${NET}`)}` };
}

export function file(text: string, path = 'src/x.ts'): Texts {
  return { [path]: text };
}

/** A new test file for node:test. */
export function nodeTest(body: string): Texts {
  return {
    'test/new.test.ts':
      `import assert from 'node:assert/strict';\n` +
      `import { after, afterEach, before, beforeEach, describe, it, test } from 'node:test';\n` +
      `import { total } from '../src/cart';\n\n` +
      `${body}\n`,
  };
}

/** A new test file for vitest. */
export function vitestTest(body: string, imports = ''): Texts {
  return {
    'test/new.test.ts':
      `import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';\n` +
      `import { total } from '../src/cart';\n` +
      `${imports}\n` +
      `${body}\n`,
  };
}

/** What guard and integrity find in a candidate. */
async function findingsOf({ after, before, allow }: Case): Promise<Evidence[]> {
  const snapshot = memorySnapshot(before);
  const candidate = createCandidate(new Map(Object.entries(after)));
  return [...(await guard(candidate, snapshot, { allow })), ...(await integrityOf({ candidate, snapshot, allow }))];
}

/** One test per candidate: it is refused for the right reason, with a message that a person and a model can act on. */
export function refuseAll(cheats: readonly Cheat[]): void {
  for (const item of cheats) {
    it(`refuses ${item.name}`, async () => {
      const found = await findingsOf(item);
      const codes = found.map(({ code }) => code);
      assert.ok(codes.includes(item.code), `found ${codes.join(', ') || 'nothing'}`);
      for (const { message, path } of found) {
        assert.ok(path, message);
        assert.match(message, /\. (?:[A-Z]|`)[^.]+/, 'says what was found, and then what to do instead');
      }
    });
  }
}

/** One test per candidate: guard and integrity find nothing. */
export function allowAll(cases: readonly Case[]): void {
  for (const item of cases) {
    it(`allows ${item.name}`, async () => {
      assert.deepEqual(
        (await findingsOf(item)).map(({ code, message }) => `${code}: ${message}`),
        [],
      );
    });
  }
}
