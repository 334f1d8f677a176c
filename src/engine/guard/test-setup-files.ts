import { basename, dirname, join } from 'node:path/posix';
import { isTestFile } from '../code/tests/test-files';
import type { FileReference } from '../contract/code-inspection';
import { memo } from '../platform/memo';
import { importCandidates } from '../workspace/imports/import-candidates';
import { parseManifest } from '../workspace/packages/manifest';
import type { Snapshot } from '../workspace/snapshot';
import { importReferences, manifestReferences, type ReadConfigReferences } from './config-references';
import { protectedBy } from './protected-paths';
import { textAt } from './text-at';

/** Folders of the product's own code. A file there is not configuration only because a configuration names it. */
const PRODUCT = /(?:^|\/)(?:src|lib|app)\//;

/** Files that decide how tests are run or types are checked, although their names don't say so. */
export interface TestSetupFiles {
  /**
   * The file that names this one: a tsconfig that extends it, a test configuration that loads it, a
   * package.json whose test script starts it. Also for a path where no file exists yet, because a new
   * file there would be loaded in the same way.
   */
  namedBy(path: string): Promise<string | undefined>;
}

/** One for each snapshot and test command, because a run asks again for every candidate. */
const CACHE = new WeakMap<Snapshot, Map<string, TestSetupFiles>>();

export function testSetupFilesOf(
  snapshot: Snapshot,
  testCommand: string,
  readConfigReferences: ReadConfigReferences,
): TestSetupFiles {
  const byCommand = memo(CACHE, snapshot, () => new Map<string, TestSetupFiles>());
  return memo(byCommand, testCommand, () => createTestSetupFiles(snapshot, testCommand, readConfigReferences));
}

function createTestSetupFiles(
  snapshot: Snapshot,
  testCommand: string,
  readConfigReferences: ReadConfigReferences,
): TestSetupFiles {
  let configs: Promise<readonly ConfigFile[]> | undefined;
  let setupFiles: Promise<ReadonlyMap<string, string>> | undefined;
  return {
    async namedBy(path) {
      if (isTestFile(path)) return undefined;
      configs ??= readConfigFiles(snapshot);
      const texts = await configs;
      // Configuration that is code is read with the compiler, which takes nine megabytes: only where it can matter.
      const name = basename(path).replace(/\.\w+$/, '');
      if (PRODUCT.test(path) && !texts.some(({ text }) => text.includes(name))) return undefined;
      setupFiles ??= findSetupFiles(snapshot, texts, testCommand, readConfigReferences);
      return (await setupFiles).get(path);
    },
  };
}

type ConfigFile = { readonly path: string; readonly text: string };

async function readConfigFiles(snapshot: Snapshot): Promise<readonly ConfigFile[]> {
  const paths = snapshot.files.filter((path) => isManifest(path) || isConfiguration(path));
  return Promise.all(paths.map(async (path) => ({ path, text: await textAt(snapshot, path) })));
}

/** Every setup file with the file that names it first. */
async function findSetupFiles(
  snapshot: Snapshot,
  configs: readonly ConfigFile[],
  testCommand: string,
  readConfigReferences: ReadConfigReferences,
): Promise<ReadonlyMap<string, string>> {
  const known = new Set(snapshot.files);
  const folders = packageFolders(configs);
  const setupFiles = new Map<string, string>();
  const add = (from: string, references: readonly FileReference[]): void => {
    for (const { text, isLoaded } of references) {
      const path = resolve(from, text, { known, folders, isLoaded });
      if (path !== undefined && !isTestFile(path) && (isLoaded || !PRODUCT.test(path)))
        setupFiles.set(path, setupFiles.get(path) ?? from);
    }
  };
  for (const { path, text } of configs)
    add(
      path,
      isManifest(path)
        ? manifestReferences(text, path === 'package.json' ? testCommand : '')
        : await readConfigReferences(path, text),
    );
  if (!known.has('package.json')) add('the test command', manifestReferences('{}', testCommand));
  // What a setup file imports is a setup file, too.
  const pending = [...setupFiles.keys()];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const count = setupFiles.size;
    add(path, importReferences(await textAt(snapshot, path)));
    pending.push(...[...setupFiles.keys()].slice(count));
  }
  return setupFiles;
}

function isManifest(path: string): boolean {
  return /(?:^|\/)package\.json$/.test(path);
}

function isConfiguration(path: string): boolean {
  const found = protectedBy(path);
  return found?.kind === 'config' && /^(?:test|compiler) configuration$/.test(found.what);
}

interface ResolveOptions {
  readonly known: ReadonlySet<string>;
  /** Folders of the workspace's packages by the packages' names. */
  readonly folders: ReadonlyMap<string, string>;
  readonly isLoaded: boolean;
}

/** The workspace path that a text in the file `from` means; undefined when it means no file of the workspace. */
function resolve(from: string, text: string, { known, folders, isLoaded }: ResolveOptions): string | undefined {
  const written = text.replace(/^<rootDir>\/?/, './').replace(/^file:/, '');
  const isPath = /^\.{0,2}\//.test(written) || /\.\w+$/.test(written) || /^[A-Z]\w+file$|^[mM]akefile$/.test(written);
  const inPackage = !written.startsWith('.') && packagePath(written, folders);
  if (!isPath && !inPackage) return undefined;
  const folder = from.includes('/') ? dirname(from) : '';
  for (const base of [inPackage || undefined, join(folder, written)]) {
    if (base === undefined || base.startsWith('..') || base.startsWith('/')) continue;
    const found = [...importCandidates(base), `${base}/tsconfig.json`].find((path) => known.has(path));
    if (found) return found;
  }
  const missing = join(folder, written);
  return isLoaded && /^\.{1,2}\//.test(written) && /\.[cm]?[jt]sx?$/.test(written) && !missing.startsWith('..')
    ? missing
    : undefined;
}

/** `packages/tsc/base.json` for `@shop/tsc/base.json`, where `packages/tsc` is the package `@shop/tsc`. */
function packagePath(text: string, folders: ReadonlyMap<string, string>): string | undefined {
  const [, name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(text) ?? [];
  const folder = folders.get(name);
  return folder === undefined ? undefined : join(folder, `.${rest}`);
}

function packageFolders(configs: readonly ConfigFile[]): ReadonlyMap<string, string> {
  const named = configs.flatMap(({ path, text }) => {
    const name = path.endsWith('/package.json') ? parseManifest(text)?.name : undefined;
    return name === undefined ? [] : [[name, dirname(path)] as const];
  });
  return new Map(named);
}
