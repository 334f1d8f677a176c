/** `files/` shows the disk with a run's texts over it to the compilers, and notices changes of either. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { memo } from '../../platform/memo';
import type { DirectoryEntries, FileText } from './disk';
import { createDiskCache } from './disk-cache';
import { createOverlay } from './overlay';

/**
 * The file system as the compilers see it: the disk with a run's texts over it. What was read is cached;
 * `refresh` finds out by stat what has changed since. All paths are absolute and '/'-separated.
 */
export interface Files {
  /** Takes a new overlay (null: deleted) and looks for changes on the disk. */
  refresh(overlay: ReadonlyMap<string, string | null>): void;
  read(file: string): string | undefined;
  /** Changes exactly when the text does; undefined for a missing file. */
  version(file: string): string | undefined;
  fileExists(file: string): boolean;
  directoryExists(directory: string): boolean;
  entries(directory: string): DirectoryEntries;
  realpath(file: string): string;
  /** Grows with every refresh. */
  readonly generation: number;
  /** Grows when a file or folder was added or deleted or a package.json changed: imports may resolve elsewhere. */
  readonly structureVersion: number;
  /** Grows when that happened below a `node_modules`. */
  readonly packagesVersion: number;
}

export function createFiles(caseSensitive: boolean): Files {
  const canonicalName = (name: string) => (caseSensitive ? name : name.toLowerCase());
  const disk = createDiskCache(canonicalName);
  const realpaths = new Map<string, string>();
  let overlay = createOverlay(new Map(), canonicalName, disk.hasFile, undefined);
  let generation = 0;
  let structureVersion = 0;
  let packagesVersion = 0;

  const structureChanged = (place: string) => {
    structureVersion++;
    if (place.includes('/node_modules')) packagesVersion++;
    realpaths.clear();
  };

  const text = (file: string): FileText | undefined => {
    const overlaid = overlay.text(file);
    return overlaid === undefined ? disk.text(file) : (overlaid ?? undefined);
  };

  return {
    refresh(contents) {
      generation++;
      disk.refresh(structureChanged);
      const next = createOverlay(contents, canonicalName, disk.hasFile, overlay);
      if (next.structureKey !== overlay.structureKey) structureChanged('');
      overlay = next;
    },
    read: (file) => text(file)?.text,
    version: (file) => text(file)?.hash,
    fileExists(file) {
      const overlaid = overlay.text(file);
      return overlaid === undefined ? disk.hasFile(file) : overlaid !== null;
    },
    directoryExists: (name) => overlay.directory(name) !== undefined || disk.directory(name).exists,
    entries(name) {
      const { files, directories } = disk.directory(name);
      const remaining = files.filter((file) => overlay.text(path.posix.join(name, file)) !== null);
      const overlaid = overlay.directory(name);
      return overlaid
        ? { files: union(remaining, overlaid.files), directories: union(directories, overlaid.directories) }
        : { files: remaining, directories };
    },
    realpath: (file) => memo(realpaths, file, () => realpathOf(file)),
    get generation() {
      return generation;
    },
    get structureVersion() {
      return structureVersion;
    },
    get packagesVersion() {
      return packagesVersion;
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
