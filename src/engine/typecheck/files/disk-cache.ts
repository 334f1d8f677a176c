import path from 'node:path';
import { memo } from '../../platform/memo';
import { type DirectoryState, type FileText, fileVersionOf, readDirectory, readText } from './disk';

/** Folders and texts read from the disk, cached until `refresh` finds that their file version has changed. */
export interface DiskCache {
  directory(name: string): DirectoryState;
  hasFile(file: string): boolean;
  text(file: string): FileText | undefined;
  /** Compares all that is cached with the disk; reports each place whose change may let imports resolve elsewhere. */
  refresh(onStructureChange: (place: string) => void): void;
}

export function createDiskCache(canonicalName: (name: string) => string): DiskCache {
  const texts = new Map<string, FileText>();
  const directories = new Map<string, DirectoryState>();
  const directory = (name: string) => memo(directories, name, () => readDirectory(name, canonicalName));
  const hasFile = (file: string) =>
    directory(path.posix.dirname(file)).canonicalFiles.has(canonicalName(path.posix.basename(file)));
  const read = (file: string) => {
    const text = hasFile(file) ? readText(file) : undefined;
    if (text) texts.set(file, text);
    return text;
  };

  return {
    directory,
    hasFile,
    text: (file) => texts.get(file) ?? read(file),
    refresh(onStructureChange) {
      for (const [name, cached] of directories) {
        if (fileVersionOf(name) === cached.fileVersion) continue;
        const now = readDirectory(name, canonicalName);
        directories.set(name, now);
        if (now.namesKey !== cached.namesKey) onStructureChange(name);
      }
      for (const [file, cached] of texts) {
        if (fileVersionOf(file) === cached.fileVersion) continue;
        texts.delete(file);
        if (read(file)?.hash !== cached.hash && file.endsWith('/package.json')) onStructureChange(file);
      }
    },
  };
}
