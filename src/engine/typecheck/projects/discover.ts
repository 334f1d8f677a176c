import path from 'node:path';
import type { TypeProblem } from '../../contract/type-check';
import { packagePatterns } from '../../workspace/packages/package-patterns';
import { typeCommandsIn } from '../../workspace/packages/type-commands';
import type { Files } from '../files/files';
import type { Compiler, Compilers } from './compilers';
import { type Config, type Configs, noConfigProblem, type UnreadableConfig, unreadableProblem } from './configs';
import { configsNamedByAngular } from './selection/angular';
import { configsOverMissingBuilds, isEditorsChoice } from './selection/is-judged';
import { impliedConfig, topmostConfigsBelow } from './selection/without-config';

const SOURCE = /\.[cm]?[jt]sx?$/;
const TEST_FILE = /(?:[.-](?:test|spec)\.[cm]?[jt]sx?$)|(?:^|\/)(?:__tests__|tests?|spec|e2e)\//;
const TEST_FOLDERS = ['test', 'tests', '__tests__', 'spec', 'e2e'];
/** How many levels below the workspace folder a tsconfig is looked for when the folder has none. */
const MAX_DEPTH = 3;
/** How many levels below it one is looked for that the person may have meant. */
const LARGEST_DEPTH = 8;

export interface DiscoveredProject {
  readonly config: Config;
  /** Added only because it covers a file of the focus. */
  readonly forFocusOnly: boolean;
  /**
   * Absolute paths: the config is none of the workspace's own projects and was taken in for these files, which no
   * other covers, so only their diagnostics count. Undefined: all of its diagnostics count.
   */
  readonly only?: ReadonlySet<string> | undefined;
}

export interface Discovery {
  readonly projects: readonly DiscoveredProject[];
  /** Projects whose config can't be read; the others can be checked nevertheless. */
  readonly unreadable: readonly (UnreadableConfig & { readonly forFocusOnly: boolean })[];
  /** Configs that are left out because their files import output of a package that is not built; absolute paths. */
  readonly unbuilt?: readonly { readonly file: string; readonly place: string }[] | undefined;
}

/**
 * Finds the projects of a workspace. Its own are the tsconfig of its folder and those of its npm or pnpm packages
 * (the editor uses them), those with which its scripts check types, and all that these reference; where there
 * are none, the topmost ones below. Besides, configs beside them (tsconfig.spec.json, test/tsconfig.json) are
 * taken in for a test file or a file of `focus` (absolute paths) which no other config covers.
 */
export function discoverProjects(
  root: string,
  focus: readonly string[],
  files: Files,
  configs: Configs,
  compilers: Compilers,
): Discovery | { readonly problem: TypeProblem } {
  const compiler = compilers.forFolder(root);
  if ('problem' in compiler) return compiler;
  const packages = packageFiles(root, compiler, files, configs);
  const named = configsNamedByScripts([root, ...packages('package.json').map(path.posix.dirname)], files);
  const own = path.posix.join(root, 'tsconfig.json');
  const isChosen = (file: string): boolean => isEditorsChoice(configs.read(file), files.fileExists);
  const angular = configsNamedByAngular(root, files);
  const isOwn = files.fileExists(own) && !angular.some((file) => lendsOnly(configs.read(own), configs.read(file)));
  const editors = [...(isOwn ? [own] : []), ...packages('tsconfig.json').filter(isChosen)];
  const checking = [...named.checking, ...angular].filter((file) => hasInputs(file, configs));
  const starts = [...new Set([...editors, ...checking])];
  if (starts.length === 0) starts.push(...named.building);
  if (starts.length === 0) starts.push(...topmostConfigsBelow(root, files, MAX_DEPTH));
  const jsconfig = path.posix.join(root, 'jsconfig.json');
  if (starts.length === 0 && files.fileExists(jsconfig)) starts.push(jsconfig);
  if (starts.length === 0) {
    const [deep] = topmostConfigsBelow(root, files, LARGEST_DEPTH);
    const name = deep === undefined ? impliedConfig(root, files, MAX_DEPTH) : undefined;
    if (name === undefined) return { problem: noConfigProblem(root, deep) };
    starts.push(path.posix.join(root, name));
    configs.imply(path.posix.join(root, name));
  }

  const all = withReferences(starts, configs, files);
  if ('problem' in all) return all;
  const { readable } = all;
  const isNamed = (config: Config) => named.checking.includes(config.file);
  const candidates = readable.filter((config) => isNamed(config) || !isOnlyBase(config, readable));
  const missing = configsOverMissingBuilds(candidates, editors, files);
  const main = candidates.filter((config) => !missing.has(config));
  const additional = findAdditionalConfigs(
    root,
    focus.filter((file) => SOURCE.test(file)),
    { main, building: named.building, base: isOwn ? undefined : own },
    files,
    configs,
  );
  const projects = [...main.map((config) => ({ config, forFocusOnly: false })), ...additional.projects];
  const unreadable = [
    ...all.unreadable.map((config) => ({ ...config, forFocusOnly: false })),
    ...additional.unreadable,
  ];
  const [first] = unreadable;
  return projects.length === 0 && first
    ? { problem: unreadableProblem(first) }
    : { projects, unreadable, unbuilt: [...missing].map(([{ file }, place]) => ({ file, place })) };
}

