import { NO_PERMISSIONS } from '../contract/task';
import type { Candidate } from '../workspace/candidate';
import type { Snapshot } from '../workspace/snapshot';
import { type GuardRules, guard } from './guard';

/** Codes of the guard about tests; all others that can be allowed are about configuration. */
const ABOUT_TESTS = new Set(['existing-test', 'new-mock', 'new-snapshot']);

/**
 * What of an accepted candidate it may only do because the person let it: the files that the guard
 * would refuse without that. A sentence for the verdict; empty when there is none.
 */
export async function allowedChanges(candidate: Candidate, snapshot: Snapshot, rules: GuardRules): Promise<string> {
  if (!rules.allow.tests && !rules.allow.config) return '';
  const needing = await guard(candidate, snapshot, { ...rules, allow: NO_PERMISSIONS });
  const told = (isTest: boolean): string[] =>
    needing.flatMap(({ path, code }) =>
      path !== undefined && ABOUT_TESTS.has(code ?? '') === isTest
        ? [candidate.files.get(path) === null ? `${path} (deleted)` : path]
        : [],
    );
  const [tests, config] = [told(true), told(false)];
  return [
    ...(tests.length > 0 ? [`Tests were changed because you asked: ${tests.join(', ')}.`] : []),
    ...(config.length > 0 ? [`Configuration was changed because you allowed it: ${config.join(', ')}.`] : []),
  ].join(' ');
}
