import path from 'node:path';
import type { Files } from '../files/files';
import type { FileChanges, NativeFileSystem } from './api';

/** The files as the native process is given them, and what of all it has asked for is different since. */
export interface WatchedFiles {
  readonly fs: NativeFileSystem;
  /** What changed since the last time, of what was asked for; undefined when nothing did. */
  changes(): FileChanges | undefined;
}

/** `textOf` may put another text in a file's place. */
export function watchFiles(files: Files, textOf: (file: string) => string | undefined): WatchedFiles {
  /** Version of each file that was asked for; undefined: there was none. */
  const versions = new Map<string, string | undefined>();
  const existed = new Map<string, boolean>();
  const listed = new Map<string, { readonly files: ReadonlySet<string>; readonly directories: ReadonlySet<string> }>();
  let packages = files.packagesVersion;

  const list = (directory: string) => {
    const entries = files.entries(directory);
    listed.set(directory, { files: new Set(entries.files), directories: new Set(entries.directories) });
    return entries;
  };

  const changesIn = (directory: string, created: Set<string>, deleted: Set<string>): void => {
    const before = listed.get(directory);
    if (!before) return;
    const now = list(directory);
    const place = (name: string) => path.posix.join(directory, name);
    for (const name of now.files) if (!before.files.has(name)) created.add(place(name));
    for (const name of before.files) if (!now.files.includes(name)) deleted.add(place(name));
    for (const name of now.directories)
      if (!before.directories.has(name)) for (const file of filesBelow(files, place(name))) created.add(file);
  };

  return {
    fs: {
      readFile(file) {
        versions.set(file, files.version(file));
        return textOf(file) ?? null;
      },
      fileExists(file) {
        const exists = files.fileExists(file);
        existed.set(file, exists);
        return exists;
      },
      directoryExists: files.directoryExists,
      getAccessibleEntries: list,
      realpath: files.realpath,
    },
    changes() {
      if (packages !== files.packagesVersion) {
        packages = files.packagesVersion;
        for (const known of [versions, existed, listed]) known.clear();
        return { invalidateAll: true };
      }
      const changed = new Set<string>();
      const created = new Set<string>();
      const deleted = new Set<string>();
      for (const [file, before] of versions) {
        const now = files.version(file);
        if (now === before) continue;
        versions.set(file, now);
        (now === undefined ? deleted : before === undefined ? created : changed).add(file);
      }
      for (const [file, before] of existed) {
        const now = files.fileExists(file);
        if (now === before) continue;
        existed.set(file, now);
        (now ? created : deleted).add(file);
      }
      for (const directory of [...listed.keys()]) changesIn(directory, created, deleted);
      if (changed.size + created.size + deleted.size === 0) return undefined;
      return { changed: [...changed], created: [...created], deleted: [...deleted] };
    },
  };
}

function filesBelow(files: Files, directory: string): string[] {
  const { files: names, directories } = files.entries(directory);
  const below = directories
    .filter((name) => name !== 'node_modules')
    .flatMap((name) => filesBelow(files, path.posix.join(directory, name)));
  return [...names.map((name) => path.posix.join(directory, name)), ...below];
}
