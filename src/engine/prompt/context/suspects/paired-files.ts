import { posix } from 'node:path';
import { isTestFile } from '../../../code/tests/test-files';

const TEST_ENDING = /[._-](?:test|tests|spec|specs|unit|e2e)$/;
const TEST_BEGINNING = /^tests?[._-]/;
const EXTENSION = /(?:\.d)?\.[a-z]+$/i;
/** More files of the same name have it by chance. */
const MAX_PAIRED = 3;

/**
 * Sources that belong to test files by their names, the likeliest first: `cart.test.ts` tests `cart.ts` beside it or
 * elsewhere, `client/index.test.ts` tests `client/index.ts`.
 */
export function pairedSources(tests: readonly string[], files: readonly string[]): string[] {
  const found: string[] = [];
  for (const test of new Set(tests)) {
    const name = stemOf(test);
    const parent = posix.basename(posix.dirname(test));
    const same = files.filter((path) => !isTestFile(path) && stemOf(path) === name);
    const beside = same.filter((path) => posix.dirname(path) === posix.dirname(test).replace(/\/?__tests__$/, ''));
    const inFolder = same.filter((path) => posix.basename(posix.dirname(path)) === parent);
    const likely = [beside, inFolder, same].find((paths) => paths.length > 0) ?? [];
    if (likely.length <= MAX_PAIRED) found.push(...likely);
  }
  return [...new Set(found)];
}

function stemOf(path: string): string {
  return posix.basename(path).replace(EXTENSION, '').replace(TEST_ENDING, '').replace(TEST_BEGINNING, '');
}
