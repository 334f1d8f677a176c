import { gitIgnored, hiddenTest } from './git-ignore';
import { packageJson } from './package-json';
import { binary, fileAndFolder, outsideWorkspace, throughLink } from './paths';
import { ci, config, dependencies, editor, lockFile, secrets } from './protected-files';
import type { GuardRule } from './rule';
import { shadowingFile } from './shadowing-file';
import { existingTest, newMock, newSnapshot } from './tests';

/** All rules of the guard. A file is checked in this order, and the first refusal is reported. */
export const RULES = [
  fileAndFolder,
  outsideWorkspace,
  throughLink,
  binary,
  dependencies,
  secrets,
  ci,
  editor,
  lockFile,
  packageJson,
  config,
  existingTest,
  newMock,
  newSnapshot,
  shadowingFile,
  hiddenTest,
  gitIgnored,
] as const satisfies readonly GuardRule[];

export type GuardRuleId = (typeof RULES)[number]['id'];
