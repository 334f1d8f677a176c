import { realpathSync } from 'node:fs';
import path from 'node:path';
import { memo } from '../../platform/memo';
import type { Names, Text } from './disk';
import { createDiskCache } from './disk-cache';
import { createOverlay } from './overlay';

/**
 * The disk as the compiler sees it, with a run's texts over it. What was read is kept; `refresh`
 * finds out by stat what has changed since. All paths are absolute and '/'-separated.
 */
export interface Files {
  /** Takes a new overlay (null: deleted) and looks for changes on the disk. */
  refresh(overlay: ReadonlyMap<string, string | null>): void;
  read(file: string): string | undefined;
  /** Changes exactly when the text does; undefined for a missing file. */
  version(file: string): string | undefined;
  fileExists(file: string): boolean;
  directoryExists(directory: string): boolean;
  entries(directory: string): Names;
  realpath(file: string): string;
  /** Grows with every refresh. */
  readonly generation: number;
  /** Grows whenever a file or folder came or went, or a package.json changed: imports may resolve elsewhere. */
  readonly structure: number;
  /** Grows whenever that happened under a `node_modules`. */
  readonly packages: number;
}

export function createFiles(caseSensitive: boolean): Files {
  const fold = (name: string) => (caseSensitive ? name : name.toLowerCase());
  const disk = createDiskCache(fold);
  const realpaths = new Map<string, string>();
  let overlay = createOverlay(new Map(), fold, disk.has, undefined);
  let generation = 0;
  let structure = 0;
  let packages = 0;

  const moved = (place: string) => {
    structure++;
    if (place.includes('/node_modules')) packages++;
    realpaths.clear();
  };

  const text = (file: string): Text | undefined => {
    const over = overlay.text(file);
    return over === undefined ? disk.text(file) : (over ?? undefined);
  };

  return {
    refresh(contents) {
      generation++;
      disk.look(moved);
      const next = createOverlay(contents, fold, disk.has, overlay);
      if (next.shape !== overlay.shape) moved('');
      overlay = next;
    },
    read: (file) => text(file)?.text,
    version: (file) => text(file)?.version,
    fileExists(file) {
      const over = overlay.text(file);
      return over === undefined ? disk.has(file) : over !== null;
    },
    directoryExists: (name) => overlay.folder(name) !== undefined || disk.directory(name).exists,
    entries(name) {
      const { files, directories } = disk.directory(name);
      const left = files.filter((file) => overlay.text(path.posix.join(name, file)) !== null);
      const over = overlay.folder(name);
      return over
        ? { files: union(left, over.files), directories: union(directories, over.directories) }
        : { files: left, directories };
    },
    realpath: (file) => memo(realpaths, file, () => realpathOf(file)),
    get generation() {
      return generation;
    },
    get structure() {
      return structure;
    },
    get packages() {
      return packages;
    },
  };
}

export function toSlashes(file: string): string {
  return file.replaceAll('\\', '/');
}

function union(names: readonly string[], more: ReadonlySet<string>): readonly string[] {
  return [...new Set([...names, ...more])].sort();
}

/** A file that only the overlay has keeps its name, under the real path of its folder. */
function realpathOf(file: string): string {
  try {
    return toSlashes(realpathSync.native(file));
  } catch {
    const parent = path.posix.dirname(file);
    return parent === file ? file : path.posix.join(realpathOf(parent), path.posix.basename(file));
  }
}
