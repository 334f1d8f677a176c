import { basename, dirname } from 'node:path/posix';
import { holdsTests, isTestFile } from '../code/tests/test-files';
import { createImportGraph } from '../workspace/imports/import-graph';
import type { Snapshot } from '../workspace/snapshot';

const CODE = /\.[cm]?[jt]sx?$/i;
/** What people read; a test that looks into it checks the document. */
const DOCUMENT = /\.(?:md|mdx|markdown|rst|adoc)$|(?:^|\/)(?:LICENSE|AUTHORS|CODEOWNERS)[^/]*$/i;
/** Names of code that only tests have a use for. As likely product code where the product imports it. */
const TEST_NAME =
  /(?:^|[/._-])(?:tests?|testing|specs?|fixtures?|mocks?|fakes?|stubs?)(?:[/._-]|$)|(?:^|\/)(?:test|spec|mock|fake|stub)[A-Z]\w*/;

/** Existing files that belong to the tests though their place does not say so. */
export interface TestOnlyFiles {
  /** The test that relies on a file which nothing of the product does: expected results, helpers. */
  byTest(path: string): Promise<string | undefined>;
}

export function createTestOnlyFiles(snapshot: Snapshot): TestOnlyFiles {
  const known = new Set(snapshot.files);
  return {
    async byTest(path) {
      if (!known.has(path) || isTestFile(path) || DOCUMENT.test(path)) return undefined;
      if (CODE.test(path)) return TEST_NAME.test(path) ? testImporting(snapshot, path) : undefined;
      return testNaming(snapshot, path);
    },
  };
}

/** A test that imports a helper which no product code imports and which no test is named after. */
async function testImporting(snapshot: Snapshot, path: string): Promise<string | undefined> {
  const importers = await createImportGraph(snapshot).importersOf(new Set([path]), () => true);
  const kinds = await Promise.all(
    importers.map(async (importer) => ({
      importer,
      isTest: isTestFile(importer) || holdsTests(importer, await textAt(snapshot, importer)),
    })),
  );
  if (kinds.some(({ importer, isTest }) => !isTest && !TEST_NAME.test(importer))) return undefined;
  const tests = kinds.filter(({ isTest }) => isTest);
  return tests.some(({ importer }) => stem(importer) === stem(path)) ? undefined : tests[0]?.importer;
}

/** A test that names a data file, or its folder, which no product code names. */
async function testNaming(snapshot: Snapshot, path: string): Promise<string | undefined> {
  const names = [basename(path), basename(dirname(path))].filter((name) => name !== '.' && name !== '');
  const pattern = new RegExp(names.map((name) => `['"\`/]${name.replace(/[^\w]/g, '\\$&')}/?['"\`?#]`).join('|'));
  const code = snapshot.files.filter((file) => CODE.test(file));
  const test = await firstNaming(snapshot, code.filter(isTestFile), pattern);
  if (test === undefined) return undefined;
  return (await firstNaming(
    snapshot,
    code.filter((file) => !isTestFile(file)),
    pattern,
  )) === undefined
    ? test
    : undefined;
}

async function firstNaming(snapshot: Snapshot, files: readonly string[], pattern: RegExp): Promise<string | undefined> {
  for (const file of files) if (pattern.test(await textAt(snapshot, file))) return file;
  return undefined;
}

async function textAt(snapshot: Snapshot, path: string): Promise<string> {
  const file = await snapshot.read(path);
  return file?.kind === 'text' ? file.text : '';
}

function stem(path: string): string {
  return basename(path)
    .replace(/\.[cm]?[jt]sx?$/, '')
    .replace(/[._-](?:test|tests|spec|e2e)$/, '');
}
