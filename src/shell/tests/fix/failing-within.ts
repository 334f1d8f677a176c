import type { FailedTest, TestTarget } from '../../../engine/contract/test-run';

/** A test, a suite, a file or a folder of a workspace folder. */
export interface TestPlace {
  /** Workspace-relative path of a file or folder; undefined or empty: the whole workspace folder. */
  readonly path?: string | undefined;
  /** Full name of a test or a suite. */
  readonly name?: string | undefined;
}

/** The failing tests at a place. A failure whose file is not known counts as being there. */
export function failingWithin(failed: readonly FailedTest[], { path, name }: TestPlace): TestTarget[] {
  return failed
    .filter((test) => isInPath(test.path, path) && isInSuite(test.name, name))
    .map((test) => ({ name: test.name, ...(test.path === undefined ? {} : { path: test.path }) }));
}

function isInPath(file: string | undefined, path: string | undefined): boolean {
  if (file === undefined || path === undefined || path === '') return true;
  return file === path || file.startsWith(`${path}/`);
}

function isInSuite(test: string, name: string | undefined): boolean {
  return name === undefined || test === name || test.startsWith(`${name} > `);
}
