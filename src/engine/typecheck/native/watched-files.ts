import path from 'node:path';
import type { Files } from '../files/files';
import type { FileChanges, NativeFileSystem } from './api';

/** The file system that the native process gets, and which of its answers have changed since. */
export interface WatchedFiles {
  readonly fs: NativeFileSystem;
  /** Returns the changes since the last call among what the process has queried; undefined when there are none. */
  changes(): FileChanges | undefined;
}

/** The answers that the process has got about the file system, by absolute path. */
interface Answers {
  /** Version of each file that was read; undefined: the file was missing. */
  readonly versions: Map<string, string | undefined>;
  readonly existence: Map<string, boolean>;
  readonly listings: Map<string, { readonly files: ReadonlySet<string>; readonly directories: ReadonlySet<string> }>;
}

/** `textOf` may replace a file's text. */
export function watchFiles(files: Files, textOf: (file: string) => string | undefined): WatchedFiles {
  const answers: Answers = { versions: new Map(), existence: new Map(), listings: new Map() };
  let packagesVersion = files.packagesVersion;
  return {
    fs: {
      readFile(file) {
        answers.versions.set(file, files.version(file));
        return textOf(file) ?? null;
      },
      fileExists(file) {
        const exists = files.fileExists(file);
        answers.existence.set(file, exists);
        return exists;
      },
      directoryExists: files.directoryExists,
      getAccessibleEntries: (directory) => list(files, answers, directory),
      realpath: files.realpath,
    },
    changes() {
      if (packagesVersion !== files.packagesVersion) {
        packagesVersion = files.packagesVersion;
        for (const known of Object.values(answers)) known.clear();
        return { invalidateAll: true };
      }
      return changesSince(files, answers);
    },
  };
}

/** Compares the answers with the files as they are now, and updates them. */
function changesSince(files: Files, answers: Answers): FileChanges | undefined {
  const { versions, existence, listings } = answers;
  const changed = new Set<string>();
  const created = new Set<string>();
  const deleted = new Set<string>();
  for (const [file, before] of versions) {
    const now = files.version(file);
    if (now === before) continue;
    versions.set(file, now);
    (now === undefined ? deleted : before === undefined ? created : changed).add(file);
  }
  for (const [file, before] of existence) {
    const now = files.fileExists(file);
    if (now === before) continue;
    existence.set(file, now);
    (now ? created : deleted).add(file);
  }
  for (const directory of [...listings.keys()]) {
    const before = listings.get(directory);
    if (!before) continue;
    const now = list(files, answers, directory);
    const place = (name: string) => path.posix.join(directory, name);
    for (const name of now.files) if (!before.files.has(name)) created.add(place(name));
    for (const name of before.files) if (!now.files.includes(name)) deleted.add(place(name));
    for (const name of now.directories)
      if (!before.directories.has(name)) for (const file of filesBelow(files, place(name))) created.add(file);
  }
  if (changed.size + created.size + deleted.size === 0) return undefined;
  return { changed: [...changed], created: [...created], deleted: [...deleted] };
}

function list(files: Files, { listings }: Answers, directory: string) {
  const entries = files.entries(directory);
  listings.set(directory, { files: new Set(entries.files), directories: new Set(entries.directories) });
  return entries;
}

function filesBelow(files: Files, directory: string): string[] {
  const { files: names, directories } = files.entries(directory);
  const below = directories
    .filter((name) => name !== 'node_modules')
    .flatMap((name) => filesBelow(files, path.posix.join(directory, name)));
  return [...names.map((name) => path.posix.join(directory, name)), ...below];
}
