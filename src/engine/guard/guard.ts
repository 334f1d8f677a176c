// The guard decides which files a run may touch. Every rule is an entry of `rules/index.ts`; start there to see
// what is refused. This file prepares what the rules look at and turns the first refusal of a file into evidence.
// `permissions.ts` reads from the person's words what the run may change in addition.
import type { Evidence } from '../contract/evidence';
import { fingerprint } from '../contract/fingerprint';
import type { Permissions } from '../contract/task';
import type { Candidate } from '../workspace/candidate';
import { resolveInside } from '../workspace/paths';
import type { Snapshot } from '../workspace/snapshot';
import { configReferences, type ReadConfigReferences } from './config-references';
import { RULES } from './rules';
import type { ChangedFile, GuardRule, Refusal } from './rules/rule';
import { createTestOnlyFiles } from './test-only-files';
import { testSetupFilesOf } from './test-setup-files';

export interface GuardOptions {
  /** What the person let the run change. */
  readonly allow: Permissions;
  /** Workspace-relative paths for which the test runner reported tests, even if name and text don't show any. */
  readonly protectedTests?: readonly string[];
  /** The command that runs the tests; the files it starts are test configuration. */
  readonly testCommand?: string;
  /** Files that the person put in focus. A file that is protected only because of its use may change if it is here. */
  readonly focus?: readonly string[];
  /** The person's words. A file that only tests use may change when it is named here. */
  readonly request?: string;
  /** Reads which files a configuration file names; by default in this process, which loads a compiler. */
  readonly readConfigReferences?: ReadConfigReferences;
}

/**
 * Checks every file of a candidate against the rules. An empty result means that nothing is refused. Each
 * finding says which file it is about, why it is refused and what to do instead; `code` is the rule's id.
 */
export async function guard(candidate: Candidate, snapshot: Snapshot, options: GuardOptions): Promise<Evidence[]> {
  const { allow, testCommand = '', readConfigReferences = configReferences } = options;
  const shared = {
    candidate,
    snapshot,
    known: new Set(snapshot.files),
    permissions: allow,
    protectedTests: options.protectedTests ?? [],
    focus: options.focus ?? [],
    request: options.request ?? '',
    testSetupFiles: testSetupFilesOf(snapshot, testCommand, readConfigReferences),
    testOnlyFiles: createTestOnlyFiles(snapshot),
  };
  const rules = RULES.filter((rule) => !isSwitchedOff(rule, allow));
  const found = await Promise.all(
    [...candidate.files].map(async ([path, after]) => {
      const file: ChangedFile = { ...shared, path, after, ...(await stateOf(path, snapshot)) };
      return firstRefusal(rules, file);
    }),
  );
  return found.flat();
}

function isSwitchedOff({ permission }: GuardRule, permissions: Permissions): boolean {
  // `add` only lets test files grow; the rules about tests decide on that themselves.
  return permission !== undefined && permissions[permission] === true;
}

/** Nothing is read through a link or outside the workspace. */
async function stateOf(path: string, snapshot: Snapshot): Promise<Pick<ChangedFile, 'place' | 'before' | 'isBinary'>> {
  const place = await resolveInside(snapshot.root, path);
  const before = place.ok && place.path === path ? await snapshot.read(path) : undefined;
  return { place, before: before?.kind === 'text' ? before.text : null, isBinary: before?.kind === 'binary' };
}

async function firstRefusal(rules: readonly GuardRule[], file: ChangedFile): Promise<Evidence[]> {
  for (const { id, check } of rules) {
    const refusal = await check(file);
    if (refusal) return [toEvidence(file.path, id, refusal)];
  }
  return [];
}

function toEvidence(path: string, code: string, { why, next }: Refusal): Evidence {
  return {
    stage: 'guard',
    code,
    path,
    message: `${path} ${why} ${next}`,
    fingerprint: fingerprint({ stage: 'guard', path, code, message: '' }),
  };
}
