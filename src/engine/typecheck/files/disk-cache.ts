import path from 'node:path';
import { memo } from '../../platform/memo';
import { type Directory, readDirectory, readText, stampOf, type Text } from './disk';

/** What was read of the disk, kept until a look at the stamps says that it has changed. */
export interface DiskCache {
  directory(name: string): Directory;
  has(file: string): boolean;
  text(file: string): Text | undefined;
  /** Looks at everything that is kept; `moved` is told each place where imports may now resolve elsewhere. */
  look(moved: (place: string) => void): void;
}

export function createDiskCache(fold: (name: string) => string): DiskCache {
  const texts = new Map<string, Text>();
  const directories = new Map<string, Directory>();
  const directory = (name: string) => memo(directories, name, () => readDirectory(name, fold));
  const has = (file: string) => directory(path.posix.dirname(file)).fileKeys.has(fold(path.posix.basename(file)));
  const read = (file: string) => {
    const now = has(file) ? readText(file) : undefined;
    if (now) texts.set(file, now);
    return now;
  };

  return {
    directory,
    has,
    text: (file) => texts.get(file) ?? read(file),
    look(moved) {
      for (const [name, before] of directories) {
        if (stampOf(name) === before.stamp) continue;
        const now = readDirectory(name, fold);
        directories.set(name, now);
        if (now.shape !== before.shape) moved(name);
      }
      for (const [file, before] of texts) {
        if (stampOf(file) === before.stamp) continue;
        texts.delete(file);
        if (read(file)?.version !== before.version && file.endsWith('/package.json')) moved(file);
      }
    },
  };
}