/** Returns a function that finds the files of this name in the folders of the workspace's packages. */
function packageFiles(root: string, compiler: Compiler, files: Files, configs: Configs): (name: string) => string[] {
  const { include, exclude } = packagePatterns(root, files.read);
  return (name) => {
    const patterns = include.map((pattern) => `${pattern}/${name}`);
    return patterns.length === 0 ? [] : configs.glob(compiler, root, '.json', patterns, exclude);
  };
}

/** False for a config over files that a build has yet to write, such as `dist`: there is nothing to check. */
function hasInputs(file: string, configs: Configs): boolean {
  const config = configs.read(file);
  return !('fileNames' in config) || config.fileNames.length > 0 || (config.references ?? []).length > 0;
}

/** The configs with which the scripts in these folders check types, and those with which they only build. */
function configsNamedByScripts(folders: readonly string[], files: Files) {
  const commands = folders.flatMap((folder) => typeCommandsIn(folder, files.read));
  const configsOf = (checks: boolean) => [
    ...new Set(commands.flatMap((command) => (command.checks === checks ? command.configs : []))),
  ];
  return { checking: configsOf(true).filter(files.fileExists), building: configsOf(false).filter(files.fileExists) };
}

/** Returns the configs and all that they reference, each once, referenced ones last. */
function withReferences(
  starts: readonly string[],
  configs: Configs,
  files: Files,
): { readonly readable: Config[]; readonly unreadable: UnreadableConfig[] } | { readonly problem: TypeProblem } {
  const found = new Map<string, Config | UnreadableConfig>();
  const queue = [...starts];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (found.has(file)) continue;
    const config = configs.read(file);
    if ('problem' in config) return config;
    found.set(file, config);
    if ('unreadable' in config) continue;
    for (const reference of config.references ?? []) {
      const target = config.compiler.ts.resolveProjectReferencePath(reference);
      // A reference to a missing file is reported by the project that has it.
      if (files.fileExists(target)) queue.push(target);
    }
  }
  return {
    readable: [...found.values()].filter((config): config is Config => !('unreadable' in config)),
    unreadable: [...found.values()].filter((config) => 'unreadable' in config),
  };
}

/**
 * Whether the config only lends its options to others: as a project it would include every file. The editor uses a
 * tsconfig.json for its folder even where another config of the same folder extends it.
 */
function isOnlyBase(config: Config, all: readonly Config[]): boolean {
  if (config.selectsFiles) return false;
  const folder = path.posix.dirname(config.file);
  const isEditors = isEditorConfig(config.file);
  return all.some(
    (other) =>
      other !== config &&
      other.extendedConfigs.includes(config.file) &&
      !(isEditors && path.posix.dirname(other.file) === folder),
  );
}

