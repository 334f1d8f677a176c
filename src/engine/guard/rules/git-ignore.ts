import ignore from 'ignore';
import { isTestFile } from '../../code/tests/test-files';
import type { Snapshot } from '../../workspace/snapshot';
import type { ChangedFile, GuardRule } from './rule';

/** Compiled and generated copies of tests are not tests of the workspace. */
const OUTPUT = /(?:^|\/)(?:dist|build|out|coverage|tmp|\.[^/]+)\//;

export const hiddenTest = {
  id: 'hidden-test',
  summary: 'Refuses a `.gitignore` that newly ignores a test, because that test would be neither committed nor run.',
  appliesTo: '.gitignore files',
  check: async (file) => {
    const hidden = await newlyIgnoredTest(file);
    return hidden === undefined
      ? undefined
      : {
          why: `would make git ignore the test ${hidden}, so that others would not run it.`,
          next: 'Ignore only what is generated.',
        };
  },
} as const satisfies GuardRule;

export const gitIgnored = {
  id: 'git-ignored',
  summary: 'Refuses to write files that git ignores, because they are generated or private.',
  appliesTo: 'files that are not part of the snapshot',
  check: async ({ path, before, known, snapshot }) =>
    !known.has(path) && (before !== null || (await isIgnored(path, snapshot)))
      ? {
          why: 'is ignored by git, so it is generated or private.',
          next: 'Put the code in a file that belongs to the repository.',
        }
      : undefined,
} as const satisfies GuardRule;

async function newlyIgnoredTest({ path, before, after, snapshot }: ChangedFile): Promise<string | undefined> {
  if (after === null || !/(?:^|\/)\.gitignore$/.test(path)) return undefined;
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const [oldRules, newRules] = [ignore().add(before ?? ''), ignore().add(after)];
  return snapshot.files.find((file) => {
    if (!file.startsWith(folder) || !isTestFile(file) || OUTPUT.test(file)) return false;
    const inside = file.slice(folder.length);
    return newRules.ignores(inside) && !oldRules.ignores(inside);
  });
}

/** By the `.gitignore` files above the path; the innermost one that says anything decides, as in git. */
async function isIgnored(path: string, snapshot: Snapshot): Promise<boolean> {
  const segments = path.split('/');
  for (let depth = segments.length - 1; depth >= 0; depth--) {
    const folder = segments
      .slice(0, depth)
      .map((name) => `${name}/`)
      .join('');
    const rules = await snapshot.read(`${folder}.gitignore`);
    if (rules?.kind !== 'text') continue;
    const { ignored, unignored } = ignore().add(rules.text).test(path.slice(folder.length));
    if (ignored || unignored) return ignored;
  }
  return false;
}
