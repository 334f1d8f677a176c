import path from 'node:path';
import { memo } from '../../platform/memo';
import { type DirectoryState, type FileText, fileVersionOf, readDirectory, readText } from './disk';

/** What was read of the disk, kept until a look at the stamps says that it has changed. */
export interface DiskCache {
  directory(name: string): DirectoryState;
  hasFile(file: string): boolean;
  text(file: string): FileText | undefined;
  /** Looks at everything that is kept; `moved` is told each place where imports may now resolve elsewhere. */
  refresh(onStructureChange: (place: string) => void): void;
}

export function createDiskCache(canonicalName: (name: string) => string): DiskCache {
  const texts = new Map<string, FileText>();
  const directories = new Map<string, DirectoryState>();
  const directory = (name: string) => memo(directories, name, () => readDirectory(name, canonicalName));
  const hasFile = (file: string) =>
    directory(path.posix.dirname(file)).canonicalFiles.has(canonicalName(path.posix.basename(file)));
  const read = (file: string) => {
    const now = hasFile(file) ? readText(file) : undefined;
    if (now) texts.set(file, now);
    return now;
  };

  return {
    directory,
    hasFile: hasFile,
    text: (file) => texts.get(file) ?? read(file),
    refresh(onStructureChange) {
      for (const [name, before] of directories) {
        if (fileVersionOf(name) === before.fileVersion) continue;
        const now = readDirectory(name, canonicalName);
        directories.set(name, now);
        if (now.namesKey !== before.namesKey) onStructureChange(name);
      }
      for (const [file, before] of texts) {
        if (fileVersionOf(file) === before.fileVersion) continue;
        texts.delete(file);
        if (read(file)?.hash !== before.hash && file.endsWith('/package.json')) onStructureChange(file);
      }
    },
  };
}
