import { basename, dirname, join } from 'node:path/posix';
import { isTestFile } from '../code/tests/test-files';
import type { FileReference } from '../contract/code-inspection';
import type { Snapshot } from '../workspace/snapshot';
import { type ConfigReferences, namedByImports, namedByScripts } from './config-references';
import { protectedBy } from './protected-paths';

/** Where the product's own code is: that a configuration names it does not make it configuration. */
const PRODUCT = /(?:^|\/)(?:src|lib|app)\//;
const ENDINGS = [
  '',
  '.ts',
  '.mts',
  '.cts',
  '.js',
  '.mjs',
  '.cjs',
  '.tsx',
  '.jsx',
  '.json',
  '/index.ts',
  '/index.js',
  '/tsconfig.json',
];

/** The files that decide how tests are run and how types are checked without being called so. */
export interface TestSetupFiles {
  /**
   * The file that names this one: a tsconfig that extends it, a test configuration that loads it, a
   * package.json whose test script starts it. Also for a path where there is no file yet: whoever
   * makes it decides, too.
   */
  namedBy(path: string): Promise<string | undefined>;
}

/** One for each snapshot and command: a run asks for every candidate. */
const HELD = new WeakMap<Snapshot, Map<string, TestSetupFiles>>();

export function testSetupFilesOf(
  snapshot: Snapshot,
  testCommand: string,
  namedByConfig: ConfigReferences,
): TestSetupFiles {
  const held = HELD.get(snapshot) ?? new Map<string, TestSetupFiles>();
  HELD.set(snapshot, held);
  const harness = held.get(testCommand) ?? readHarness(snapshot, testCommand, namedByConfig);
  held.set(testCommand, harness);
  return harness;
}

function readHarness(snapshot: Snapshot, testCommand: string, namedByConfig: ConfigReferences): TestSetupFiles {
  let sources: Promise<readonly ConfigText[]> | undefined;
  let files: Promise<ReadonlyMap<string, string>> | undefined;
  return {
    async namedBy(path) {
      if (isTestFile(path)) return undefined;
      sources ??= configTexts(snapshot);
      const texts = await sources;
      // Reading configurations that are code takes the compiler, nine megabytes: only where it can matter.
      const name = basename(path).replace(/\.\w+$/, '');
      if (PRODUCT.test(path) && !texts.some(({ text }) => text.includes(name))) return undefined;
      files ??= harnessFiles(snapshot, texts, testCommand, namedByConfig);
      return (await files).get(path);
    },
  };
}

type ConfigText = { readonly path: string; readonly text: string };

async function configTexts(snapshot: Snapshot): Promise<readonly ConfigText[]> {
  const paths = snapshot.files.filter((path) => isManifest(path) || isConfiguration(path));
  return Promise.all(paths.map(async (path) => ({ path, text: await textAt(snapshot, path) })));
}

async function harnessFiles(
  snapshot: Snapshot,
  texts: readonly ConfigText[],
  testCommand: string,
  namedByConfig: ConfigReferences,
): Promise<ReadonlyMap<string, string>> {
  const known = new Set(snapshot.files);
  const folders = packageFolders(texts);
  const harness = new Map<string, string>();
  const add = (from: string, mentions: readonly FileReference[]): void => {
    for (const { text, isLoaded } of mentions) {
      const path = resolve(from, text, { known, folders, isLoaded });
      if (path !== undefined && !isTestFile(path) && (isLoaded || !PRODUCT.test(path)))
        harness.set(path, harness.get(path) ?? from);
    }
  };
  for (const { path, text } of texts)
    add(
      path,
      isManifest(path)
        ? namedByScripts(text, path === 'package.json' ? testCommand : '')
        : await namedByConfig(path, text),
    );
  if (!known.has('package.json')) add('the test command', namedByScripts('{}', testCommand));
  // What harness files import belongs to them.
  const open = [...harness.keys()];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const held = harness.size;
    add(path, namedByImports(await textAt(snapshot, path)));
    open.push(...[...harness.keys()].slice(held));
  }
  return harness;
}

function isManifest(path: string): boolean {
  return /(?:^|\/)package\.json$/.test(path);
}

function isConfiguration(path: string): boolean {
  const rule = protectedBy(path);
  return rule?.kind === 'config' && /^(?:test|compiler) configuration$/.test(rule.what);
}

interface Place {
  readonly known: ReadonlySet<string>;
  readonly folders: ReadonlyMap<string, string>;
  readonly isLoaded: boolean;
}

function resolve(from: string, text: string, { known, folders, isLoaded }: Place): string | undefined {
  const written = text.replace(/^<rootDir>\/?/, './').replace(/^file:/, '');
  const isPath = /^\.{0,2}\//.test(written) || /\.\w+$/.test(written) || /^[A-Z]\w+file$|^[mM]akefile$/.test(written);
  const inPackage = !written.startsWith('.') && packagePath(written, folders);
  if (!isPath && !inPackage) return undefined;
  const folder = from.includes('/') ? dirname(from) : '';
  for (const base of [inPackage || undefined, join(folder, written)]) {
    if (base === undefined || base.startsWith('..') || base.startsWith('/')) continue;
    const found = ENDINGS.map((ending) => `${base}${ending}`).find((path) => known.has(path));
    if (found) return found;
  }
  const missing = join(folder, written);
  return isLoaded && /^\.{1,2}\//.test(written) && /\.[cm]?[jt]sx?$/.test(written) && !missing.startsWith('..')
    ? missing
    : undefined;
}

/** `packages/tsc/base.json` for `@shop/tsc/base.json`. */
function packagePath(text: string, folders: ReadonlyMap<string, string>): string | undefined {
  const [, name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(text) ?? [];
  const folder = folders.get(name);
  return folder === undefined ? undefined : join(folder, `.${rest}`);
}

function packageFolders(texts: readonly ConfigText[]): ReadonlyMap<string, string> {
  const named = texts.flatMap(({ path, text }) => {
    const name = path.endsWith('/package.json') ? /"name"\s*:\s*"([^"]+)"/.exec(text)?.[1] : undefined;
    return name === undefined ? [] : [[name, dirname(path)] as const];
  });
  return new Map(named);
}

async function textAt(snapshot: Snapshot, path: string): Promise<string> {
  const file = await snapshot.read(path);
  return file?.kind === 'text' ? file.text : '';
}
