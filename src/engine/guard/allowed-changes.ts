import { NO_PERMISSIONS } from '../contract/task';
import type { Candidate } from '../workspace/candidate';
import type { Snapshot } from '../workspace/snapshot';
import { type GuardOptions, guard } from './guard';
import { RULES } from './rules';
import type { GuardRule } from './rules/rule';

const ABOUT_TESTS = new Set<string>(
  RULES.filter(({ permission }: GuardRule) => permission === 'tests').map(({ id }) => id),
);

/**
 * Names the files of a green candidate that the guard would have refused without the person's permission,
 * as sentences for the verdict. Empty when there are no such files.
 */
export async function allowedChanges(candidate: Candidate, snapshot: Snapshot, options: GuardOptions): Promise<string> {
  if (!options.allow.tests && !options.allow.config) return '';
  const permitted = await guard(candidate, snapshot, { ...options, allow: NO_PERMISSIONS });
  const namesOf = (aboutTests: boolean): string =>
    permitted
      .flatMap(({ path, code = '' }) => (path !== undefined && ABOUT_TESTS.has(code) === aboutTests ? [path] : []))
      .map((path) => (candidate.files.get(path) === null ? `${path} (deleted)` : path))
      .join(', ');
  const [tests, config] = [namesOf(true), namesOf(false)];
  return [
    ...(tests === '' ? [] : [`Tests were changed because you asked: ${tests}.`]),
    ...(config === '' ? [] : [`Configuration was changed because you allowed it: ${config}.`]),
  ].join(' ');
}
