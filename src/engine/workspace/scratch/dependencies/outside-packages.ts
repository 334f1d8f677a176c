import { type Dirent, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { pathInside } from '../../paths';
import { copyFrom, type TreeEntry } from '../tree/tree-entry';
import { type DependencySource, dependencyEntries, linkEntry } from './dependencies';

/** A package above either limit is not copied: it is a repository rather than a package. */
const MAX_FILES = 5_000;
const MAX_BYTES = 64 * 1024 ** 2;
/** Lies beside the workspace's copy, so that packages in it find those around the workspace as the copy does. */
const FOLDER = '.outside';

export interface OutsidePackages {
  /** Absolute path at which a copy finds this package outside the workspace; undefined: the copy must not get it. */
  placeOf(real: string, from: DependencySource): Promise<string | undefined>;
  /** The copies of packages, by path from the folder around the workspace's copy. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
}

/**
 * Decides where a copy finds packages outside the workspace. Such a package is used in place, unless one of
 * its links leads back to the workspace, as when both link each other: through that link, a suite would
 * write into the workspace and load code that is not the candidate's. Then the package is copied. `home`:
 * absolute path of the folder around the workspace's copy.
 */
export function createOutsidePackages(root: string, home: string, log: (line: string) => void): OutsidePackages {
  const entries = new Map<string, TreeEntry>();
  const places = new Map<string, string | undefined>();
  const containsWorkspace = (real: string): boolean => pathInside(real, root) !== undefined;
  const leadsBack = (real: string): boolean =>
    containsWorkspace(real) ||
    (isCheckout(real) && linksOf(real).some((end) => containsWorkspace(end) || pathInside(root, end) !== undefined));

  const copy = async (real: string, from: DependencySource): Promise<string | undefined> => {
    const at = `${FOLDER}/${places.size}/${basename(real)}`;
    const place = join(home, at);
    // Set before its dependencies are visited, because they may depend on it.
    places.set(real, place);
    const files = containsWorkspace(real) ? undefined : filesOf(real);
    if (!files) {
      const why = containsWorkspace(real)
        ? 'contains the workspace'
        : 'leads back to the workspace and is too large to copy';
      log(`The tests can't use the linked package ${real}, because it ${why}.`);
      places.set(real, undefined);
      return undefined;
    }
    for (const path of files) {
      const source = join(real, path);
      const inner = linkEnd(source);
      const target = `${at}/${path}`;
      if (inner === undefined) entries.set(target, copyFrom(source));
      else if (pathInside(real, inner) !== undefined)
        entries.set(target, { kind: 'link', target: relative(dirname(source), inner) });
      else {
        const entry = await linkEntry(inner, from);
        if (entry) entries.set(target, entry);
      }
    }
    for (const [path, entry] of await dependencyEntries(join(real, 'node_modules'), `${at}/node_modules`, from))
      entries.set(path, entry);
    return place;
  };

  return {
    entries,
    async placeOf(real, from) {
      if (places.has(real)) return places.get(real);
      return leadsBack(real) ? copy(real, from) : real;
    },
  };
}

/** A package in `node_modules` comes from an archive, which holds no links. */
function isCheckout(real: string): boolean {
  return !real.split(sep).includes('node_modules');
}

/** Where links of a package lead: only the links at its top, and those among its own packages. */
function linksOf(folder: string): string[] {
  const packages = join(folder, 'node_modules');
  const scopes = list(packages)
    .filter(({ name }) => name.startsWith('@'))
    .map(({ name }) => join(packages, name));
  return [folder, packages, ...scopes].flatMap((place) =>
    list(place).flatMap(({ name }) => linkEnd(join(place, name)) ?? []),
  );
}

/** The package's files and links without its own packages; undefined when they are too many or too large. */
function filesOf(folder: string): string[] | undefined {
  const found: string[] = [];
  let bytes = 0;
  const open = [''];
  for (let base = open.pop(); base !== undefined; base = open.pop()) {
    for (const entry of list(join(folder, base))) {
      if (entry.name === 'node_modules' || entry.name === '.git') continue;
      if (entry.isDirectory()) open.push(`${base}${entry.name}/`);
      if (!entry.isFile() && !entry.isSymbolicLink()) continue;
      bytes += lstatSync(join(folder, base, entry.name), { throwIfNoEntry: false })?.size ?? 0;
      if (found.push(base + entry.name) > MAX_FILES || bytes > MAX_BYTES) return undefined;
    }
  }
  return found;
}

/** Undefined when it is no link, or a dangling one. */
function linkEnd(place: string): string | undefined {
  try {
    return lstatSync(place).isSymbolicLink() ? realpathSync(place) : undefined;
  } catch {
    return undefined;
  }
}

function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
