import { type ProtectedKind, protectedBy } from '../protected-paths';
import { isPackageJson } from './package-json';
import type { ChangedFile, GuardRule, Refusal } from './rule';

const WITHOUT_IT = 'Solve the task without it.';
const ASK_FOR_CONFIG =
  'Solve the task in the source files. If it cannot be done without this file, say so; the person can then allow ' +
  'changes of configuration.';

export const dependencies = {
  id: 'dependencies',
  summary: 'Refuses changes of installed packages, because the package manager owns and overwrites them.',
  appliesTo: 'files below node_modules and other folders of package managers',
  check: (file) => refuseKind('dependencies', file, WITHOUT_IT),
} as const satisfies GuardRule;

export const secrets = {
  id: 'secrets',
  summary: 'Refuses changes of environment files, because secrets are kept there.',
  appliesTo: '.env files, except examples and templates',
  check: (file) => refuseKind('secrets', file, WITHOUT_IT),
} as const satisfies GuardRule;

export const ci = {
  id: 'ci',
  summary: 'Refuses changes of continuous integration and of git hooks unless the person allows configuration.',
  appliesTo: 'files of CI services and of git hook managers',
  permission: 'config',
  check: (file) => refuseKind('ci', file, ASK_FOR_CONFIG),
} as const satisfies GuardRule;

export const editor = {
  id: 'editor',
  summary: 'Refuses changes of editor settings, which can run commands, unless the person allows configuration.',
  appliesTo: 'files such as .vscode/settings.json and *.code-workspace',
  permission: 'config',
  check: (file) => refuseKind('editor', file, ASK_FOR_CONFIG),
} as const satisfies GuardRule;

export const lockFile = {
  id: 'lock-file',
  summary: 'Refuses changes of lock files, which the package manager writes, unless the person allows configuration.',
  appliesTo: 'lock files such as package-lock.json and yarn.lock',
  permission: 'config',
  check: (file) => refuseKind('lock-file', file, ASK_FOR_CONFIG),
} as const satisfies GuardRule;

export const config = {
  id: 'config',
  summary:
    'Refuses changes of compiler, test, linter and package configuration, and of files that it loads, ' +
    'unless the person allows configuration.',
  appliesTo: 'configuration files, and files that a configuration or a test script names and that are not in focus',
  permission: 'config',
  check: async (file) => refuseKind('config', file, ASK_FOR_CONFIG) ?? (await refuseReferenced(file)),
} as const satisfies GuardRule;

function refuseKind(kind: ProtectedKind, { path }: ChangedFile, next: string): Refusal | undefined {
  const found = protectedBy(path);
  return found?.kind === kind ? { why: `is ${found.what} and must stay as it is.`, next } : undefined;
}

/** A file whose name does not say that it is configuration, but which a configuration names. */
async function refuseReferenced({ path, focus, testSetupFiles }: ChangedFile): Promise<Refusal | undefined> {
  // The rule `package-json` decides which keys of a package.json may change.
  if (isPackageJson(path) || focus.includes(path)) return undefined;
  const by = await testSetupFiles.namedBy(path);
  return by === undefined
    ? undefined
    : {
        why: `is test or compiler configuration, because ${by} names it, and must stay as it is.`,
        next: ASK_FOR_CONFIG,
      };
}
