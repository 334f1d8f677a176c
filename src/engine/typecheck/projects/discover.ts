import path from 'node:path';
import type { TypeProblem } from '../../contract/type-check';
import { packagePatterns } from '../../workspace/packages/package-patterns';
import type { Files } from '../files/files';
import type { Compilers } from './compilers';
import type { Config, Configs } from './configs';

const SOURCE = /\.[cm]?[jt]sx?$/;
const TEST_FILE = /(?:[.-](?:test|spec)\.[cm]?[jt]sx?$)|(?:^|\/)(?:__tests__|tests?|spec|e2e)\//;
const TEST_FOLDERS = ['test', 'tests', '__tests__', 'spec', 'e2e'];
/** Folders that hold no project of the user's own. */
const NOT_SOURCE =
  /^(?:\.|node_modules$|bower_components$|dist$|build$|out$|coverage$|vendor$|__fixtures__$|fixtures$)/;
/** How many levels below the workspace folder a tsconfig is looked for when the folder has none. */
const MAX_DEPTH = 3;

export interface DiscoveredProject {
  readonly config: Config;
  /** Added only because it covers a file of the focus: its diagnostics count for those files alone. */
  readonly forFocusOnly: boolean;
}

/**
 * Finds the projects of a workspace: the tsconfig of its folder and those of its npm or pnpm packages or,
 * where there are none, the topmost ones below; all projects that these reference; and configs beside
 * them (tsconfig.spec.json, test/tsconfig.json) that cover a test file or a file of `focus`
 * (absolute paths) which no other config covers.
 */
export function discoverProjects(
  root: string,
  focus: readonly string[],
  files: Files,
  configs: Configs,
  compilers: Compilers,
): readonly DiscoveredProject[] | { readonly problem: TypeProblem } {
  const compiler = compilers.forFolder(root);
  if ('problem' in compiler) return compiler;
  const patterns = packagePatterns(root, files.read);
  const packages =
    patterns.include.length === 0
      ? []
      : configs.glob(
          compiler,
          root,
          '.json',
          patterns.include.map((pattern) => `${pattern}/tsconfig.json`),
          patterns.exclude,
        );
  const own = path.posix.join(root, 'tsconfig.json');
  const starts = [...new Set([...(files.fileExists(own) ? [own] : []), ...packages])];
  if (starts.length === 0) starts.push(...topmostConfigsBelow(root, files, MAX_DEPTH));
  const jsconfig = path.posix.join(root, 'jsconfig.json');
  if (starts.length === 0 && files.fileExists(jsconfig)) starts.push(jsconfig);
  if (starts.length === 0) return { problem: noConfigProblem(root) };

  const all = withReferences(starts, configs, files);
  if ('problem' in all) return all;
  const main = all.filter((config) => !isOnlyBase(config, all));
  return [
    ...main.map((config) => ({ config, forFocusOnly: false })),
    ...findAdditionalConfigs(
      root,
      focus.filter((file) => SOURCE.test(file)),
      main,
      files,
      configs,
    ),
  ];
}

/** Returns the configs and all that they reference, each once, referenced ones last. */
function withReferences(
  starts: readonly string[],
  configs: Configs,
  files: Files,
): Config[] | { readonly problem: TypeProblem } {
  const found = new Map<string, Config>();
  const queue = [...starts];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (found.has(file)) continue;
    const config = configs.read(file);
    if ('problem' in config) return config;
    found.set(file, config);
    for (const reference of config.references ?? []) {
      const target = config.compiler.ts.resolveProjectReferencePath(reference);
      // A reference to a missing file is reported by the project that has it.
      if (files.fileExists(target)) queue.push(target);
    }
  }
  return [...found.values()];
}

/** In many monorepos the root's tsconfig only holds shared options; as a project it would include every file. */
function isOnlyBase(config: Config, all: readonly Config[]): boolean {
  return !config.selectsFiles && all.some((other) => other !== config && other.extendedConfigs.includes(config.file));
}

function findAdditionalConfigs(
  root: string,
  focus: readonly string[],
  main: readonly Config[],
  files: Files,
  configs: Configs,
): DiscoveredProject[] {
  const covered = new Set(main.flatMap((config) => config.fileNames));
  const included = new Set(main.map((config) => config.file));
  const added: DiscoveredProject[] = [];
  const consider = (file: string, forFocusOnly: boolean, isWanted: (name: string) => boolean) => {
    if (included.has(file)) return;
    const config = configs.read(file);
    if ('problem' in config || !config.fileNames.some((name) => !covered.has(name) && isWanted(name))) return;
    included.add(file);
    added.push({ config, forFocusOnly });
    for (const name of config.fileNames) covered.add(name);
  };
  const folders = [...new Set(main.map((config) => path.posix.dirname(config.file)))];
  const testConfigs = folders.flatMap((folder) => [
    ...configsIn(folder, files),
    ...TEST_FOLDERS.flatMap((name) => configsIn(path.posix.join(folder, name), files)),
  ]);
  for (const file of testConfigs) {
    consider(file, false, (name) => TEST_FILE.test(path.posix.relative(root, name)));
  }
  for (const file of focus) {
    for (let at = path.posix.dirname(file); at.startsWith(root) && !covered.has(file); at = path.posix.dirname(at)) {
      for (const config of configsIn(at, files)) consider(config, true, (name) => name === file);
      if (at === root) break;
    }
  }
  return added;
}

/** The folder's configs: tsconfig.json first, then those named after tests. */
function configsIn(folder: string, files: Files): string[] {
  if (!files.directoryExists(folder)) return [];
  const names = files.entries(folder).files.filter((name) => /^tsconfig(?:\..+)?\.json$/.test(name));
  const rank = (name: string) => (name === 'tsconfig.json' ? 0 : /test|spec/.test(name) ? 1 : 2);
  return names.sort((a, b) => rank(a) - rank(b)).map((name) => path.posix.join(folder, name));
}

/** Finds the topmost tsconfig in each branch of folders. */
function topmostConfigsBelow(folder: string, files: Files, depth: number): string[] {
  return files
    .entries(folder)
    .directories.filter((name) => !NOT_SOURCE.test(name))
    .flatMap((name) => {
      const child = path.posix.join(folder, name);
      const config = path.posix.join(child, 'tsconfig.json');
      if (files.fileExists(config)) return [config];
      return depth > 1 ? topmostConfigsBelow(child, files, depth - 1) : [];
    });
}

function noConfigProblem(root: string): TypeProblem {
  return {
    kind: 'no-tsconfig',
    message:
      `No tsconfig.json in ${root} or in the folders below it, so there is nothing to check types with. ` +
      'Run `npx tsc --init` in that folder, or open the folder that has the tsconfig.json.',
  };
}
