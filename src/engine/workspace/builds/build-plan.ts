import { join } from 'node:path';
import { parseManifest } from '../packages/manifest';
import type { Snapshot } from '../snapshot';
import { textOnDisk } from '../text-on-disk';
import { buildScript } from './build-script';
import {
  type BuiltPackage,
  type BuiltPackages,
  createLoadedCheck,
  findBuiltPackages,
  isBuildSource,
  packageOf,
  stalePackages,
} from './built-packages';

/** One package to build before the tests. */
export interface BuildStep {
  readonly package: BuiltPackage;
  /** A command line and the workspace-relative folder in which it runs; undefined: there is no way to build it. */
  readonly command: { readonly line: string; readonly dir: string } | undefined;
  /** Outdated already in the snapshot, and not by the files over it. */
  readonly isStale: boolean;
  /** Whether tests of what the files over the snapshot belong to may load it. */
  readonly takesPart: boolean;
}

export interface BuildPlan {
  /**
   * The packages whose output does not come from these files over the snapshot, each after those that it depends on.
   * `dir` is the copy of the workspace with the files in it.
   */
  steps(files: ReadonlyMap<string, string | null>, dir: string): Promise<readonly BuildStep[]>;
  /** The folders of the packages whose changes are tested together with one of these. */
  testedWith(dirs: readonly string[]): Promise<readonly string[]>;
}

export function createBuildPlan(snapshot: Snapshot): BuildPlan {
  let known: Promise<Known> | undefined;
  const steps: BuildPlan['steps'] = async (files, dir) => {
    known ??= learn(snapshot);
    const { packages, stale, isLoaded } = await known;
    const changed = new Set<string>();
    const owners = new Set<string>();
    for (const path of files.keys()) {
      const owner = packageOf(path, packages);
      if (owner !== undefined && !NO_CODE.test(path)) owners.add(owner);
      if (owner !== undefined && isBuildSource(path, owner)) changed.add(owner);
    }
    addDependents(changed, packages);
    const outdated = new Set([...stale, ...changed]);
    addDependents(outdated, packages);
    const toBuild: BuiltPackage[] = [];
    for (const folder of outdated) {
      const found = packages.get(folder);
      if (found && found.built.entries.length > 0 && (await isLoaded(folder))) toBuild.push(found);
    }
    const loaded = loadedBeside(owners, packages);
    return Promise.all(
      inOrder(toBuild, packages).map(async (step) => ({
        package: step,
        command: await commandFor(step, dir),
        isStale: !changed.has(step.dir),
        takesPart: loaded.has(step.dir),
      })),
    );
  };
  return {
    steps,
    async testedWith(dirs) {
      known ??= learn(snapshot);
      const { packages } = await known;
      return [...packages.keys()].filter((dir) => {
        const loaded = loadedBeside(new Set([dir]), packages);
        return dirs.some((each) => loaded.has(each));
      });
    },
  };
}

const NO_CODE = /\.(?:md|mdx|txt)$/;

interface Known {
  readonly packages: BuiltPackages;
  readonly stale: readonly string[];
  readonly isLoaded: (dir: string) => Promise<boolean>;
}

async function learn(snapshot: Snapshot): Promise<Known> {
  const packages = await findBuiltPackages(snapshot);
  return {
    packages,
    stale: await stalePackages(snapshot, packages),
    isLoaded: createLoadedCheck(snapshot, packages),
  };
}

/**
 * The packages that tests of these packages, and of those that depend on them, may load. What code of the root loads
 * stands in no package.json, so it may be any of them.
 */
function loadedBeside(dirs: ReadonlySet<string>, packages: BuiltPackages): ReadonlySet<string> {
  if (dirs.has('')) return new Set(packages.keys());
  const loaded = new Set(dirs);
  addDependents(loaded, packages);
  for (const dir of loaded) for (const dependency of packages.get(dir)?.dependsOn ?? []) loaded.add(dependency);
  return loaded;
}

/** A package that depends on an outdated one may hold a copy of it in its own output. */
function addDependents(outdated: Set<string>, packages: BuiltPackages): void {
  // A loop over a set also visits what is added to it meanwhile.
  for (const dir of outdated)
    for (const other of packages.values()) if (other.dependsOn.includes(dir)) outdated.add(other.dir);
}

/** Each package after those that it depends on; of these, also those that were never built. */
function inOrder(toBuild: readonly BuiltPackage[], packages: BuiltPackages): BuiltPackage[] {
  const wanted = new Set(toBuild.map(({ dir }) => dir));
  const visited = new Set<string>();
  const ordered: BuiltPackage[] = [];
  const visit = (dir: string): void => {
    const found = packages.get(dir);
    if (!found || visited.has(dir)) return;
    visited.add(dir);
    for (const dependency of found.dependsOn) visit(dependency);
    const wasNeverBuilt = found.built.places.length > 0 && found.built.entries.length === 0;
    if (wanted.has(dir) || wasNeverBuilt) ordered.push(found);
  };
  for (const { dir } of toBuild) visit(dir);
  return ordered;
}

/** The package's own script that builds it, `tsc -b` where it is a referenced project, or such a script of the root. */
async function commandFor({ dir }: BuiltPackage, copy: string): Promise<BuildStep['command']> {
  const own = buildScript(parseManifest((await textOnDisk(join(copy, dir, 'package.json'))) ?? ''));
  if (own !== undefined) return { line: own, dir };
  if (/"(?:composite|references)"\s*:/.test((await textOnDisk(join(copy, dir, 'tsconfig.json'))) ?? ''))
    return { line: 'tsc -b', dir };
  const all = dir === '' ? undefined : buildScript(parseManifest((await textOnDisk(join(copy, 'package.json'))) ?? ''));
  return all === undefined ? undefined : { line: all, dir: '' };
}
