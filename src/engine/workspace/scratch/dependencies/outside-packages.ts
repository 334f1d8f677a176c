import { type Dirent, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { pathInside } from '../../paths';
import { copyOf, type TreeEntry } from '../tree/tree-entry';
import { type DependencySource, dependencyEntries, linkEntry } from './dependencies';

/** A package above either is not copied: it is a repository rather than a package. */
const MAX_FILES = 5_000;
const MAX_BYTES = 64 * 1024 ** 2;
/** Beside the workspace's copy; the packages in it find the packages around the workspace as the copy does. */
const FOLDER = '.outside';

export interface OutsidePackages {
  /** Absolute path at which a copy may find what is at this one outside the workspace; undefined: nowhere. */
  placeOf(real: string, from: DependencySource): Promise<string | undefined>;
  /** The copies of packages, by path from the folder around the workspace's copy. */
  readonly items: ReadonlyMap<string, TreeEntry>;
}

/**
 * A package outside the workspace is used where it is. Not one with a link that leads back (it is
 * linked to this workspace as this workspace is to it): by way of that, a suite would write into the
 * workspace, and load code that is not the candidate's. Such a package is copied. `home`: absolute path
 * of the folder around the workspace's copy.
 */
export function createOutsidePackages(root: string, home: string, log: (line: string) => void): OutsidePackages {
  const items = new Map<string, TreeEntry>();
  const places = new Map<string, string | undefined>();
  const holds = (real: string): boolean => pathInside(real, root) !== undefined;
  const leadsBack = (real: string): boolean =>
    holds(real) || (isCheckout(real) && linksOf(real).some((end) => holds(end) || pathInside(root, end) !== undefined));

  const copied = async (real: string, from: DependencySource): Promise<string | undefined> => {
    const at = `${FOLDER}/${places.size}/${basename(real)}`;
    const place = join(home, at);
    // Before what it depends on, which may depend on it.
    places.set(real, place);
    const files = holds(real) ? undefined : filesOf(real);
    if (!files) {
      log(
        `Linked as a package, but not there for the tests: ${real}, because it ${holds(real) ? 'contains the workspace' : 'leads back to the workspace and is too large to copy'}.`,
      );
      places.set(real, undefined);
      return undefined;
    }
    for (const path of files) {
      const source = join(real, path);
      const inner = linkEnd(source);
      const target = `${at}/${path}`;
      if (inner === undefined) items.set(target, copyOf(source));
      else if (pathInside(real, inner) !== undefined)
        items.set(target, { kind: 'link', target: relative(dirname(source), inner) });
      else {
        const item = await linkEntry(inner, from);
        if (item) items.set(target, item);
      }
    }
    for (const [path, item] of await dependencyEntries(join(real, 'node_modules'), `${at}/node_modules`, from))
      items.set(path, item);
    return place;
  };

  return {
    items,
    async placeOf(real, from) {
      if (places.has(real)) return places.get(real);
      return leadsBack(real) ? copied(real, from) : real;
    },
  };
}

/** What is installed comes from an archive, which holds no links. */
function isCheckout(real: string): boolean {
  return !real.split(sep).includes('node_modules');
}

/** Where the links of a package lead that are easily found: those at its top, and its packages. */
function linksOf(folder: string): string[] {
  const packages = join(folder, 'node_modules');
  const scopes = list(packages)
    .filter(({ name }) => name.startsWith('@'))
    .map(({ name }) => join(packages, name));
  return [folder, packages, ...scopes].flatMap((place) =>
    list(place).flatMap(({ name }) => linkEnd(join(place, name)) ?? []),
  );
}

/** Files and links, without the package's own packages; undefined when they are too many or too large. */
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

/** Undefined for what is no link, or one that leads nowhere. */
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