/** Whether the first config would include every file, and lends its options to the second. */
function lendsOnly(base: ReturnType<Configs['read']>, other: ReturnType<Configs['read']>): boolean {
  const isBoth = 'selectsFiles' in base && 'selectsFiles' in other;
  return isBoth && !base.selectsFiles && other.selectsFiles && other.extendedConfigs.includes(base.file);
}

function isEditorConfig(file: string): boolean {
  return path.posix.basename(file) === 'tsconfig.json';
}

function findAdditionalConfigs(
  root: string,
  focus: readonly string[],
  /** `base`: a tsconfig.json that lends its options to what covers the sources. */
  known: { readonly main: readonly Config[]; readonly building: readonly string[]; readonly base: string | undefined },
  files: Files,
  configs: Configs,
): Discovery {
  const additions = createAdditions(known.main, focus, configs);
  const isTest = (name: string) => TEST_FILE.test(path.posix.relative(root, name));
  for (const file of known.building) additions.consider(file, known.building, 'own', (name) => SOURCE.test(name));
  for (const folder of new Set(known.main.map((config) => path.posix.dirname(config.file)))) {
    for (const place of [folder, ...TEST_FOLDERS.map((name) => path.posix.join(folder, name))]) {
      const siblings = configsIn(place, files, known.base);
      for (const file of siblings)
        additions.consider(file, siblings, place !== folder && isEditorConfig(file) ? 'own' : 'sibling', isTest);
    }
  }
  for (const file of focus) {
    for (
      let at = path.posix.dirname(file);
      at.startsWith(root) && !additions.covered.has(file);
      at = path.posix.dirname(at)
    ) {
      const siblings = configsIn(at, files, known.base);
      for (const config of siblings) additions.consider(config, siblings, 'focus', (name) => name === file);
      if (at === root) break;
    }
  }
  return { projects: additions.projects, unreadable: [...additions.unreadable.values()] };
}

/** Collects configs besides the workspace's main ones, each if it covers a wanted file that no earlier one does. */
function createAdditions(main: readonly Config[], focus: readonly string[], configs: Configs) {
  const covered = new Set(main.flatMap((config) => config.fileNames));
  const included = new Set(main.map((config) => config.file));
  const projects: DiscoveredProject[] = [];
  const unreadable = new Map<string, Discovery['unreadable'][number]>();
  return {
    covered,
    projects,
    unreadable,
    /** `siblings`: configs that may extend this one. */
    consider(
      file: string,
      siblings: readonly string[],
      kind: 'own' | 'sibling' | 'focus',
      isWanted: (name: string) => boolean,
    ): void {
      if (included.has(file)) return;
      const config = configs.read(file);
      if (kind === 'focus' && 'unreadable' in config && isEditorConfig(file))
        unreadable.set(file, { ...config, forFocusOnly: true });
      if (!('fileNames' in config)) return;
      const uncovered = config.fileNames.filter((name) => !covered.has(name));
      if (!uncovered.some(isWanted)) return;
      const others = siblings.map(configs.read).filter((other) => 'fileNames' in other);
      if (isOnlyBase(config, [...main, ...others])) return;
      included.add(file);
      const counted = kind === 'focus' ? focus.filter((name) => uncovered.includes(name)) : uncovered;
      const only = kind === 'own' ? undefined : new Set(counted);
      projects.push({ config, forFocusOnly: kind === 'focus', ...(only ? { only } : {}) });
      for (const name of config.fileNames) covered.add(name);
    },
  };
}

/** The folder's configs: tsconfig.json first, then those named after tests; `base` is last. */
function configsIn(folder: string, files: Files, base: string | undefined): string[] {
  if (!files.directoryExists(folder)) return [];
  const names = files.entries(folder).files.filter((name) => /^tsconfig(?:\..+)?\.json$/.test(name));
  const isBase = (name: string) => path.posix.join(folder, name) === base;
  const rank = (name: string) => (isBase(name) ? 3 : name === 'tsconfig.json' ? 0 : /test|spec/.test(name) ? 1 : 2);
  return names.sort((a, b) => rank(a) - rank(b)).map((name) => path.posix.join(folder, name));
}
