import { realpathSync } from 'node:fs';
import path from 'node:path';
import { type Directory, type Names, readDirectory, readText, stampOf, type Text, versionOf } from './disk';
import { memo } from './memo';

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
  /** Grows whenever a file or folder came or went, or a package.json changed: imports may resolve elsewhere. */
  readonly structure: number;
  /** Grows whenever that happened under a `node_modules`. */
  readonly packages: number;
}

export function createFiles(caseSensitive: boolean): Files {
  const fold = (name: string) => (caseSensitive ? name : name.toLowerCase());
  const texts = new Map<string, Text>();
  const directories = new Map<string, Directory>();
  const realpaths = new Map<string, string>();
  let overlay = new Map<string, Text | null>();
  let overlayDirectories = new Map<string, { readonly files: Set<string>; readonly directories: Set<string> }>();
  let overlayShape = '';
  let structure = 0;
  let packages = 0;

  const moved = (place: string) => {
    structure++;
    if (place.includes('/node_modules')) packages++;
    realpaths.clear();
  };

  const directory = (name: string) => memo(directories, name, () => readDirectory(name, fold));

  const onDisk = (file: string) => directory(path.posix.dirname(file)).fileKeys.has(fold(path.posix.basename(file)));

  const text = (file: string): Text | undefined => {
    const over = overlay.get(fold(file));
    if (over !== undefined) return over ?? undefined;
    const known = texts.get(file);
    if (known) return known;
    const read = onDisk(file) ? readText(file) : undefined;
    if (read) texts.set(file, read);
    return read;
  };

  const lookAtDisk = () => {
    for (const [name, before] of directories) {
      if (stampOf(name) === before.stamp) continue;
      const now = readDirectory(name, fold);
      directories.set(name, now);
      if (now.shape !== before.shape) moved(name);
    }
    for (const [file, before] of texts) {
      if (stampOf(file) === before.stamp) continue;
      texts.delete(file);
      const now = onDisk(file) ? readText(file) : undefined;
      if (now) texts.set(file, now);
      if (now?.version !== before.version && file.endsWith('/package.json')) moved(file);
    }
  };

  const takeOverlay = (next: ReadonlyMap<string, string | null>) => {
    const before = overlay;
    overlay = new Map();
    overlayDirectories = new Map();
    const shape: string[] = [];
    for (const [file, content] of next) {
      const old = before.get(fold(file));
      overlay.set(fold(file), content === null ? null : old?.text === content ? old : { stamp: '', text: content, version: versionOf(content) });
      if ((content !== null) !== onDisk(file)) shape.push(`${content === null ? '-' : '+'}${file}`);
      if (content !== null) addToFolders(file);
    }
    const nextShape = shape.sort().join('\n');
    if (nextShape !== overlayShape) moved('');
    overlayShape = nextShape;
  };

  const addToFolders = (file: string) => {
    let name = path.posix.basename(file);
    let kind: 'files' | 'directories' = 'files';
    for (let at = path.posix.dirname(file); ; at = path.posix.dirname(at)) {
      memo(overlayDirectories, fold(at), () => ({ files: new Set<string>(), directories: new Set<string>() }))[kind].add(name);
      if (path.posix.dirname(at) === at) return;
      name = path.posix.basename(at);
      kind = 'directories';
    }
  };

  return {
    refresh(next) {
      lookAtDisk();
      takeOverlay(next);
    },
    read: (file) => text(file)?.text,
    version: (file) => text(file)?.version,
    fileExists(file) {
      const over = overlay.get(fold(file));
      return over === undefined ? onDisk(file) : over !== null;
    },
    directoryExists: (name) => overlayDirectories.has(fold(name)) || directory(name).exists,
    entries(name) {
      const disk = directory(name);
      const over = overlayDirectories.get(fold(name));
      const files = disk.files.filter((file) => overlay.get(fold(path.posix.join(name, file))) !== null);
      return over
        ? { files: sorted(files, over.files), directories: sorted(disk.directories, over.directories) }
        : { files, directories: disk.directories };
    },
    realpath: (file) => memo(realpaths, file, () => realpathOf(file)),
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

function sorted(disk: readonly string[], over: ReadonlySet<string>): readonly string[] {
  return [...new Set([...disk, ...over])].sort();
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
