import { basename, dirname } from 'node:path/posix';
import { holdsTests, isTestFile } from '../code/tests/test-files';
import { createImportGraph } from '../workspace/imports/import-graph';
import type { Snapshot } from '../workspace/snapshot';
import { textAt } from './text-at';

const CODE = /\.[cm]?[jt]sx?$/i;
/** Documents for people. A test that reads one checks the document, so it is part of the product. */
const DOCUMENT = /\.(?:md|mdx|markdown|rst|adoc)$|(?:^|\/)(?:LICENSE|AUTHORS|CODEOWNERS)[^/]*$/i;
/** Names of code that usually only tests need. It is product code all the same where the product imports it. */
const TEST_HELPER_NAME = new RegExp(
  '(?:^|[/._-])(?:tests?|testing|specs?|fixtures?|mocks?|fakes?|stubs?)(?:[/._-]|$)' +
    '|(?:^|\\/)(?:test|spec|mock|fake|stub)[A-Z]\\w*',
);

/** Existing files that belong to the tests, although their place and name don't say so. */
export interface TestOnlyFiles {
  /**
   * A test that uses the file, where nothing of the product does: expected results, helpers. Undefined for
   * all other files, and for those that are tests by their name.
   */
  byTest(path: string): Promise<string | undefined>;
}

export function createTestOnlyFiles(snapshot: Snapshot): TestOnlyFiles {
  const known = new Set(snapshot.files);
  return {
    async byTest(path) {
      if (!known.has(path) || isTestFile(path) || DOCUMENT.test(path)) return undefined;
      if (CODE.test(path)) return TEST_HELPER_NAME.test(path) ? testImporting(snapshot, path) : undefined;
      return testNaming(snapshot, path);
    },
  };
}

/** A test that imports a helper, unless product code imports it, too, or a test is named after it. */
async function testImporting(snapshot: Snapshot, path: string): Promise<string | undefined> {
  const importers = await createImportGraph(snapshot).importersOf(new Set([path]), () => true);
  const inspected = await Promise.all(
    importers.map(async (importer) => ({
      importer,
      isTest: isTestFile(importer) || holdsTests(importer, await textAt(snapshot, importer)),
    })),
  );
  if (inspected.some(({ importer, isTest }) => !isTest && !TEST_HELPER_NAME.test(importer))) return undefined;
  const tests = inspected.filter(({ isTest }) => isTest);
  return tests.some(({ importer }) => stem(importer) === stem(path)) ? undefined : tests[0]?.importer;
}

/** A test that names a data file or its folder, unless product code names it, too. */
async function testNaming(snapshot: Snapshot, path: string): Promise<string | undefined> {
  const names = [basename(path), basename(dirname(path))].filter((name) => name !== '.' && name !== '');
  const pattern = new RegExp(names.map((name) => `['"\`/]${name.replace(/[^\w]/g, '\\$&')}/?['"\`?#]`).join('|'));
  const code = snapshot.files.filter((file) => CODE.test(file));
  const productCode = code.filter((file) => !isTestFile(file));
  const test = await firstNaming(snapshot, code.filter(isTestFile), pattern);
  if (test === undefined) return undefined;
  return (await firstNaming(snapshot, productCode, pattern)) === undefined ? test : undefined;
}

async function firstNaming(snapshot: Snapshot, files: readonly string[], pattern: RegExp): Promise<string | undefined> {
  for (const file of files) if (pattern.test(await textAt(snapshot, file))) return file;
  return undefined;
}

function stem(path: string): string {
  return basename(path)
    .replace(/\.[cm]?[jt]sx?$/, '')
    .replace(/[._-](?:test|tests|spec|e2e)$/, '');
}
